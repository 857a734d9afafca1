"""Bound and best set of a task too large for a tree: prices climb, sets follow them."""

from __future__ import annotations

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.approach_kernel import approach
from optimizer.locate.median.dual_kernel import Pace, ascend, choose, reduced_values
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.root import Tell
from optimizer.locate.median.task import Flags, Floats, Task

_FIRST, _MOST_FIRST = 100, 6
"""Steps of the first approach in one go, and goes at most."""
_GAINED = 1e-4
"""A go of the approach that raises the bound by a smaller share is the last."""
_FACTOR, _END, _PATIENCE = 0.01, 3e-4, 20
_STEPS = 50
_RANKS = np.geomspace(0.3, 2.0, 8)
_SELDOM = 0.01
"""A site with a smaller share is opened by the last searches only."""
_STRETCH = 3, 12
"""Open sites of a stretch that one set takes over from another."""
_SETS = 8
"""Sets made from the same shares, while they help."""
_KICKS, _MOST_KICKS = 3, 12
"""Kicks per open site in one go, and in all."""
_WORTH = 2e-5
"""A search that gains less than this share is the last."""


class Climb:
    """One task: prices, bound, and the best set."""

    def __init__(self, task: Task, seed: int, gap: float, clock: Clock, tell: Tell) -> None:
        self.task, self.gap, self.clock, self._tell = task, gap, clock, tell
        self.found = Incumbent(task, seed, clock)
        self.prices: Floats = np.zeros(task.clients)
        self.bound = -np.inf
        free = ~task.must
        even = (task.p - task.must.sum()) / max(int(free.sum()), 1)
        self._mean: Floats = np.where(free, even, 1.0)

    def start_from(self, chosen: Flags) -> None:
        """Take over the set of a sample."""
        self.found.offer(chosen, search=False)

    def run(self, *, whole: bool) -> None:
        """Climb until the gap is reached, the steps are small, or the time is over.

        A sample (not ``whole``) is left after the first approach.
        """
        self._prices_by_rank()
        size, goes = 1.0, _MOST_FIRST if whole else 1
        for _ in range(goes):
            before = self.bound
            size = self._approach(size)
            self._follow()
            if self._done() or self.bound - before < _GAINED * abs(self.bound):
                break
        factor = _FACTOR
        while whole and not self._done() and factor >= _END:
            factor = self._climb(factor)
            self._follow()
        for _ in range(_SETS):
            before_sets = self.found.value
            if self._done() or not self._follow(_WORTH * before_sets):
                break
        if whole:
            self._polish()

    def best_set(self) -> Flags:
        """The best set found; one chosen at random where there was no time."""
        if self.found.open is None:
            self.found.offer(self.found.start_at_random(), search=False)
        assert self.found.open is not None
        return self.found.open

    def capped(self) -> float:
        """Share of prices that stand at their cap."""
        return float((self.prices >= self.task.cap * (1.0 - 1e-9)).mean())

    def _approach(self, size: float) -> float:
        task = self.task
        prices, bound, self._mean, size = approach(
            task.by_client, self.prices, task.cap, task.opening, task.must, task.p, task.times,
            self.task.goal(self.found.value, self.gap), _FIRST, self._mean, self.clock.bell, size,
        )  # fmt: skip
        if bound > self.bound:
            self.prices, self.bound = prices, bound
        self._say("bound")
        return size

    def _climb(self, factor: float) -> float:
        task = self.task
        pace: Pace = (factor, _END, _PATIENCE)
        prices, bound, _, _, self._mean, _, _, _, factor = ascend(
            task.by_client, self.prices, task.cap, task.opening, task.must, task.p, task.times,
            self.found.value, _STEPS, pace, self._mean, self.clock.bell,
        )  # fmt: skip
        if bound > self.bound:
            self.prices, self.bound = prices, bound
        self._say("bound")
        return factor

    def _follow(self, worth: float = 0.0) -> bool:
        """A set spread by the shares, searched, and what it does better; False: not ``worth`` it.

        Along the order of the sites one is taken whenever the sum of the shares passes another
        whole number: neighbours stand together there, so that a place gets as many as it asks for.
        """
        task, found, before = self.task, self.found, self.found.value
        found.barred = task.closed | (self._mean < _SELDOM)
        share = np.where(task.must, 1.0, self._mean)
        share *= np.where(task.must, 1.0, _rest(task, share))
        passed = np.floor(np.cumsum(share) + found.random.random())
        chosen = task.must | (np.diff(passed, prepend=0.0) > 0.5)
        if chosen.sum() != task.p:
            chosen = np.zeros(task.sites, dtype=np.bool_)
            chosen[np.argpartition(-share - task.must, task.p - 1)[: task.p]] = True
        found.offer(chosen)
        found.graft(found.last, *_STRETCH)
        self._say("search")
        return found.value < before - worth

    def _polish(self) -> None:
        """Kicks among the sites that have a share, and a search among all."""
        for _ in range(_MOST_KICKS // _KICKS):
            if self._done():
                return
            before = self.found.value
            self.found.iterate(_KICKS * self.task.p)
            self._say("search")
            if before - self.found.value < _WORTH * before:
                break
        self.found.barred = self.task.closed.copy()
        if not self._done() and self.found.open is not None:
            self.found.offer(self.found.open)
            self._say("search")

    def _prices_by_rank(self) -> None:
        """The cost of the site at one rank of every list: at the rank with the best bound."""
        task = self.task
        start, _, cost = task.by_client
        length = np.diff(start)
        for rank in np.unique((_RANKS * task.times * task.sites / task.p).astype(np.int64)):
            place = np.minimum(rank, length - 1)
            prices = np.where(length > 0, cost[start[:-1] + np.maximum(place, 0)], 0.0)
            self._try_prices(np.minimum(prices, task.cap))

    def _try_prices(self, prices: Floats) -> None:
        task = self.task
        rho, chosen = np.empty(task.sites), np.zeros(task.sites, dtype=np.bool_)
        total = reduced_values(task.by_client, prices, task.opening, rho)
        bound = task.times * total + choose(rho, task.must, task.p, chosen)[0]
        if bound > self.bound:
            self.bound, self.prices = bound, prices

    def _done(self) -> bool:
        return self.clock.over() or self.bound > self.task.goal(self.found.value, self.gap)

    def _say(self, doing: str) -> None:
        self._tell(self.found.value, self.task.lifted(self.bound, self.found.value), doing)


def _rest(task: Task, share: Floats) -> float:
    """What makes the shares of sites that need not be open as many as are left to open."""
    free = float(share[~task.must].sum())
    return (task.p - float(task.must.sum())) / free if free > 0.0 else 0.0
