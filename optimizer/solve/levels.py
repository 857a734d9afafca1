"""Levels for a given assignment: the exact choice of sizes, servers and kits under the budget.

Once the cells are assigned every load is a number, and what remains is a multiple-choice knapsack.
"""

from __future__ import annotations

import highspy
import numpy as np

from optimizer.model.choice import CLOSED, NONE, Choice, station_loads
from optimizer.problem import NO_SOURCE, Array, Bools, Ints, Problem

_OPTIONS = {"output_flag": False, "threads": 1}

_HUB, _SOURCE = -1, -2
_Point = tuple[float, float, int]
"""Cost, waiting and number of a level."""

Row = tuple[dict[int, float], float, float]
"""Coefficients by column, and the limits of their sum."""


def best_levels(problem: Problem, served: Ints, share: Array | None = None) -> Choice | None:
    """Cheapest waiting under the budget for an assignment; None where nothing fits.

    Parameters
    ----------
    served
        (D,) park of each cell, negative where it keeps today's way.
    share
        (D, J) shares, where cells are split.
    """
    empty = Choice(
        served,
        np.full(problem.parks, CLOSED),
        np.full((len(problem.stations), problem.parks), NONE),
        share,
        np.zeros(problem.source_count, dtype=bool),
    )
    shares = empty.shares(problem)
    opened = np.flatnonzero(shares.sum(axis=0) > 0)
    if not len(opened):
        return empty
    options = _options(problem, shares, opened)
    if options is None:
        return None
    return _solve(problem, empty, opened, options)


class _Options:
    """Every size and level that an open park may have, as one list of binaries."""

    def __init__(self) -> None:
        self.worth: list[float] = []
        self.cost: list[float] = []
        # park, station, level; station `_HUB`: the hub itself, `_SOURCE`: a source by its level
        self.name: list[tuple[int, int, int]] = []

    def add(self, park: int, station: int, level: int, worth: float, cost: float) -> int:
        self.worth.append(worth)
        self.cost.append(cost)
        self.name.append((park, station, level))
        return len(self.name) - 1


def _options(problem: Problem, shares: Array, opened: Ints) -> _Options | None:
    options, loads = _Options(), station_loads(problem, shares)
    for j in map(int, opened):
        for b in range(problem.sizes):
            cost = float(problem.size_cost[j, b])
            options.add(j, _HUB, b, problem.money * cost, cost)
        for k, station in enumerate(problem.stations):
            load = loads[k][:, j]
            if load.max() <= 1e-12:
                if station.kind == "stock":
                    options.add(j, k, 0, 0.0, float(station.cost[j, 0]))
                continue
            fits = [v for v in range(len(station.curves))
                    if load.max() <= station.capacity[v] * (1 + 1e-9)]  # fmt: skip
            if not fits:
                return None
            waiting = problem.waiting_by_level(station, j, load)
            for v in undominated(problem, k, j, load, fits, waiting):
                cost = problem.level_cost(station, j, v, load)
                options.add(j, k, v, float(waiting[v]) + problem.money * cost, cost)
    for o in range(problem.source_count):
        cost = float(problem.sources.cost[o]) if problem.sources else 0.0
        options.add(o, _SOURCE, o, problem.money * cost, cost)
    return options


def undominated(
    problem: Problem, k: int, j: int, load: Array, fits: list[int], waiting: Array
) -> list[int]:
    """Levels that no other beats in both cost and waiting, where every hub size hosts them all.

    A level that needs a source beats only those that need the same.
    """
    station = problem.stations[k]
    if not station.allowed.all():
        return fits
    order = sorted(fits, key=lambda v: (problem.level_cost(station, j, v, load), v))
    kept: list[int] = []
    best: dict[int, float] = {}
    for v in order:
        needs = station.level_needs(v)
        if waiting[v] < min(best.get(needs, np.inf), best.get(NO_SOURCE, np.inf)):
            kept.append(v)
            best[needs] = float(waiting[v])
    return kept


def on_hull(
    problem: Problem, k: int, j: int, load: Array, levels: list[int], waiting: Array
) -> list[int]:
    """Of `undominated` levels those that no mix of two others beats, by source.

    Where there are many stations the others are only of use to spend the last rouble.
    """
    station = problem.stations[k]
    hulls: dict[int, list[_Point]] = {}
    for v in sorted(levels, key=lambda v: (problem.level_cost(station, j, v, load), v)):
        hull = hulls.setdefault(station.level_needs(v), [])
        cost, wait = problem.level_cost(station, j, v, load), float(waiting[v])
        while len(hull) > 1 and _above(hull[-2], hull[-1], (cost, wait, v)):
            hull.pop()
        hull.append((cost, wait, v))
    return sorted(v for hull in hulls.values() for _, _, v in hull)


def _above(left: _Point, middle: _Point, right: _Point) -> bool:
    """Whether the middle one of three points lies above the line of the others."""
    rise, way = right[1] - left[1], right[0] - left[0]
    return (middle[1] - left[1]) * way >= rise * (middle[0] - left[0])


def _solve(problem: Problem, empty: Choice, opened: Ints, options: _Options) -> Choice | None:
    index = {name: i for i, name in enumerate(options.name)}
    rows: list[Row] = []
    groups: dict[tuple[int, int], list[int]] = {}
    for i, (j, k, _) in enumerate(options.name):
        groups.setdefault((j, k), []).append(i)
    rows += [
        (dict.fromkeys(members, 1.0), 0.0 if k == _SOURCE else 1.0, 1.0)
        for (_, k), members in groups.items()
    ]
    rows += _source_rows(problem, options, index)
    for (j, k), members in groups.items():
        if k < 0 or problem.stations[k].allowed.all():
            continue
        for i in members:
            hosts = np.flatnonzero(problem.stations[k].allowed[:, options.name[i][2]])
            row = {i: 1.0} | {index[j, _HUB, int(b)]: -1.0 for b in hosts}
            rows.append((row, -np.inf, 0.0))
    if np.isfinite(problem.budget):
        rows.append((dict(enumerate(options.cost)), -np.inf, problem.budget))
    values = binaries(options.worth, rows)
    if values is None:
        return None
    size, level = empty.size.copy(), empty.level.copy()
    built = np.zeros(problem.source_count, dtype=bool)
    for (j, k, v), amount in zip(options.name, values, strict=True):
        if amount < 0.5:
            continue
        if k == _HUB:
            size[j] = v
        elif k == _SOURCE:
            built[v] = True
        else:
            level[k, j] = v
    for park in map(int, np.flatnonzero(size >= 0)):
        size[park] = _least_size(problem, park, level[:, park])
    return Choice(empty.served, size, level, empty.share, _needed(problem, level, built))


def _source_rows(
    problem: Problem, options: _Options, index: dict[tuple[int, int, int], int]
) -> list[Row]:
    """A level needs its source; of a group so many at most; no more of a resource than there is."""
    rows: list[Row] = []
    sources = problem.sources
    if sources is None:
        return rows
    for i, (_, k, v) in enumerate(options.name):
        needs = problem.stations[k].level_needs(v) if k >= 0 else NO_SOURCE
        if needs >= 0:
            rows.append(({i: 1.0, index[needs, _SOURCE, needs]: -1.0}, -np.inf, 0.0))
    every = [index[o, _SOURCE, o] for o in range(sources.count)]
    for group, most in enumerate(sources.most):
        mine = [every[o] for o in np.flatnonzero(sources.group == group)]
        rows.append((dict.fromkeys(mine, 1.0), -np.inf, float(most)))
    for use, limit in zip(sources.use, sources.limit, strict=True):
        row = {every[o]: float(u) for o, u in enumerate(use) if u}
        rows.append((row, -np.inf, float(limit)))
    return rows


def _needed(problem: Problem, level: Ints, built: Bools) -> Bools:
    """Sources without those that cost and that no level needs."""
    if problem.sources is None:
        return built
    used = np.zeros_like(built)
    for k, j in np.argwhere(level >= 0):
        needs = problem.stations[k].level_needs(int(level[k, j]))
        if needs >= 0:
            used[needs] = True
    return np.asarray(built & (used | (problem.sources.cost < 0)))


def binaries(
    worth: list[float], rows: list[Row], *, gap: float = 1e-6, seconds: float = 5.0
) -> list[float] | None:
    """Binaries of least worth that keep all rows; None where none are found."""
    lp = _linear_program(worth, rows)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(worth)
    highs = _run(lp, {"mip_rel_gap": gap, "time_limit": seconds})
    return None if highs is None else list(highs.getSolution().col_value)


def relaxed(
    worth: list[float], rows: list[Row], fixed: dict[int, bool]
) -> tuple[float, Array] | None:
    """Least worth where shares may be taken, some being ``fixed``, and the rows' duals."""
    lp = _linear_program(worth, rows)
    lower, upper = np.zeros(len(worth)), np.ones(len(worth))
    for column, there in fixed.items():
        lower[column] = upper[column] = float(there)
    lp.col_lower_, lp.col_upper_ = lower, upper
    highs = _run(lp, {})
    if highs is None:
        return None
    value = float(highs.getInfo().objective_function_value)
    return value, np.array(highs.getSolution().row_dual)


def _linear_program(worth: list[float], rows: list[Row]) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(worth), len(rows)
    lp.col_cost_ = np.array(worth)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(worth)), np.ones(len(worth))
    lp.row_lower_ = np.array([low for _, low, _ in rows])
    lp.row_upper_ = np.array([high for _, _, high in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in rows)])
    lp.a_matrix_.index_ = np.array([i for row, _, _ in rows for i in row])
    lp.a_matrix_.value_ = np.array([v for row, _, _ in rows for v in row.values()])
    return lp


def _run(lp: highspy.HighsLp, options: dict[str, float]) -> highspy.Highs | None:
    """Solved; None where nothing feasible was found."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {**_OPTIONS, **options}.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    highs.run()
    feasible = highs.getInfo().primal_solution_status
    return highs if feasible == highspy.SolutionStatus.kSolutionStatusFeasible else None


def _least_size(problem: Problem, park: int, level: Ints) -> int:
    """Cheapest hub that hosts the levels: where money is no aim, a dearer one is worth as much."""
    fits = np.ones(problem.sizes, dtype=bool)
    for k in np.flatnonzero(level >= 0):
        fits &= problem.stations[k].allowed[:, level[k]]
    return int(np.where(fits, problem.size_cost[park], np.inf).argmin())
