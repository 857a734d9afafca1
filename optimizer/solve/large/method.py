"""Large problems from prices to plan and proof."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.plans import draft, search
from optimizer.solve.large.price import Effort
from optimizer.solve.large.relaxation import Relaxation
from optimizer.solve.watch import Watch

_CHUNK = 100
_FIRST_CHUNKS, _SLOW = 12, 5e-4
"""Chunks of steps before the first plan, and the gain of a chunk that is not worth another."""
_FIRST_PART = 0.7
"""Time before the first plan, over the time that is left then."""
_MOST_TURNS, _MOVES_PER_CELL = 40, 600
_HOT = 0.05
"""First temperature of the annealing as a part of the mean price of a cell."""
_LONGER = 0.01
_WHOLE_NODES, _WHOLE_BOXES = 3000, 24
_MARGIN = 0.02
"""By how much lists reach beyond the prices where cells are whole, as a part of the mean price."""


def solve_large(watch: Watch, *, threads: int, seed: int) -> float:
    """Solve a large problem; the watch keeps plan and bound. Returns the price of money."""
    relaxation = Relaxation(watch.problem, threads)
    ascent = Ascent(relaxation)
    pool = ThreadPoolExecutor(threads)

    def late() -> bool:
        return watch.over() or watch.seconds > _FIRST_PART * watch.remaining()

    for _ in range(_FIRST_CHUNKS):
        before = ascent.best.bound
        ascent.climb(_CHUNK, late)
        watch.raise_bound(ascent.best.bound, "prices")
        if late() or ascent.best.bound - before < _SLOW * abs(before):
            break
    for turn in range(1, _MOST_TURNS + 1):
        if watch.over():
            break
        _whole_bound(watch, relaxation, ascent)
        _plan(watch, relaxation, ascent, pool, threads, seed + 1000 * turn)
        if ascent.stalled:
            ascent.resume(_LONGER / turn)
        ascent.climb(2 * _CHUNK, watch.over)
        watch.raise_bound(ascent.best.bound, "prices")
    return ascent.best.money


def _plan(
    watch: Watch, relaxation: Relaxation, ascent: Ascent, pool: ThreadPoolExecutor, threads: int,
    seed: int,
) -> None:  # fmt: skip
    """Anneal the hubs of the best prices and offer the plan."""
    problem, point = watch.problem, ascent.best
    given = draft(problem, relaxation.blocks, point)
    search(
        watch, given, _HOT * float(point.prices.mean()), _MOVES_PER_CELL * problem.cells, seed,
        max(2, threads), pool,
    )  # fmt: skip


def _whole_bound(watch: Watch, relaxation: Relaxation, ascent: Ascent) -> None:
    """Raise the bound by whole cells at the best prices."""
    point = ascent.best
    effort = Effort(
        tolerance=1e-5 * abs(point.bound) / max(int(np.sum(point.hubs.open)), 1),
        nodes=_WHOLE_NODES, boxes=_WHOLE_BOXES, margin=_MARGIN * float(point.prices.mean()),
    )  # fmt: skip
    watch.raise_bound(relaxation.proven(point.prices, point.money, effort).bound, "whole cells")
