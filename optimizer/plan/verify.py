"""Check a plan from scratch: region and assignments in, findings out; no solver, no PuLP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import evaluate
from optimizer.plan.ways import middle_month, plan_route
from optimizer.solve.status import Status
from optimizer.travel import travel_times
from optimizer.turnaround.build import turnaround

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_RELATIVE = 1e-6


@dataclass(frozen=True)
class Finding:
    """Something in a plan that does not hold."""

    what: str
    stated: float | str
    found: float | str

    def __str__(self) -> str:
        return f"{self.what}: the plan says {self.stated}, the facts say {self.found}"


def verify(plan: Plan, stated: dict[str, float] | None = None) -> list[Finding]:
    """Recompute travel, stages, stations, costs and aim, and hold them against the plan.

    Parameters
    ----------
    stated
        Figures that a plan file states (``objective``, ``cost_mrub``, ``turnaround_h``, ``gap``);
        default: the plan's own.
    """
    fresh = turnaround(plan.region, travel_times(plan.region), plan.built.variability)
    again = evaluate(fresh.problem, plan.choice)
    figures = plan.figures
    stated = stated or {
        "objective": plan.evaluation.objective,
        "cost_mrub": plan.evaluation.cost,
        "gap": plan.gap,
        "turnaround_h": figures["turnaround_h"]["plan"],
        "machines_down": figures["machines_down"]["plan"],
    }
    findings = [Finding("rule", "kept", broken) for broken in again.broken]
    found = {
        "objective": again.objective,
        "cost_mrub": again.cost,
        "machines_down": _machines_down(plan),
        "gap": max(0.0, again.objective - plan.bound) / abs(again.objective),
    }
    found["turnaround_h"] = found["machines_down"] / max(float(plan.built.demand.rate.sum()), 1e-12)
    findings += [
        Finding(name, stated[name], value)
        for name, value in found.items()
        if name in stated and not np.isclose(stated[name], value, rtol=_RELATIVE, atol=1e-6)
    ]
    if plan.bound > again.objective * (1 + _RELATIVE):
        findings.append(Finding("bound", plan.bound, f"an aim of {again.objective:.6g}"))
    if plan.status == Status.INFEASIBLE or plan.status == Status.NO_PLAN:
        findings.append(Finding("status", str(plan.status), "a plan"))
    return findings + _routes(plan)


def _machines_down(plan: Plan) -> float:
    """Machines down from Little's law: fixed stages by cell, waiting by station."""
    built, choice, ev = plan.built, plan.choice, plan.evaluation
    st, d = built.stages, built.demand
    kept = choice.served < 0
    down = float((d.rate * d.today_h)[kept].sum())
    mine = np.flatnonzero(~kept)
    at = (slice(None), mine, choice.served[mine])
    fixed = st.report_h[mine] + st.go_h[at] + st.handson_h[at] + st.back_h[at]
    down += float((built.season_share[:, None] * built.rate[:, mine] * fixed).sum())
    for k, station in enumerate(plan.problem.stations):
        factor = built.variability_factor.get(station.name)
        for j in np.flatnonzero(choice.level[k] >= 0):
            waiting = station.curves[choice.level[k, j]].value(ev.loads[k][:, j])
            scale = 1.0 if factor is None else float(factor[j])
            down += scale * float(built.season_share @ waiting)
    return down


def _routes(plan: Plan) -> list[Finding]:
    """Legs of every way must add up to the hours that were used."""
    findings = []
    travel = plan.built.travel
    if travel.from_matrix:
        return []
    for d, j in enumerate(plan.choice.served):
        if j < 0:
            continue
        for season in plan.region.seasons:
            month = middle_month(season)
            v, i = travel.month_variant(month), int(plan.built.demand.site[d])
            legs = plan_route(plan, d, int(j), month, tow=False).hours
            if not np.isclose(legs, travel.crew_h[v, j, i], rtol=1e-6, atol=1e-6):
                name = f"way from {plan.region.parks[j].id} to {plan.region.fleets[d].site}"
                findings.append(Finding(name, float(travel.crew_h[v, j, i]), legs))
    return findings
