"""Check a plan from scratch: region and assignments in, findings out; no solver, no PuLP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import evaluate
from optimizer.plan.hours import standing
from optimizer.plan.ways import middle_month, plan_route, way_hours
from optimizer.solve.status import Status
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


def verify(plan: Plan) -> list[Finding]:
    """Recompute travel, stages, stations, costs and aim, and hold them against the plan.

    Held against it are the figures that its plan file states, or its own if it was just made. The
    bound itself comes from the solver: it can be checked only for what it says of the plan.
    """
    fresh = replace(plan, built=turnaround(plan.region, variability=plan.built.variability))
    again = evaluate(fresh.problem, plan.choice)
    findings = [Finding("rule", "kept", broken) for broken in again.broken]
    if again.broken:
        return findings  # the rest would say the same in other words
    machines = _machines_down(fresh)
    repairs = max(float(fresh.built.demand.rate.sum()), 1e-300)
    found = {
        "objective": again.objective, "cost_mrub": again.cost, "bound": plan.bound,
        "gap": max(0.0, again.objective - plan.bound) / max(abs(again.objective), 1e-12),
        "machines_down": machines, "turnaround_h": machines / repairs,
    }  # fmt: skip
    stated = plan.stated or own_figures(plan)
    findings += [
        Finding(name, stated[name], value)
        for name, value in found.items()
        if not np.isclose(stated[name], value, rtol=_RELATIVE, atol=1e-6, equal_nan=True)
    ]
    if plan.bound > again.objective * (1 + _RELATIVE) + 1e-9:
        findings.append(Finding("bound", plan.bound, f"a plan of {again.objective:.6g}"))
    if plan.status in (Status.INFEASIBLE, Status.NO_PLAN):
        findings.append(Finding("status", str(plan.status), "a plan"))
    return findings + _routes(fresh)


def own_figures(plan: Plan) -> dict[str, float]:
    """The figures that a plan file states and that `verify` holds against the facts."""
    figures = plan.figures
    names = ("objective", "cost_mrub", "bound", "gap")
    pairs = ("machines_down", "turnaround_h")
    return {
        **{name: float(figures[name]) for name in names},
        **{name: float(figures[name]["plan"]) for name in pairs},
    }


def _machines_down(plan: Plan) -> float:
    """Machines down by Little's law: fixed stages by cell, waiting by station; no table used."""
    built, choice = plan.built, plan.choice
    st, d = built.stages, built.demand
    kept = choice.served < 0
    down = float(standing(d.rate, d.today_h)[kept].sum())
    mine = np.flatnonzero(~kept)
    at = (slice(None), mine, choice.served[mine])
    fixed = st.report_h[mine] + st.go_h[at] + st.handson_h[at] + st.back_h[at]
    down += float(standing(built.season_share[:, None] * built.rate[:, mine], fixed).sum())
    for k, station in enumerate(plan.problem.stations):
        factor = built.variability_factor.get(station.name)
        for j in np.flatnonzero(choice.level[k] >= 0):
            waiting = station.curves[choice.level[k, j]].value(plan.evaluation.loads[k][:, j])
            scale = 1.0 if factor is None else float(factor[j])
            down += scale * float(built.season_share @ waiting)
    return down


def _routes(plan: Plan) -> list[Finding]:
    """Legs of every way must add up to the hours that were used."""
    findings = []
    for d, j in enumerate(plan.choice.served):
        if j < 0:
            continue
        for season in plan.region.seasons:
            month = middle_month(season)
            for tow in (False, True):
                used = way_hours(plan, d, int(j), month, tow)
                if not np.isfinite(used):
                    continue
                legs = plan_route(plan, d, int(j), month, tow).hours
                if not np.isclose(legs, used, rtol=1e-6, atol=1e-6):
                    ends = f"{plan.region.parks[j].id} and {plan.region.fleets[d].site}"
                    what = f"{'tow' if tow else 'way'} between {ends} in {season.id}"
                    findings.append(Finding(what, used, legs))
    return findings
