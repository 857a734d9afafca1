"""Small plans over quarters made up from a seed: what is built stays, two lanes, three quarters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import NO_SOURCE, Problem, Sources, Station, Supply
from optimizer.roll_out import NEW, Once, RollOut, Steps
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve

HOSTING = np.array([[True, False], [True, True]])
QUARTERS, CELLS, PARKS = 3, 3, 2


def made_roll_out(seed: int, kind: str = "new") -> RollOut:
    """Three quarters, two parks, three cells, crews, and parts by two lanes.

    ``existing``: a hub stands in the first park at the start. ``at once``: nothing takes time.
    ``slow first``: the first size takes longer than the second, the first crew costs nothing.
    ``lines``: two product lines, one of them in one of two places, each for a family of parts.
    """
    if kind == "lines":
        return with_lines(made_roll_out(seed, "new"), seed)
    rng = np.random.default_rng(seed)
    first = _problem(rng)
    quarters = [first]
    for _ in range(QUARTERS - 1):
        quarters.append(_later(quarters[-1], rng))
    size = np.cumsum(rng.uniform(5, 25, (PARKS, 2)), axis=1)
    crews = np.cumsum(rng.uniform(4, 15, (PARKS, 2)), axis=1)
    existing = np.array([0 if kind == "existing" and j == 0 else NEW for j in range(PARKS)])
    stands = np.where(existing >= 0, size[:, 0], 0.0)
    late = 0 if kind == "at once" else 1
    slow = kind == "slow first"
    if slow:
        crews[:, 0] = 0.0
    return RollOut(
        quarters=tuple(quarters),
        weight=np.array([0.36, 0.33, 0.31]),
        years=np.full(QUARTERS, 0.25),
        budget=rng.uniform(12, 30, QUARTERS),
        sizes=Steps(
            np.maximum(size - stands[:, None], 0.0),
            np.arange(2),
            np.array([2, 1] if slow else [late, 2 * late]),
            existing,
        ),
        servers=(Steps(crews, np.arange(2), np.array([late, late]), np.full(PARKS, NEW)),),
        closing=np.array([3.0, 0.0]),
    )


def _problem(rng: np.random.Generator) -> Problem:
    cells = np.arange(CELLS)
    linear = rng.uniform(5, 60, (CELLS, PARKS))
    linear[rng.random((CELLS, PARKS)) < 0.1] = np.inf
    rate = rng.uniform(0.006, 0.03, (2, CELLS))
    kits = [(0, 0), (1, 0), (3, 1)]
    piece = float(rng.uniform(2, 9))
    shape = (2, 2, PARKS)
    factor = np.concatenate([np.ones((1, *shape[1:])), rng.uniform(0.2, 0.5, (1, *shape[1:]))])
    price = np.array([[0.0] * PARKS, (rng.uniform(50, 400) * np.ones(PARKS)).tolist()])
    parts = Station(
        name="parts", kind="stock",
        curves=tuple(KitCurve(kit, (0.5, 0.25), (1, 2)) for kit in kits) * 2,
        cost=np.tile([piece * (a + 2 * b) for a, b in kits] * 2, (PARKS, 1)),
        allowed=np.ones((2, 6), dtype=bool), cells=cells,
        rate=np.outer([1.2, 0.9], rate.mean(axis=0) * 0.5),
        hours=rng.uniform(60, 150, (2, 1, PARKS)),
        weight=np.full(PARKS, rng.uniform(40, 90)),
        supply=Supply(np.repeat([0, 1], 3), factor, price, np.full(2, NO_SOURCE)),
    )  # fmt: skip
    crews = Station(
        name="crews", kind="servers", curves=(QueueCurve(1), QueueCurve(2)),
        cost=np.cumsum(rng.uniform(6, 20, (PARKS, 2)), axis=1), allowed=HOSTING, cells=cells,
        rate=rate, hours=rng.uniform(6, 25, (2, CELLS, PARKS)),
        weight=rng.uniform(30, 90, PARKS),
    )  # fmt: skip
    return Problem(
        season_share=np.array([0.4, 0.6]), linear=linear, stay=rng.uniform(90, 250, CELLS),
        size_cost=np.cumsum(rng.uniform(3, 12, (PARKS, 2)), axis=1), stations=(crews, parts),
        budget=np.inf, cell_names=tuple(f"cell {d}" for d in range(CELLS)),
        park_names=tuple(f"park {j}" for j in range(PARKS)),
    )  # fmt: skip


def _later(problem: Problem, rng: np.random.Generator) -> Problem:
    """The same region in another quarter: other ways, other demand."""
    times = rng.uniform(0.8, 1.3)
    stations = tuple(replace(s, rate=s.rate * times) for s in problem.stations)
    return replace(
        problem, linear=problem.linear * rng.uniform(0.8, 1.25, problem.linear.shape),
        stay=problem.stay * times, stations=stations,
    )  # fmt: skip


def with_lines(roll_out: RollOut, seed: int) -> RollOut:
    """The same with a second family of parts and two lines; the second one earns money."""
    rng = np.random.default_rng(5000 + seed)
    shape, places = (2, PARKS), 2
    factor = rng.uniform(0.03, 0.3, (places + 1, *shape))
    cost = rng.uniform([8, 8, -14], [24, 24, 6])
    large = rng.uniform(2.0, 6.0)
    quarters = []
    for problem in roll_out.quarters:
        crews, small = problem.stations
        sources = Sources(
            cost=cost, group=np.array([0, 0, 1]), most=np.array([1, 1]),
            use=np.array([[3.0, 0.0, 2.0]]), limit=np.array([4.0]),
            names=("seals here", "seals there", "engines here"),
        )  # fmt: skip
        stations = (
            crews,
            _from_lines(small, factor[:places], (0, 1)),
            _from_lines(_engines(small, large), factor[places:], (2,)),
        )
        quarters.append(replace(problem, stations=stations, sources=sources))
    capital = rng.uniform([2, 2, 4], [8, 8, 14])
    return replace(
        roll_out, quarters=tuple(quarters), budget=roll_out.budget * 1.4,
        sources=Once(capital, np.array([0, 1, 1])),
    )  # fmt: skip


def _engines(parts: Station, large: float) -> Station:
    """Another family: fewer and dearer pieces, one lane, two kits."""
    supply = parts.supply
    return replace(
        parts, name="engines", rate=parts.rate / large, curves=parts.curves[:2],
        cost=parts.cost[:, :2] * large, allowed=parts.allowed[:, :2], weight=parts.weight * large,
        supply=Supply(np.zeros(2, dtype=int), supply.factor[:1], supply.price[:1],
                      np.full(1, NO_SOURCE)),
    )  # fmt: skip


def _from_lines(parts: Station, factor: np.ndarray, lines: tuple[int, ...]) -> Station:
    """The same kits from each of some lines as well."""
    supply, kits = parts.supply, int((parts.supply.way == 0).sum())
    lanes, ways = len(supply.needs), len(lines)
    more = np.repeat(lanes + np.arange(ways), kits)
    return replace(
        parts, curves=parts.curves + parts.curves[:kits] * ways,
        cost=np.hstack([parts.cost, np.tile(parts.cost[:, :kits], ways)]),
        allowed=np.hstack([parts.allowed, np.tile(parts.allowed[:, :kits], ways)]),
        supply=Supply(
            np.append(supply.way, more), np.concatenate([supply.factor, factor]),
            np.concatenate([supply.price, np.zeros((ways, PARKS))]),
            np.append(supply.needs, lines),
        ),
    )  # fmt: skip
