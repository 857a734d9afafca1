"""Sources in the choice of levels for given assignments: which is built, and from when on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.choice import Choice
from optimizer.problem import Bools
from optimizer.roll_out import RollOut
from optimizer.solve.levels import Row

SOURCE = -2
"""Stands for a station in the name of an option; the park is then the source, the level 0."""

Index = dict[tuple[int, int, int, int], int]
"""Number of each option by quarter, park, station and level."""


def ready_levels(roll_out: RollOut, quarter: int, station: int) -> Bools:
    """(L,) levels of a station whose source, if they need one, can work in a quarter."""
    supply = roll_out.quarters[quarter].stations[station].supply
    if supply is None:
        return np.ones(len(roll_out.quarters[quarter].stations[station].curves), dtype=bool)
    needs = supply.level_needs
    ready = np.append(roll_out.sources.ready(quarter), True)  # the last one: needs none
    return np.asarray(ready[needs])


def needs_rows(roll_out: RollOut, index: Index) -> list[Row]:
    """The levels of a park's station that need a source need it in their quarter."""
    users: dict[tuple[int, int, int, int], list[int]] = {}
    for (t, j, k, v), i in index.items():
        if k >= 0 and v >= 0:
            needs = roll_out.quarters[t].stations[k].level_needs(v)
            if needs >= 0:
                users.setdefault((t, j, k, needs), []).append(i)
    return [
        (dict.fromkeys(members, 1.0) | {index[t, needs, SOURCE, 0]: -1.0}, -np.inf, 0.0)
        for (t, _, _, needs), members in users.items()
    ]


def limit_rows(roll_out: RollOut, index: Index) -> list[Row]:
    """Of a group so many at most, of a resource no more than there is: once all are built."""
    sources, last = roll_out.quarters[-1].sources, roll_out.count - 1
    if sources is None:
        return []
    every = [index.get((last, o, SOURCE, 0)) for o in range(sources.count)]
    there = [(o, i) for o, i in enumerate(every) if i is not None]
    rows: list[Row] = [
        ({i: 1.0 for o, i in there if sources.group[o] == group}, -np.inf, float(most))
        for group, most in enumerate(sources.most)
    ]
    rows += [
        ({i: float(use[o]) for o, i in there if use[o]}, -np.inf, float(limit))
        for use, limit in zip(sources.use, sources.limit, strict=True)
    ]
    return rows


def without_idle(roll_out: RollOut, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Sources only from when they are needed; one that earns stays where that is worth money."""
    built = np.array([c.sources(q) for c, q in zip(choices, roll_out.quarters, strict=True)])
    wanted = np.zeros_like(built)
    for t, (problem, choice) in enumerate(zip(roll_out.quarters, choices, strict=True)):
        for k, j in np.argwhere(choice.level >= 0):
            needs = problem.stations[k].level_needs(int(choice.level[k, j]))
            if needs >= 0:
                wanted[t, needs] = True
    since = np.logical_or.accumulate(wanted, axis=0)
    for o in np.flatnonzero(built.any(axis=0)):
        start, sources = int(built[:, o].argmax()), roll_out.quarters[0].sources
        earns = sources is not None and sources.cost[o] < 0
        pays = roll_out.source_paid[start, -1, o] < 0
        if not (earns and (pays or wanted[:, o].any())):
            built[:, o] &= since[:, o]
    return tuple(replace(c, built=row) for c, row in zip(choices, built, strict=True))
