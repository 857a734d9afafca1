"""Bound and best set of a task too large for a tree: prices climb, sets follow them."""

from __future__ import annotations

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.dual_kernel import Pace, ascend, choose, reduced_values
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.root import Tell
from optimizer.locate.median.task import Flags, Floats, Task

_COLD, _WARM = 0.7, 0.25
_END, _PATIENCE = 5e-4, 15
_STEPS = 50
_SETS_EVERY = 8
"""Chunks of steps between two sets made from the mean of the choices."""
_FIRST_AIM = 1.25
_RANKS = np.geomspace(0.3, 2.0, 8)
_KICKS, _MOST_KICKS = 1, 12
"""Kicks per open site in one go, and in all."""
_WORTH = 2e-5
"""A go of kicks that gains less than this share is the last."""


class Climb:
    """One task: prices, bound, and the best set."""

    def __init__(self, task: Task, seed: int, gap: float, clock: Clock, tell: Tell) -> None:
        self.task, self.gap, self.clock, self._tell = task, gap, clock, tell
        self.found = Incumbent(task, seed)
        self.prices: Floats = np.zeros(task.clients)
        self.bound = -np.inf
        self._mean: Floats = np.zeros(task.sites)
        self._factor = 0.0

    def start_from(self, prices: Floats, chosen: Flags) -> None:
        """Take over prices and a set from a sample."""
        self.prices, self._factor = np.minimum(prices, self.task.cap), _WARM
        self.found.offer(chosen)

    def run(self) -> None:
        """Climb until the gap is reached, the steps are small, or the time is over."""
        if not self._factor:
            self.prices, self._factor = self._prices_by_rank(), _COLD
        chunks = 0
        while not self._done() and self._factor >= _END:
            self._climb()
            chunks += 1
            if chunks == 1 or chunks % _SETS_EVERY == 0:
                self._follow()
        if not self._done():
            self._follow()
        self._kick()

    def best_set(self) -> Flags:
        """The best set found; one chosen at random where there was no time."""
        if self.found.open is None:
            self.found.offer(self.found.start_at_random(), search=False)
        assert self.found.open is not None
        return self.found.open

    def capped(self) -> float:
        """Share of prices that stand at their cap."""
        return float((self.prices >= self.task.cap * (1.0 - 1e-9)).mean())

    def _climb(self) -> None:
        task, aim = self.task, self.found.value
        if not np.isfinite(aim):
            aim = _FIRST_AIM * self.bound
        pace: Pace = (self._factor, _END, _PATIENCE)
        prices, bound, _, _, self._mean, _, _, _, self._factor = ascend(
            task.by_client, self.prices, task.cap, task.opening, task.must, task.p, task.times, aim,
            _STEPS, pace, self._mean,
        )  # fmt: skip
        if bound > self.bound:
            self.prices, self.bound = prices, bound
        self._say("bound")

    def _follow(self) -> None:
        """Search from the sites that the prices chose most often."""
        task = self.task
        key = np.where(task.must, np.inf, self._mean)
        chosen = np.zeros(task.sites, dtype=np.bool_)
        chosen[np.argpartition(-key, task.p - 1)[: task.p]] = True
        self.found.offer(chosen)
        self._say("search")

    def _kick(self) -> None:
        for _ in range(_MOST_KICKS // _KICKS):
            if self._done():
                break
            before = self.found.value
            self.found.iterate(_KICKS * self.task.p)
            self._say("search")
            if before - self.found.value < _WORTH * before:
                break

    def _prices_by_rank(self) -> Floats:
        """The cost of the site at one rank of every list: at the rank with the best bound."""
        task = self.task
        start, _, cost = task.by_client
        length = np.diff(start)
        rho, chosen = np.empty(task.sites), np.zeros(task.sites, dtype=np.bool_)
        best = np.zeros(task.clients)
        for rank in np.unique((_RANKS * task.times * task.sites / task.p).astype(np.int64)):
            place = np.minimum(rank, length - 1)
            prices = np.where(length > 0, cost[start[:-1] + np.maximum(place, 0)], 0.0)
            total = reduced_values(task.by_client, prices, task.opening, rho)
            bound = task.times * total + choose(rho, task.must, task.p, chosen)[0]
            if bound > self.bound:
                self.bound, best = bound, prices
        return best

    def _done(self) -> bool:
        return self.clock.over() or self.bound > self.task.goal(self.found.value, self.gap)

    def _say(self, doing: str) -> None:
        self._tell(self.found.value, self.task.lifted(self.bound, self.found.value), doing)
