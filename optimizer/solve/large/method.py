"""Large problems from prices to plan and proof."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.books import served_by
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.plans import Draft, draft, repriced, stage
from optimizer.solve.large.price import Effort
from optimizer.solve.large.relaxation import Point, Relaxation
from optimizer.solve.levels import best_levels
from optimizer.solve.watch import Watch

_SHARES = 40, (0.05, 0.02)
_WHOLE = 120, (0.02, 0.0008)
_AGAIN = 50, (0.0015, 0.0003)
"""Steps and their rates: split cells, whole cells, whole cells in later turns."""
_TIMES = 0.1, 0.35, 0.8, 0.2
"""Parts of the time that is left: both ascents, the search, and an ascent in later turns."""
_HOT, _WARM, _COLD = 0.002, 0.4, 0.008
"""First temperature of a search over what the cells of a hub are worth, that of a later one over
the first, and the last one over the mean price of a cell."""
_TRIALS, _STAGES = 1000, 40
"""Most trials of one search per park, and its fewest stages."""
_FIRST_TRIALS, _LONGEST = 1000, 0.02
"""Trials of a first stage under a time limit, and how long one may take of what is left."""
_PULL = 0.1
"""What a million RUB more or less than the budget costs at first, over the price of money."""
_MENDS, _HARD, _HARDER, _MENDING = (2.0, 1.6, 1.3, 1.0), 6.0, 4.0, 40
"""Stages that mend a plan beyond the budget: temperatures over the coldest, pull over the price of
money, how much harder it is each time, trials a park."""
_FOLLOW, _RANGE, _SAME = 0.5, (0.6, 1.6), 0.002
"""How the price of money follows what is spent, how far in all, and what is no change."""
_PAYING = 0.1
"""Part of the time that choosing exact levels for plans may take."""
_NODES, _BOXES = 100, 24
"""Flips tried per node, and nodes per station, of a bound with whole cells."""
_MARGIN = 0.01
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
    part, warmth = _TIMES[1], 1.0
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
            else:
                given = repriced(
                    watch.problem, relaxation.blocks, given, ascent.best.money, ascent.best.prices
                )
            search = _Search(
                watch, relaxation.blocks, pool, threads, ascent.best, warmth, seed + 100_000 * turn
            )
            given = search.run(given)
            if watch.over():
                break
            steps, rates = _AGAIN
            part, warmth = _TIMES[3], 1.0 if search.ended else _WARM
    return ascent.best.money


def _whole(ascent: Ascent) -> Effort:
    """Effort for whole cells at the best prices."""
    point = ascent.best
    return Effort(
        tolerance=1e-5 * abs(point.bound) / max(int(np.sum(point.hubs.open)), 1),
        nodes=_NODES, boxes=_BOXES, margin=_MARGIN * float(point.prices.mean()),
    )  # fmt: skip


class _Search:
    """One search: hubs are rebuilt while it cools; plans are offered on the way.

    The price of money follows what is spent, and that is pulled to the budget the more the cooler
    it is. A plan that ends a little beyond it can seldom be paid by lower levels: it is mended.
    """

    def __init__(
        self, watch: Watch, blocks: tuple[BlockLayout, ...], pool: ThreadPoolExecutor,
        threads: int, point: Point, warmth: float, seed: int,
    ) -> None:  # fmt: skip
        self._watch, self._pool, self._threads, self._seed = watch, pool, threads, seed
        self._clock = _Clock(watch, _TIMES[2])
        self._blocks, self._worth = blocks, point.prices
        self._mean, self._money = float(point.prices.mean()), point.money
        # a hub that moves takes all its cells along: few and large hubs need more heat
        each = point.prices.sum() / max(int(point.hubs.open.sum()), 1)
        cold = _COLD * self._mean
        self._heats = max(warmth * _HOT * each, cold), cold
        self._most = _TRIALS * watch.problem.parks
        self.ended = False
        """Whether it took all its trials, and was not cut short by the time."""

    def run(self, given: Draft) -> Draft:
        """Search from a draft; the draft where it ended."""
        watch, tried, number = self._watch, 0, 0
        limited = np.isfinite(watch.remaining())
        trials = longest = max(self._most // _STAGES, 1)
        trials = min(trials, _FIRST_TRIALS) if limited else trials
        paid, began = 0.0, time.monotonic()
        while not watch.over():
            done = max(self._clock.part() if limited else 0.0, tried / self._most)
            if done >= 1.0:
                break
            started = time.monotonic()
            given = self._stage(given, done, trials, number)
            tried, number = tried + trials, number + 1
            now = time.monotonic()
            if limited:
                each = max((now - started) / trials, 1e-9)
                left = int(_LONGEST * max(watch.remaining(), 0.0) / each)
                trials = int(np.clip(left, self._threads, longest))
            if not limited or paid <= _PAYING * (now - began):
                _offer(watch, given)
                paid += time.monotonic() - now
        self.ended = tried >= self._most
        mended = self._mend(given, number)
        _offer(watch, mended)
        return mended

    def _mend(self, given: Draft, number: int) -> Draft:
        """Stages that are pulled ever harder, while more than the budget is spent."""
        trials = _MENDING * self._watch.problem.parks
        for k, warmer in enumerate(_MENDS):
            spent, budget = given.books.total[1], given.ground.money[1]
            if spent <= budget * (1 + 1e-9) or self._watch.over():
                break
            pull = self._money, self._money * _HARD * _HARDER**k
            given = self._tried(given, self._heats[1] * warmer, pull, trials, number + k)
        return given

    def _stage(self, given: Draft, done: float, trials: int, number: int) -> Draft:
        hot, cold = self._heats
        heat = hot * (cold / hot) ** done
        pull = self._money * (_PULL + (1.0 - _PULL) * done**2)
        return self._followed(self._tried(given, heat, (pull, pull), trials, number))

    def _tried(
        self, given: Draft, heat: float, pull: tuple[float, float], trials: int, number: int
    ) -> Draft:
        seed = self._seed + 64 * number
        return stage(given, heat, pull, trials, seed, self._pool, self._threads)

    def _followed(self, given: Draft) -> Draft:
        """The draft where money is cheaper while too little is spent, dearer beyond the budget."""
        spent, budget = given.books.total[1], self._watch.problem.budget
        now = given.ground.money[0] - self._watch.problem.money
        if not np.isfinite(budget) or budget <= 0.0 or self._money <= 0.0:
            return given
        price = now * (1.0 + _FOLLOW * (spent / budget - 1.0))
        price = self._money * float(np.clip(price / self._money, *_RANGE))
        if abs(price / now - 1.0) < _SAME:
            return given
        return repriced(self._watch.problem, self._blocks, given, price, self._worth)


def _offer(watch: Watch, given: Draft) -> None:
    served = served_by(given.ground, given.books)
    watch.offer(best_levels(watch.problem, served), "hubs")
