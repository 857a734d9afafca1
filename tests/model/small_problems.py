"""Small problems made up from a seed, with everything that a Problem may hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import Problem, Station
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve

OVERLAPPING = np.array([[True, False, False], [True, True, False], [False, True, True]])
"""Hub sizes (rows) that host levels: the largest hub has no place for the smallest level."""


def small_problem(seed: int, cells: int = 5, parks: int = 3) -> Problem:
    """Two pools, two kinds of parts, two seasons, pairs that cannot be served."""
    rng = np.random.default_rng(seed)
    linear = rng.uniform(5, 60, (cells, parks))
    linear[rng.random((cells, parks)) < 0.15] = np.inf
    rate = rng.uniform(0.004, 0.03, (2, cells))
    half = cells // 2
    return Problem(
        season_share=np.array([0.4, 0.6]),
        linear=linear,
        stay=rng.uniform(80, 250, cells),
        size_cost=np.cumsum(rng.uniform(3, 12, (parks, 3)), axis=1),
        stations=(
            _pool("crews", np.arange(half), rate, parks, rng),
            _pool("bays", np.arange(half, cells), rate, parks, rng),
            _parts("small", np.arange(cells), rate, parks, rng, seasonal=True),
            _parts("large", np.arange(half), rate, parks, rng, seasonal=False),
        ),
        budget=float(rng.uniform(40, 90)),
        cell_names=tuple(f"cell {d}" for d in range(cells)),
        park_names=tuple(f"park {j}" for j in range(parks)),
    )


def _pool(
    name: str, cells: np.ndarray, rate: np.ndarray, parks: int, rng: np.random.Generator
) -> Station:
    return Station(
        name=name,
        kind="servers",
        curves=tuple(QueueCurve(c) for c in (1, 2, 3)),
        cost=np.cumsum(rng.uniform(4, 15, (parks, 3)), axis=1),
        allowed=OVERLAPPING,
        cells=cells,
        rate=rate[:, cells],
        hours=rng.uniform(8, 40, (2, len(cells), parks)),
        weight=rng.uniform(30, 90, parks),
    )


def _parts(
    name: str, cells: np.ndarray, rate: np.ndarray, parks: int, rng: np.random.Generator,
    seasonal: bool,
) -> Station:  # fmt: skip
    """Parts whose demand follows one profile over the year, or each cell's own."""
    own = rate[:, cells] * 0.4
    each = np.outer([1.2, 0.9], own.mean(axis=0)) if seasonal else own
    piece = rng.uniform(0.5, 3)
    kits = [(0, 0), (1, 0), (2, 1), (4, 3)]
    return Station(
        name=name,
        kind="stock",
        curves=tuple(KitCurve(kit, (0.5, 0.25), (1, 2)) for kit in kits),
        cost=np.tile([piece * (a + 2 * b) for a, b in kits], (parks, 1)),
        allowed=np.ones((3, 4), dtype=bool),
        cells=cells,
        rate=each,
        hours=rng.uniform(50, 150, (2, 1, parks)),
        weight=np.full(parks, rng.uniform(30, 90)),
    )


def reordered(problem: Problem, seed: int) -> Problem:
    """The same problem with cells, parks, sizes and stations in another order."""
    rng = np.random.default_rng(seed)
    cells, parks = rng.permutation(problem.cells), rng.permutation(problem.parks)
    sizes = rng.permutation(problem.sizes)
    place = np.argsort(cells)  # where each old cell went
    stations = [
        replace(
            s,
            cost=s.cost[parks],
            allowed=s.allowed[sizes],
            cells=place[s.cells],
            hours=s.hours[:, :, parks],
            weight=s.weight[parks],
        )
        for s in problem.stations
    ]
    return replace(
        problem,
        linear=problem.linear[np.ix_(cells, parks)],
        stay=problem.stay[cells],
        size_cost=problem.size_cost[np.ix_(parks, sizes)],
        stations=tuple(stations[k] for k in rng.permutation(len(stations))),
        cell_names=tuple(problem.cell_names[d] for d in cells),
        park_names=tuple(problem.park_names[j] for j in parks),
    )
