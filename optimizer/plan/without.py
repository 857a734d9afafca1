"""A plan without one of its hubs: who goes where then, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice, station_loads
from optimizer.plan.hours import plan_hours, standing

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.problem import Array, Ints


def without_hub(plan: Plan, park: int) -> Choice | None:
    """The plan with a hub closed; None where some fleet could not be served any more.

    The fleets of the hub go one after the other, the dearest first, to the hub where they add least
    to the aim, or back to today's way. The other hubs stay as large as they are.
    """
    problem, old = plan.problem, plan.choice
    served, size, level = old.served.copy(), old.size.copy(), old.level.copy()
    orphans = np.flatnonzero(served == park)
    served[orphans], size[park], level[:, park] = TODAY, CLOSED, NONE
    loads = list(station_loads(problem, Choice(served, size, level).shares(problem)))
    worth = plan.built.demand.value * plan.built.demand.rate
    for cell in orphans[np.argsort(-worth[orphans], kind="stable")]:
        best, least = TODAY, float(problem.stay[cell])
        for j in np.flatnonzero((size >= 0) & np.isfinite(problem.linear[cell])):
            added = _added(plan, level, loads, int(cell), int(j))
            if added < least:
                best, least = int(j), added
        if not np.isfinite(least):
            return None
        if best != TODAY:
            served[cell] = best
            for k, unit in _units(plan, int(cell), best):
                loads[k][:, best] += unit
    return replace(old, served=served, size=size, level=level)


def downtime_mrub(plan: Plan, choice: Choice) -> float:
    """Worth of all standing machines under another choice, million RUB a year."""
    other = replace(plan, choice=choice)
    d = plan.built.demand
    hours = plan_hours(plan.built, choice, other.evaluation).turnaround_h
    return float(d.value @ standing(d.rate, np.where(choice.served < 0, d.today_h, hours)))


def _units(plan: Plan, cell: int, park: int) -> list[tuple[int, Array]]:
    """Stations that a cell asks, each with the load (S,) that it puts on the one at a park."""
    units = []
    for k, station in enumerate(plan.problem.stations):
        at = np.flatnonzero(station.cells == cell)
        if len(at):
            hours = station.hours[:, at[0] if station.hours.shape[1] > 1 else 0, park]
            units.append((k, station.rate[:, at[0]] * hours))
    return units


def _added(plan: Plan, level: Ints, loads: list[Array], cell: int, park: int) -> float:
    """Aim that a cell adds if a park serves it at its present levels; inf where it cannot."""
    problem = plan.problem
    added = float(problem.linear[cell, park])
    for k, unit in _units(plan, cell, park):
        station, chosen = problem.stations[k], int(level[k, park])
        after = loads[k][:, park] + unit
        if chosen < 0 or after.max() > station.capacity[chosen]:
            return np.inf
        added += problem.waiting(station, park, chosen, after)
        added -= problem.waiting(station, park, chosen, loads[k][:, park])
    return added
