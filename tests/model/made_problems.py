"""Small problems with what makes bounds go wrong: gaps in hosting, closed ways, duties."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from small_problems import small_problem

from optimizer.problem import NO_SOURCE, Problem, Sources, Supply
from optimizer.turnaround.depot_stock import DepotStock


def made(kind: str, seed: int) -> Problem:
    """A small problem of a kind, four cells and three parks."""
    problem = small_problem(seed, cells=4)
    return {
        "as it is": lambda: problem,
        "money counts": lambda: replace(problem, money=0.4),
        "no budget": lambda: replace(problem, money=1.0, budget=np.inf),
        "must be served": lambda: replace(
            problem, stay=np.where(np.arange(4) % 2, problem.stay, np.inf), budget=120.0
        ),
        "no crews in small hubs": lambda: without_crews(problem),
        "no stations for one": lambda: without_stations(problem),
        "kits by size": lambda: kits_by_size(problem),
        "ways of supply": lambda: ways_of_supply(problem, seed),
        "sources": lambda: with_sources(problem, seed),
        "depot": lambda: with_depot(problem, seed),
    }[kind]()


KINDS = (
    "as it is", "money counts", "no budget", "must be served", "no crews in small hubs",
    "no stations for one", "kits by size", "ways of supply", "sources", "depot",
)  # fmt: skip


def without_crews(problem: Problem) -> Problem:
    """The smallest hub hosts no crews at all, but bays."""
    crews, *others = problem.stations
    allowed = crews.allowed.copy()
    allowed[0] = False
    return replace(problem, stations=(replace(crews, allowed=allowed), *others))


def without_stations(problem: Problem) -> Problem:
    """The last cell needs neither servers nor parts."""
    last = problem.cells - 1
    stations = []
    for station in problem.stations:
        keep = station.cells != last
        hours = station.hours[:, keep] if station.hours.shape[1] > 1 else station.hours
        stations.append(
            replace(station, cells=station.cells[keep], rate=station.rate[:, keep], hours=hours)
        )
    return replace(problem, stations=tuple(stations))


def kits_by_size(problem: Problem) -> Problem:
    """Small hubs have no place for the larger kits of either family."""
    limited = np.array([[True, False, False, False], [True, True, True, False], [True] * 4])
    crews, bays, *stocks = problem.stations
    return replace(problem, stations=(crews, bays, *(replace(s, allowed=limited) for s in stocks)))


def ways_of_supply(problem: Problem, seed: int) -> Problem:
    """The small parts also come faster and dearer, or slower and cheaper."""
    rng = np.random.default_rng(1000 + seed)
    *others, small, large = problem.stations
    kits, shape = len(small.curves), (problem.seasons, problem.parks)
    factor = np.array([np.ones(shape), rng.uniform(0.2, 0.5, shape), rng.uniform(1.5, 3.0, shape)])
    price = np.array([0.0, 1.0, -1.0])[:, None] * rng.uniform(20, 200, (3, problem.parks))
    supply = Supply(np.repeat(np.arange(3), kits), factor, price, np.full(3, NO_SOURCE))
    small = replace(
        small, supply=supply, curves=small.curves * 3, cost=np.tile(small.cost, 3),
        allowed=np.tile(small.allowed, 3),
    )  # fmt: skip
    return replace(problem, stations=(*others, small, large))


def with_sources(problem: Problem, seed: int) -> Problem:
    """Two lines that may be built in one of two places, for the small parts and for the large."""
    rng = np.random.default_rng(2000 + seed)
    *others, small, large = problem.stations
    shape = (problem.seasons, problem.parks)

    def supplied(station, sources):
        station = replace(
            station, curves=station.curves[:3], cost=station.cost[:, :3],
            allowed=station.allowed[:, :3],
        )  # fmt: skip
        kits, ways = len(station.curves), 1 + len(sources)
        if station.scale is None:  # one profile for all, as a stock with ways of supply has
            even = np.outer([1.2, 0.9], station.rate.mean(axis=0))
            station = replace(station, rate=even)
        factor = np.concatenate([np.ones((1, *shape)), rng.uniform(0.05, 0.5, (ways - 1, *shape))])
        supply = Supply(
            np.repeat(np.arange(ways), kits), factor, np.zeros((ways, problem.parks)),
            np.array([NO_SOURCE, *sources]),
        )  # fmt: skip
        return replace(
            station, supply=supply, curves=station.curves * ways,
            cost=np.tile(station.cost, ways), allowed=np.tile(station.allowed, ways),
        )  # fmt: skip

    sources = Sources(
        cost=rng.uniform(0.5, 8, 4), group=np.array([0, 0, 1, 1]), most=np.array([1, 1]),
        use=np.array([[3.0, 0.0, 2.0, 0.0], [0.0, 3.0, 0.0, 2.0]]), limit=np.array([4.0, 9.0]),
        names=("s1", "s2", "l1", "l2"),
    )  # fmt: skip
    stations = (*others, supplied(small, (0, 1)), supplied(large, (2, 3)))
    return replace(problem, stations=stations, sources=sources)


def with_depot(problem: Problem, seed: int) -> Problem:
    """A depot in one of two places, or with more stock, behind the kits of both families."""
    rng = np.random.default_rng(3000 + seed)
    *others, small, large = problem.stations
    shape, options = (problem.seasons, problem.parks), 3
    part = rng.uniform(0.1, 0.6, (2, options))

    def supplied(station, family):
        if station.scale is None:  # one profile for all, as a stock with ways of supply has
            even = np.outer([1.2, 0.9], station.rate.mean(axis=0))
            station = replace(station, rate=even)
        kits = tuple(c for c in station.curves[:3])
        whole = station.rate.sum(axis=1)  # parts an hour of the region, by season
        hours = station.hours[:, 0]
        behind = [None]
        for _ in range(options):
            stock = tuple(int(n) for n in rng.integers(0, 4, len(kits[0].stock)))
            pipeline = whole * hours.mean(axis=1) * rng.uniform(0.6, 1.1)
            way = whole[:, None] * hours * rng.uniform(0.05, 0.4, shape)
            behind.append(DepotStock(stock, pipeline, way, problem.season_share))
        share = 1.0 / (whole[:, None] * hours)
        factor = np.concatenate([np.ones((1, *shape)), np.repeat(share[None], options, axis=0)])
        price = np.zeros((1 + options, problem.parks))
        price[1:] = rng.uniform(-5, 5, (options, 1))
        supply = Supply(
            np.repeat(np.arange(1 + options), 3), factor, price,
            np.array([NO_SOURCE, *range(options)]), tuple(behind),
            np.concatenate([[0.0], part[family]]),
        )  # fmt: skip
        return replace(
            station, supply=supply, curves=kits * (1 + options),
            cost=np.tile(station.cost[:, :3], 1 + options),
            allowed=np.tile(station.allowed[:, :3], 1 + options),
        )  # fmt: skip

    sources = Sources(
        cost=part.sum(axis=0) + rng.uniform(0.1, 1.0, options), group=np.zeros(options, int),
        most=np.array([1]), use=np.ones((1, options)), limit=np.array([1.0]),
        names=("here", "there", "deep"),
    )  # fmt: skip
    stations = (*others, supplied(small, 0), supplied(large, 1))
    return replace(problem, stations=stations, sources=sources)
