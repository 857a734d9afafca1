"""Check a plan over quarters from scratch: every quarter by the audit, and the money once more."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.timetable import evaluate_timetable
from optimizer.plan.audit.depot import depots_mrub
from optimizer.plan.audit.figures import wrong_figures
from optimizer.plan.audit.ledger import hub_mrub, lines_mrub
from optimizer.plan.audit.seal import altered
from optimizer.plan.finding import Finding
from optimizer.plan.plain import plain
from optimizer.plan.verify import verify as verify_one
from optimizer.solve.status import Status
from optimizer.turnaround.quarters import quarters, with_own_variability

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan

_RELATIVE = 1e-6


def verify(plan: RollOutPlan) -> list[Finding]:
    """Hold a plan over quarters against its facts; an empty list means that it holds.

    The quarters are built anew from the tables. Every quarter's plan is checked as a plan of one
    period is; the money of every quarter is worked out again from the tables, step by step.
    """
    from optimizer.plan.rollout.save import figures

    travel = plan.quarters.built[0].travel
    fresh = with_own_variability(
        quarters(plan.region, travel), [built.variability for built in plan.quarters.built]
    )
    again = evaluate_timetable(fresh.roll_out, plan.timetable)
    if again.broken:
        return [Finding("rule", "kept", broken) for broken in again.broken]
    findings = [
        replace(found, what=f"quarter {t + 1}: {found.what}")
        for t, quarter in enumerate(plan.plans)
        for found in verify_one(quarter, fresh.built[t])
        if found.what != "status"  # the proof is one of the whole
    ]
    findings += _money(plan)
    if plan.stated is not None:
        findings += altered(plan.stated)
        findings += wrong_figures(plan.stated["figures"], plain(figures(plan)))
    value = again.objective
    if not math.isclose(plan.worth.objective, value, rel_tol=_RELATIVE):
        findings.append(Finding("objective", plan.worth.objective, value))
    if plan.bound > value * (1 + _RELATIVE) + 1e-9:
        findings.append(Finding("bound", plan.bound, f"a plan of {value:.6g}"))
    if plan.status == Status.OPTIMAL and not math.isfinite(plan.bound):
        findings.append(Finding("status", str(plan.status), "no bound"))
    return findings


def _money(plan: RollOutPlan) -> list[Finding]:
    """Every quarter's spending against a ledger that goes through the tables, hub by hub."""
    rules = plan.region.scenario.roll_out
    assert rules is not None, "a plan over quarters has their rules"
    spent = [0.0] * rules.quarters
    for t, (quarter, choice) in enumerate(zip(plan.plans, plan.timetable.quarters, strict=True)):
        running = sum(
            hub_mrub(quarter.region, quarter.problem, choice, int(j))
            for j in np.flatnonzero(choice.size >= 0)
        )
        running += _sources_mrub(quarter)
        freight = quarter.evaluation.cost - _without_freight(plan, t)
        spent[t] += (running + freight) / 4.0 + rules.change_mrub * _changes(plan, t)
    _add_buildings(plan, spent)
    total, found = 0.0, []
    for t, amount in enumerate(spent):
        total += rules.budgets[t] - amount
        if not math.isclose(plan.worth.spent[t], amount, rel_tol=1e-9, abs_tol=1e-6):
            found.append(Finding(f"quarter {t + 1}: spent", float(plan.worth.spent[t]), amount))
        if total < -1e-5:
            found.append(Finding(f"quarter {t + 1}: money", "kept", f"{-total:.6g} too much"))
    return found


def _sources_mrub(quarter: Plan) -> float:
    """Running cost a year of the lines and the depot of a quarter, less what they save."""
    made, count = quarter.choice.sources(quarter.problem), len(quarter.built.lines)
    lines = [quarter.built.lines[o] for o in np.flatnonzero(made[:count])]
    depots = [quarter.built.depots[o] for o in np.flatnonzero(made[count:])]
    return lines_mrub(quarter.region, lines) + depots_mrub(quarter.region, depots)


def _without_freight(plan: RollOutPlan, t: int) -> float:
    """Running cost of a quarter a year, the ways of supply aside."""
    quarter = plan.plans[t]
    total = float(quarter.evaluation.size_cost.sum() + quarter.evaluation.source_cost.sum())
    for k, station in enumerate(quarter.problem.stations):
        for j in np.flatnonzero(quarter.choice.level[k] >= 0):
            total += float(station.cost[j, quarter.choice.level[k, j]])
    return total


def _changes(plan: RollOutPlan, t: int) -> int:
    if t == 0:
        return 0
    before, now = (plan.timetable.quarters[i].served.tolist() for i in (t - 1, t))
    return sum(1 for a, b in zip(before, now, strict=True) if a >= 0 and b >= 0 and a != b)


def _add_buildings(plan: RollOutPlan, spent: list[float]) -> None:
    """Capital of every step, in equal parts over the quarters of its building."""
    region = plan.region
    _add_sources(plan, spent)
    for j, park in enumerate(region.parks):
        sizes = sorted(region.sizes, key=lambda s: s.capital_mrub)
        ids = [s.id for s in sizes]
        first = ids.index(park.existing_size) if park.existing_size else -1
        there = [ids.index(region.sizes[c.size[j]].id) if c.size[j] >= 0 else -1
                 for c in plan.timetable.quarters]  # fmt: skip
        if first >= 0 and there[0] < 0:
            spent[0] += park.closing_mrub
        prices = [(s.capital_mrub * park.capital_factor, s.build_quarters) for s in sizes]
        _pay(spent, prices, first, there)
        for k, station in enumerate(plan.plans[0].problem.stations):
            if station.kind == "servers":
                levels = sorted(
                    (v for v in region.levels if v.pool == station.name), key=lambda v: v.servers
                )
                prices = [(v.capital_mrub * park.capital_factor, v.build_quarters) for v in levels]
                _pay(spent, prices, -1, [int(c.level[k, j]) for c in plan.timetable.quarters])


def _add_sources(plan: RollOutPlan, spent: list[float]) -> None:
    """Capital of the lines and of the depot."""
    first = plan.quarters.built[0]
    rows = [(at.line, at.park) for at in first.lines] + [(at.row, at.park) for at in first.depots]
    for o, (row, park) in enumerate(rows):
        there = [0 if c.built is not None and c.built[o] else -1 for c in plan.timetable.quarters]
        _pay(spent, [(row.capital_mrub * park.capital_factor, row.build_quarters)], -1, there)


def _pay(spent: list[float], prices: list[tuple[float, int]], first: int, there: list[int]) -> None:
    """Enter the steps from one rank to the next in the quarters before they work."""
    rank = first
    for t, now in enumerate(there):
        for step in range(rank + 1, now + 1):
            price, build = prices[step]
            price -= prices[step - 1][0] if step else 0.0
            for i in range(1, build + 1):
                spent[t - i] += price / build
            if build == 0:
                spent[t] += price
        rank = max(rank, now)
