"""The best open set found so far, and the searches that improve it."""

from __future__ import annotations

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.graft_kernel import graft
from optimizer.locate.median.kick_kernel import iterate
from optimizer.locate.median.node_kernel import Signs
from optimizer.locate.median.swap_kernel import (
    State,
    cheapest_to_close,
    close_site,
    open_site,
    opening_gain,
    settle,
    swap_search,
)
from optimizer.locate.median.task import FREE, Flags, Floats, Ints, Task

_MOVES = 1_000_000
_NEAR = 2
"""A client's near sites: so many times as many as one open site has to itself."""


class Incumbent:
    """Best open set of a task; every search starts from a given set and offers its result."""

    def __init__(self, task: Task, seed: int, clock: Clock | None = None) -> None:
        self.task = task
        self._bell = (clock or Clock()).bell
        self.random = np.random.default_rng(seed)
        self.value = float("inf")
        self.open: Flags | None = None
        self.prices: Floats = np.zeros(task.clients)
        self.barred = task.closed.copy()
        """Sites that no search opens: those that no better answer has open."""
        self.last: Flags = task.must
        """Where the last search ended."""
        self._seen: set[bytes] = set()

    def start_at_random(self) -> Flags:
        """A random set that keeps the rules on sites."""
        task = self.task
        chosen = task.must.copy()
        free = np.flatnonzero(~task.closed & ~task.must)
        if task.p == FREE:
            count = min(len(free), max(1, int(np.sqrt(task.sites))) - int(chosen.any()))
        else:
            count = task.p - int(chosen.sum())
        chosen[self.random.choice(free, count, replace=False)] = True
        return chosen

    def offer(self, chosen: Flags, *, search: bool = True, among: Flags | None = None) -> bool:
        """Evaluate a set, search from it, and keep what is best; False where nothing is better.

        ``among`` holds the sites that the search may open, all that are not barred if not given.
        """
        task = self.task
        if search:
            key = np.packbits(chosen).tobytes()
            if key in self._seen:
                return False
            self._seen.add(key)
        state = self._state(chosen)
        cost = settle(task.by_client, task.far, state)
        if search:
            self.last = state[0]
            hope = ~self.barred if among is None else among & ~self.barred
            queue = self.random.permutation(np.flatnonzero(hope))
            moves = np.empty((min(_MOVES, 40 * task.sites + 1000), 2), dtype=np.int64)
            swap_search(
                task.by_client, task.by_site, task.far, task.opening, task.must, task.p == FREE,
                queue, state, False, 100 * len(queue), moves,
            )  # fmt: skip
            cost = float(state[2][:, : task.times].sum())
        return self._keep(cost, state)

    def iterate(self, rounds: int, swaps: int = 2, warmth: float = 0.0) -> bool:
        """Kick the best set and repair it, ``rounds`` times; False where nothing came of it.

        ``warmth``, of the mean cost of a site, is how much dearer a set on the way may be.
        """
        task = self.task
        if self.open is None or task.p == FREE:
            return False
        state = self._state(self.open)
        settle(task.by_client, task.far, state)
        iterate(
            task.by_client, task.by_site, task.far, task.must, self.barred, task.opening, state,
            self._width(), swaps, rounds, int(self.random.integers(2**31)), self._bell, warmth,
        )  # fmt: skip
        return self._keep(settle(task.by_client, task.far, state), state)

    def graft(self, donor: Flags, least: int, most: int) -> bool:
        """Take over stretches of another set where they pay; False where none does."""
        task = self.task
        if self.open is None or task.p == FREE:
            return False
        state = self._state(self.open)
        settle(task.by_client, task.far, state)
        stretch = max(1, task.sites * least // (2 * task.p))
        firsts = self.random.permutation(np.arange(0, task.sites, stretch))
        graft(
            task.by_client, task.by_site, task.far, task.must, self.barred, task.opening, state,
            donor, firsts, least, most, self._width(),
        )  # fmt: skip
        return self._keep(settle(task.by_client, task.far, state), state)

    def fitted(self, chosen: Flags) -> Flags:
        """A set with p sites: the cheapest to lose are closed, or the best others opened."""
        task, state = self.task, self._state(chosen)
        if task.p == FREE:
            return state[0]
        settle(task.by_client, task.far, state)
        change, touched = np.zeros(task.sites), np.empty(task.sites, dtype=np.int64)
        for _ in range(int(chosen.sum()) - task.p):
            site, _ = cheapest_to_close(state, task.opening, task.must)
            close_site(site, task.by_client, task.by_site, task.far, state)
        for _ in range(task.p - int(chosen.sum())):
            best, least = -1, np.inf
            for site in np.flatnonzero(~state[0] & ~task.closed).tolist():
                gain, _ = opening_gain(site, task.by_site, state, change, touched)
                change[:] = 0.0
                if gain + task.opening[site] < least:
                    best, least = site, gain + float(task.opening[site])
            open_site(best, task.by_site, state)
        return state[0]

    def nearest(self) -> tuple[Ints, Floats]:
        """The open site of the best set that serves each client, and what that costs."""
        assert self.open is not None
        state = self._state(self.open)
        settle(self.task.by_client, self.task.far, state)
        return state[1][:, 0].astype(np.int64), state[2][:, 0]

    def bar(self, sign: Signs) -> None:
        """No search opens a site that is ruled out."""
        self.barred = self.task.closed | (sign < 0)

    def _width(self) -> int:
        """How many sites of a client's list are near."""
        task = self.task
        return min(_NEAR * task.sites * task.times // max(task.p, 1) + 4, task.sites)

    def _keep(self, cost: float, state: State) -> bool:
        chosen, _, apart, _, _ = state
        value = cost + float(self.task.opening[chosen].sum())
        if value >= self.value - 1e-12 * abs(self.value):
            return False
        self.value, self.open = value, chosen.copy()
        # between the last site that serves a client and the next: a good price to start from
        last, after = apart[:, -2], apart[:, -1]
        after = np.where(after < self.task.far, after, last)
        self.prices = np.minimum(0.5 * (last + after), self.task.cap)
        return True

    def _state(self, chosen: Flags) -> State:
        task = self.task
        shape = (task.clients, task.times + 1)
        return (
            chosen.copy(), np.empty(shape, dtype=np.int32), np.empty(shape),
            np.zeros(task.sites), np.zeros(1),
        )  # fmt: skip
