"""Part of a plan kept, the rest solved again: a smaller Problem for the same hubs and fleets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimizer.model.choice import NONE, Choice
from optimizer.problem import Array, Bools, Ints, Problem, Station
from optimizer.solve.levels import best_levels


def best_within(problem: Problem, choice: Choice, only: Sequence[Bools]) -> Choice | None:
    """Cheapest waiting for the fleets of a choice, each served whole, with some levels only.

    None where nothing fits under the budget.

    Parameters
    ----------
    only
        (J, L) levels that may be chosen, one array per station.
    """
    shares = choice.shares(problem)
    parts: list[tuple[int, int, Ints]] = []
    stations = []
    for k, station in enumerate(problem.stations):
        for j in map(int, np.flatnonzero(choice.level[k] >= 0)):
            mine, levels = np.flatnonzero(shares[station.cells, j] > 0), np.flatnonzero(only[k][j])
            if len(mine):
                parts.append((k, j, levels))
                stations.append(_alone(station, j, mine, levels))
    smaller = replace(problem, stations=tuple(stations))
    found = best_levels(smaller, choice.served)
    if found is None:
        return None
    level = np.where(found.size >= 0, np.minimum(choice.level, 0), NONE)
    for n, (k, j, levels) in enumerate(parts):
        level[k, j] = levels[found.level[n, j]]
    return replace(found, level=level)


def _alone(station: Station, park: int, mine: Ints, levels: Ints) -> Station:
    """A station for the fleets of one hub, with some of its levels; free of cost elsewhere."""
    cost = np.zeros((len(station.cost), len(levels)))
    cost[park] = station.cost[park, levels]
    hours, supply = station.hours, station.supply
    return replace(
        station,
        curves=tuple(station.curves[v] for v in levels),
        cost=cost,
        allowed=station.allowed[:, levels],
        cells=station.cells[mine],
        rate=station.rate[:, mine],
        hours=hours[:, mine] if hours.shape[1] > 1 else hours,
        supply=None if supply is None else replace(supply, way=supply.way[levels]),
    )  # fmt: skip


def with_sources(problem: Problem, allowed: Bools) -> Problem:
    """The Problem in which no other sources can be built: they need what is not there."""
    sources = problem.sources
    if sources is None:
        return problem
    barred: Array = np.asarray(~allowed, dtype=float)
    use = np.concatenate([sources.use, barred[None, :]])
    return replace(problem, sources=replace(sources, use=use, limit=np.append(sources.limit, 0.0)))
