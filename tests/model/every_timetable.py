"""Brute force over quarters: every path of hubs and crews, every assignment, every kit and lane.

Worth comes from the formulas of `every_plan`; money is entered here step by step, as it is paid.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from every_plan import number_waiting

from optimizer.problem import Problem, Station
from optimizer.roll_out import RollOut, Steps

State = tuple[int, int]
"""Size and crews of a park, -1 for none."""
Built = tuple[int, ...]
"""Sources that work in a quarter."""
Allowed = Callable[[tuple[int, ...]], bool]
Table = dict[tuple[State, ...], np.ndarray]


@dataclass(frozen=True)
class BestTimetable:
    """The best timetable's worth and how many were looked at."""

    objective: float
    paths: int
    starts: tuple[int, ...] = ()
    """Quarter from which on each source works; that after the last: never."""


def best_timetable_of_all(roll_out: RollOut, allowed: Allowed | None = None) -> BestTimetable:
    """Look at every timetable whose starts are allowed (hand-over is taken as free)."""
    assert roll_out.change == 0
    paths = [
        [(path, _capital(roll_out, j, path)) for path in _paths(roll_out, j)]
        for j in range(roll_out.parks)
    ]
    tables: dict[tuple[int, Built], Table] = {}
    best, count = BestTimetable(math.inf, 0), 0
    for starts in source_starts(roll_out):
        if allowed is not None and not allowed(starts):
            continue
        money = source_money(roll_out, starts)
        for t, problem in enumerate(roll_out.quarters):
            if (t, built_in(starts, t)) not in tables:
                tables[t, built_in(starts, t)] = _quarter_table(problem, built_in(starts, t))
        now = [tables[t, built_in(starts, t)] for t in range(roll_out.count)]
        for chosen in itertools.product(*paths):
            count += 1
            lists = [now[t].get(tuple(p[t] for p, _ in chosen)) for t in range(roll_out.count)]
            if any(each is None for each in lists):
                continue
            least = sum(w * each[0, 0] for w, each in zip(roll_out.weight, lists, strict=True))
            if least < best.objective:  # what costs nothing would do
                capital = money + sum(spent for _, spent in chosen)
                worth = _cheapest(roll_out, np.asarray(capital), lists)
                if worth < best.objective:
                    best = BestTimetable(worth, 0, starts)
    return BestTimetable(best.objective, count, best.starts)


def source_starts(roll_out: RollOut) -> list[tuple[int, ...]]:
    """Every quarter from which on each source may work; as many as there are quarters: never."""
    sources, never = roll_out.quarters[0].sources, roll_out.count
    if sources is None:
        return [()]
    found = []
    for starts in itertools.product(range(never + 1), repeat=sources.count):
        there = np.array([s < never for s in starts], dtype=float)
        soon = any(s < b for s, b in zip(starts, roll_out.sources.build, strict=True))
        many = (np.bincount(sources.group, weights=there) > sources.most).any()
        if not (soon or many or (sources.use @ there > sources.limit).any()):
            found.append(starts)
    return found


def built_in(starts: tuple[int, ...], quarter: int) -> Built:
    """Sources that work in a quarter."""
    return tuple(o for o, start in enumerate(starts) if start <= quarter)


def source_money(roll_out: RollOut, starts: tuple[int, ...]) -> np.ndarray:
    """(T,) spent on sources in each quarter, building and running; below zero where they earn."""
    spent = np.zeros(roll_out.count)
    for o, start in enumerate(starts):
        if start < roll_out.count:
            build = int(roll_out.sources.build[o])
            for quarter in range(start - build, start) if build else [start]:
                spent[quarter] += roll_out.sources.capital[o] / max(build, 1)
        for t in range(start, roll_out.count):
            spent[t] += roll_out.years[t] * roll_out.quarters[t].sources.cost[o]
    return spent


def _states(problem: Problem) -> list[State]:
    crews = problem.stations[0]
    found: list[State] = [(-1, -1)]
    for size in range(problem.sizes):
        found.append((size, -1))
        found += [(size, v) for v in range(len(crews.curves)) if crews.allowed[size, v]]
    return found


def _paths(roll_out: RollOut, park: int) -> list[tuple[State, ...]]:
    """Every path of a park in which nothing shrinks and nothing is there too soon."""
    stands = int(roll_out.existing[park])
    found = []
    for path in itertools.product(_states(roll_out.quarters[0]), repeat=roll_out.count):
        sizes, crews = [s for s, _ in path], [v for _, v in path]
        if sizes != sorted(sizes) or crews != sorted(crews):
            continue
        if stands >= 0 and any(s < stands for s in sizes) and any(s >= 0 for s in sizes):
            continue  # kept as it is at least, or closed for good
        soon = any(
            step > (stands if steps is roll_out.sizes else -1) and steps.build[step] > t
            for steps, ranks in ((roll_out.sizes, sizes), (roll_out.servers[0], crews))
            for t, rank in enumerate(ranks)
            for step in range(rank + 1)
        )
        if not soon:
            found.append(path)
    return found


def _capital(roll_out: RollOut, park: int, path: tuple[State, ...]) -> np.ndarray:
    """(T,) capital spent in each quarter for one park."""
    spent = np.zeros(roll_out.count)
    stands = int(roll_out.existing[park])
    if stands >= 0 and path[0][0] < 0:
        spent[0] += roll_out.closing[park]
    _enter(spent, roll_out.sizes, park, [s for s, _ in path], stands)
    _enter(spent, roll_out.servers[0], park, [v for _, v in path], -1)
    return spent


def _enter(spent: np.ndarray, steps: Steps, park: int, ranks: list[int], before: int) -> None:
    for t, rank in enumerate(ranks):
        for step in range(before + 1, rank + 1):
            below = steps.capital[park, step - 1] if step else 0.0
            price, build = steps.capital[park, step] - below, int(steps.build[step])
            for quarter in range(t - build, t) if build else [t]:
                spent[quarter] += price / max(build, 1)
        before = max(before, rank)


def _quarter_table(problem: Problem, built: Built = ()) -> Table:
    """(n, 2) worth and running cost a year of what can be done with given hubs, nothing beaten."""
    table: Table = {}
    states = _states(problem)
    for served in itertools.product(range(-1, problem.parks), repeat=problem.cells):
        stay = sum(float(problem.stay[d]) for d, j in enumerate(served) if j < 0)
        mine = [tuple(d for d, i in enumerate(served) if i == j) for j in range(problem.parks)]
        ways = [
            {s: np.array(_hub(problem, j, s, cells, built)) for s in states}
            for j, cells in enumerate(mine)
        ]
        for chosen in itertools.product(states, repeat=problem.parks):
            lists = [ways[j][s] for j, s in enumerate(chosen)]
            if all(len(each) for each in lists):
                sums = np.array([[stay, 0.0]])
                for hub in lists:
                    sums = (sums[:, None] + hub).reshape(-1, 2)
                known = table.get(chosen)
                both = sums if known is None else np.concatenate([known, sums])
                table[chosen] = _unbeaten(both)
    return table


def _unbeaten(rows: np.ndarray) -> np.ndarray:
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    kept, least = [], math.inf
    for row in rows:
        if row[1] < least - 1e-12:
            kept.append(row)
            least = row[1]
    return np.array(kept)


def _hub(
    problem: Problem, park: int, state: State, cells: tuple[int, ...], built: Built = ()
) -> list[tuple[float, float]]:
    """(worth, running cost) of every kit and lane of a park; none where it cannot serve."""
    size, crews = state
    if size < 0:
        return [] if cells else [(0.0, 0.0)]
    fixed = float(sum(problem.linear[d, park] for d in cells))
    if not math.isfinite(fixed):
        return []
    servers, *stocks = problem.stations
    running = float(problem.size_cost[park, size])
    running += float(servers.cost[park, crews]) if crews >= 0 else 0.0
    load = _load(servers, park, cells)
    if max(load) > 0:
        if crews < 0 or max(load) > servers.curves[crews].capacity:
            return []
        fixed += float(servers.weight[park]) * sum(
            p * number_waiting(servers.curves[crews], a)
            for p, a in zip(problem.season_share, load, strict=True)
        )
    ways = [_kits(problem, parts, park, cells, built) for parts in stocks]
    return [
        (fixed + sum(w for w, _ in chosen), running + sum(c for _, c in chosen))
        for chosen in itertools.product(*ways)
    ]


def _kits(
    problem: Problem, parts: Station, park: int, cells: tuple[int, ...], built: Built
) -> list[tuple[float, float]]:
    if not cells:
        return [(0.0, float(parts.cost[park, 0]))]
    load, supply = _load(parts, park, cells), parts.supply
    asked = parts.rate[:, list(cells)].sum(axis=1)
    found = []
    for level, curve in enumerate(parts.curves):
        way = supply.way[level]
        if supply.needs[way] >= 0 and supply.needs[way] not in built:
            continue
        worth = float(parts.weight[park]) * sum(
            p * number_waiting(curve, a * float(f))
            for p, a, f in zip(problem.season_share, load, supply.factor[way, :, park], strict=True)
        )
        freight = float(supply.price[way, park] * (problem.season_share @ asked))
        found.append((worth, float(parts.cost[park, level]) + freight))
    return found


def _load(station: Station, park: int, cells: tuple[int, ...]) -> list[float]:
    if not cells:
        return [0.0]
    hours = np.broadcast_to(station.hours, (*station.rate.shape, station.hours.shape[2]))
    return (station.rate * hours[:, :, park])[:, list(cells)].sum(axis=1).tolist()


def _cheapest(roll_out: RollOut, capital: np.ndarray, lists: list[np.ndarray]) -> float:
    """Least worth of one choice for each quarter within the money."""
    left = np.cumsum(roll_out.budget) - np.cumsum(capital)
    worth, spent = np.zeros(1), np.zeros(1)
    for t, rows in enumerate(lists):
        worth = (worth[:, None] + roll_out.weight[t] * rows[:, 0]).ravel()
        spent = (spent[:, None] + roll_out.years[t] * rows[:, 1]).ravel()
        fits = spent <= left[t] + 1e-9
        worth, spent = worth[fits], spent[fits]
    return float(worth.min(initial=math.inf))


def least_priced_hub(
    roll_out: RollOut, quarter: int, park: int, cell: np.ndarray, money: np.ndarray, charges
) -> float:
    """Least reduced cost of all hubs that a park can have in a quarter, in units of its aim."""
    problem, weight = roll_out.quarters[quarter], roll_out.weight[quarter]
    best = math.inf
    for path in _paths(roll_out, park):
        size, crews = state = path[quarter]
        if size < 0:
            continue
        level = np.array([crews, -1])
        priced = float(charges.size[park, size])
        priced += float(charges.server[0][park, crews]) if crews >= 0 else 0.0
        for chosen in itertools.product([False, True], repeat=problem.cells):
            cells = tuple(d for d, taken in enumerate(chosen) if taken)
            won = float(sum(cell[d] for d in cells))
            if charges.cell is not None:
                won -= float(sum(charges.cell[d, park] for d in cells))
            for worth, running in _hub(problem, park, state, cells):
                paid = roll_out.paid(quarter, park, size, level, running)
                best = min(best, worth - won + priced + float(money @ paid) / weight)
    return best
