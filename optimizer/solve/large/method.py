"""Large problems from prices to plan and proof."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from optimizer.problem import Array
from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.books import served_by
from optimizer.solve.large.plans import Draft, draft, repriced, stage
from optimizer.solve.large.price import Effort
from optimizer.solve.large.relaxation import Relaxation
from optimizer.solve.levels import best_levels
from optimizer.solve.watch import Watch

_SHARES = 40, (0.05, 0.02)
_WHOLE = 120, (0.02, 0.0008)
_AGAIN = 50, (0.0015, 0.0003)
"""Steps and their rates: split cells, whole cells, whole cells in later turns."""
_TIMES = 0.1, 0.2, 0.8, 0.2
"""Parts of the time that is left: both ascents, the search, and an ascent in later turns."""
_HEATS, _WARM = (0.05, 0.002), 0.03
"""Temperatures of the search over the mean price of a cell; the first one of later turns."""
_STAGES, _TRIALS = 24, 15
"""Stages of a search, and the fewest trials of one per park."""
_FIRST_TRIALS, _LONGEST = 1000, 0.05
"""Trials of a first stage under a time limit, and how long one may take of what is left."""
_NODES, _BOXES = 100, 24
"""Flips tried per node, and nodes per station, of a bound with whole cells."""
_MARGIN = 0.02
"""By how much lists reach beyond the prices where cells are whole, as a part of the mean price."""
_TURNS = 20


class _Clock:
    """A part of the time that a watch has left."""

    def __init__(self, watch: Watch, part: float) -> None:
        self._started = time.monotonic()
        self._length = part * watch.remaining()

    def part(self) -> float:
        """How much of it is spent; 0 where there is no limit."""
        spent = time.monotonic() - self._started
        return spent / self._length if self._length > 0 else 1.0


def solve_large(watch: Watch, *, threads: int, seed: int) -> float:
    """Solve a large problem; the watch keeps plan and bound. Returns the price of money."""
    relaxation = Relaxation(watch.problem, threads)
    clock = _Clock(watch, _TIMES[0])
    ascent = Ascent(relaxation, watch.over, clock.part)
    watch.raise_bound(ascent.best.bound, "prices")
    steps, rates = _SHARES
    ascent.climb(steps, rates, watch.over, part=_Clock(watch, _TIMES[0]).part)
    watch.raise_bound(ascent.best.bound, "prices")
    if not watch.over():
        # a first plan, in case the time ends before the search begins
        _offer(watch, draft(watch.problem, relaxation.blocks, ascent.best))
    steps, rates = _WHOLE
    part, heat = _TIMES[1], _HEATS[0]
    given: Draft | None = None
    with ThreadPoolExecutor(threads) as pool:
        for turn in range(_TURNS):
            clock = _Clock(watch, part)
            ascent.climb(steps, rates, watch.over, _whole(ascent), clock.part)
            watch.raise_bound(ascent.best.bound, "whole cells")
            if watch.over():
                break
            if given is None:
                given = draft(watch.problem, relaxation.blocks, ascent.best)
                _offer(watch, given)
            given = _search(
                watch, relaxation, given, ascent.best.prices.mean() * np.array([heat, _HEATS[1]]),
                seed + 10_000 * turn, pool, threads,
            )  # fmt: skip
            if watch.over():
                break
            steps, rates = _AGAIN
            part, heat = _TIMES[3], _WARM
    return ascent.best.money


def _whole(ascent: Ascent) -> Effort:
    """Effort for whole cells at the best prices."""
    point = ascent.best
    return Effort(
        tolerance=1e-5 * abs(point.bound) / max(int(np.sum(point.hubs.open)), 1),
        nodes=_NODES, boxes=_BOXES, margin=_MARGIN * float(point.prices.mean()),
    )  # fmt: skip


def _search(
    watch: Watch, relaxation: Relaxation, given: Draft, heats: Array, seed: int,
    pool: ThreadPoolExecutor, threads: int,
) -> Draft:  # fmt: skip
    """Rebuild hubs, from the first of two temperatures to the second; offer every stage's plan."""
    problem, clock = watch.problem, _Clock(watch, _TIMES[2])
    hot, cold = heats
    limited, number = np.isfinite(watch.remaining()), 0
    trials = min(_TRIALS * problem.parks, _FIRST_TRIALS) if limited else _TRIALS * problem.parks
    while not watch.over():
        done = clock.part() if limited else number / _STAGES
        if done >= 1.0:
            break
        heat, began = float(hot * (cold / hot) ** done), time.monotonic()
        given = stage(given, heat, trials, seed + 64 * number, pool, threads)
        each = (time.monotonic() - began) / trials
        if limited:
            longest = _LONGEST * max(watch.remaining(), 0.0) / max(each, 1e-9)
            trials = int(np.clip(longest, threads, _TRIALS * problem.parks))
        _offer(watch, given)
        given = repriced(problem, relaxation.blocks, given)
        number += 1
    return given


def _offer(watch: Watch, given: Draft) -> None:
    served = served_by(given.ground, given.books)
    watch.offer(best_levels(watch.problem, served), "hubs")
