"""Brute force: every plan of a small problem, worth and cost worked out here from the formulas.

Nothing of the model's own curves or evaluation is used: Erlang C comes from its textbook sum,
backorders from the Poisson probabilities.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from optimizer.problem import Problem, Station
from optimizer.turnaround.depot_stock import DepotStock
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve

_MOST_OWED = 40


@cache
def waiting_for_a_server(servers: int, load: float) -> float:
    """Mean queue of M/M/c: C a / (c - a), C from the probabilities of 0, 1, 2, … in the system."""
    if load == 0:
        return 0.0
    busy = load**servers / math.factorial(servers) * servers / (servers - load)
    idle = sum(load**n / math.factorial(n) for n in range(servers))
    return busy / (idle + busy) * load / (servers - load)


@cache
def waiting_for_a_piece(stock: int, pipeline: float) -> float:
    """Mean of (N - S)+ = u - S + mean of (S - N)+, N Poisson with mean u."""
    left = sum(
        (stock - n) * math.exp(-pipeline) * pipeline**n / math.factorial(n) for n in range(stock)
    )
    return pipeline - stock + left


def number_waiting(curve: object, load: float) -> float:
    """Machines waiting at a load."""
    if isinstance(curve, QueueCurve):
        return waiting_for_a_server(curve.servers, load)
    assert isinstance(curve, KitCurve)
    classes = zip(curve.stock, curve.share, curve.numbers, strict=True)
    return sum(n * waiting_for_a_piece(s, load * p) for s, p, n in classes)


def waiting_behind(kit: KitCurve, stock: DepotStock, season: int, park: int, share: float) -> float:
    """Machines waiting at a hub that a depot supplies: sums over what it owes, and to whom."""
    total, owed = 0.0, range(_MOST_OWED)
    for s, s0, p, n in zip(kit.stock, stock.stock, kit.share, kit.numbers, strict=True):
        late, way = p * float(stock.pipeline[season]), p * float(stock.way[season, park]) * share
        at = [sum(_poisson(i, late) for i in range(s0 + 1))]
        at += [_poisson(s0 + i, late) for i in owed[1:]]
        left = [s - mine for mine in owed]
        short = [waiting_for_a_piece(i, way) if i >= 0 else way - i for i in left]
        total += n * float(np.array(at) @ _mine_of_owed(share) @ np.array(short))
    return total


@cache
def _mine_of_owed(share: float) -> np.ndarray:
    """Chance that so many (columns) of so many pieces owed (rows) are owed to this hub."""
    return np.array([
        [math.comb(n, i) * share**i * (1 - share) ** (n - i) if i <= n else 0.0
         for i in range(_MOST_OWED)]
        for n in range(_MOST_OWED)
    ])  # fmt: skip


def _poisson(count: int, mean: float) -> float:
    return math.exp(-mean) * mean**count / math.factorial(count)


@dataclass(frozen=True)
class Hub:
    """One way to build a park for a set of cells."""

    worth: float
    cost: float
    size: int
    levels: tuple[int, ...]


@dataclass(frozen=True)
class Best:
    """The best plan, and how many plans were looked at."""

    objective: float
    served: tuple[int, ...]
    hubs: tuple[Hub | None, ...]
    plans: int


def _station_ways(
    problem: Problem, station: Station, park: int, cells: tuple[int, ...], size: int,
    built: tuple[int, ...], charged: bool = False,
) -> list[tuple[int, float, float]]:  # fmt: skip
    """(level, worth of waiting, cost) of each level that the hub may have for these cells."""
    load = [0.0] * problem.seasons
    for i, d in enumerate(station.cells):
        if d in cells:
            for s in range(problem.seasons):
                hours = station.hours[s, i if station.hours.shape[1] > 1 else 0, park]
                load[s] += float(station.rate[s, i] * hours)
    if max(load) == 0:
        return [(0, 0.0, 0.0)] if station.kind == "stock" else [(-1, 0.0, 0.0)]
    ways = []
    for level, curve in enumerate(station.curves):
        if station.supply is not None:
            needs = station.supply.needs[station.supply.way[level]]
            if needs >= 0 and needs not in built:
                continue
        if station.allowed[size, level] and max(load) <= curve.capacity:
            times, freight = [1.0] * problem.seasons, 0.0
            if station.supply is not None:
                way = station.supply.way[level]
                times = station.supply.factor[way, :, park].tolist()
                whole = station.rate.sum(axis=1)
                asked = station.rate[:, [d in cells for d in station.cells]].sum(axis=1)
                freight = float(station.supply.price[way, park] * (problem.season_share @ asked))
            behind = (
                station.supply.behind[way] if station.supply and station.supply.behind else None
            )
            waiting = sum(
                p * (number_waiting(curve, round(a * t, 12)) if behind is None
                     else waiting_behind(curve, behind, s, park, min(a * t, 1.0)))
                for s, (p, a, t) in enumerate(zip(problem.season_share, load, times, strict=True))
            )  # fmt: skip
            if charged and station.supply is not None and len(station.supply.part):
                part = float((problem.season_share @ asked) / (problem.season_share @ whole))
                freight += part * float(station.supply.part[way])
            cost = float(station.cost[park, level]) + freight
            ways.append((level, float(station.weight[park]) * waiting, cost))
    return ways


def source_sets(problem: Problem) -> list[tuple[int, ...]]:
    """Every set of sources that may be built."""
    if problem.sources is None:
        return [()]
    sets = []
    for code in itertools.product([0, 1], repeat=problem.sources.count):
        of_group = np.bincount(problem.sources.group, weights=code)
        used = problem.sources.use @ np.array(code)
        if (of_group <= problem.sources.most).all() and (used <= problem.sources.limit).all():
            sets.append(tuple(o for o, on in enumerate(code) if on))
    return sets


def hubs_for(
    problem: Problem, park: int, cells: tuple[int, ...], built: tuple[int, ...] = (),
    charged: bool = False,
) -> list[Hub]:  # fmt: skip
    """Every size and level that the park may have to serve the cells.

    ``charged``: with the part of its sources that falls on what it serves.
    """
    fixed = float(sum(problem.linear[d, park] for d in cells))
    found = []
    for size in range(problem.sizes):
        ways = [
            _station_ways(problem, s, park, cells, size, built, charged) for s in problem.stations
        ]
        for chosen in itertools.product(*ways):
            cost = float(problem.size_cost[park, size]) + sum(c for _, _, c in chosen)
            worth = fixed + sum(w for _, w, _ in chosen)
            found.append(Hub(worth, cost, size, tuple(level for level, _, _ in chosen)))
    return found


def best_plan(problem: Problem) -> Best:
    """Look at every plan: sources, who is served from where, and every hub for each park."""
    best, plans = Best(math.inf, (), (), 0), 0
    for built in source_sets(problem):
        paid = float(problem.sources.cost[list(built)].sum()) if problem.sources else 0.0
        found = _best_with(problem, built, paid)
        plans += found.plans
        if found.objective < best.objective:
            best = found
    return Best(best.objective, best.served, best.hubs, plans)


def _best_with(problem: Problem, built: tuple[int, ...], paid: float) -> Best:
    table: dict[tuple[int, tuple[int, ...]], tuple[list[Hub], int]] = {}
    best, plans = Best(math.inf, (), (), 0), 0
    for served in itertools.product(range(-1, problem.parks), repeat=problem.cells):
        stay = sum(float(problem.stay[d]) for d, j in enumerate(served) if j < 0)
        groups = [
            tuple(d for d in range(problem.cells) if served[d] == j) for j in range(problem.parks)
        ]
        ways: list[list[Hub | None]] = []
        count = 1
        for j, cells in enumerate(groups):
            if cells and (j, cells) not in table:
                hubs = hubs_for(problem, j, cells, built)
                table[j, cells] = _unbeaten(hubs), len(hubs)
            ways.append(list(table[j, cells][0]) if cells else [None])
            count *= table[j, cells][1] if cells else 1
        plans += count
        shape = [len(w) for w in ways]
        worth, cost = np.full(shape, stay), np.full(shape, paid)
        for j, each in enumerate(ways):
            axis = [-1 if i == j else 1 for i in range(problem.parks)]
            worth = worth + np.reshape([h.worth if h else 0.0 for h in each], axis)
            cost = cost + np.reshape([h.cost if h else 0.0 for h in each], axis)
        total = np.where(cost <= problem.budget + 1e-9, worth + problem.money * cost, np.inf)
        if total.size and total.min() < best.objective:
            at = np.unravel_index(int(total.argmin()), shape)
            hubs = tuple(w[i] for w, i in zip(ways, at, strict=True))
            best = Best(float(total.min()), served, hubs, 0)
    return Best(best.objective, best.served, best.hubs, plans)


def _unbeaten(hubs: list[Hub]) -> list[Hub]:
    """Those for which no other one is as good and as cheap."""
    kept: list[Hub] = []
    for hub in sorted(hubs, key=lambda h: (h.worth, h.cost)):
        if not kept or hub.cost < kept[-1].cost:
            kept.append(hub)
    return kept
