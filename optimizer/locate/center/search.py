"""p-center by bisection over distances, with few clients at a time.

A radius is too small if p sites cannot cover SOME clients; it is enough if the sites that cover
those clients cover all. So a set of clients grows by those who are left farthest away (Chen and
Chen 2009; Contardo, Iori and Kramer 2019), and every question is a small set cover (Minieka 1970).
Near the end the radius just below the best is asked for: one proof more, and it is the best.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.center.recentre import recentred
from optimizer.locate.center.ways import Ways
from optimizer.locate.clock import Clock, OutOfTimeError
from optimizer.locate.cover.decide import (
    FEW_NODES,
    UndecidedError,
    cover_with,
    likely_cover,
    too_few,
)

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT_ONCE = 5
"""So many clients join the set when a cover leaves clients out, or a tenth of the set if more."""
_NARROW = 0.15
"""Once the radius of the clients looked at is known within this share of the gap, more join."""
_NODES, _MORE_NODES = FEW_NODES, 10
"""Nodes that a radius is worth at first, and how many times as many when nothing else is left."""
_CLOSE = 0.002
"""Radii so near each other, as a share, are not told apart before the effort grows."""
_PER_SITE, _MOST_PRICED, _ENOUGH, _ROUGH = 16, 800, 4, 0.005
"""Clients looked at for the first bound: for each of p, at most, and so many times as many must
there be; how near to its own end, as a share, it is raised."""
_TRIES, _STEP = 6, 0.2
"""Covers tried for better sites alone, and how far below the best, as a share of the gap."""
_LAST = 0.001
"""Once a proof leaves so little, as a share, the radius just below the best is asked for."""


class CenterSearch:
    """State of one search: the clients looked at, the best sites, and the proven bound.

    Attributes
    ----------
    sites
        The best sites so far (positions in the ways); empty before the first.
    value, bound
        Radius of those sites, and what no p sites can be below.
    """

    def __init__(
        self, ways: Ways, p: int, inside: Ints, clock: Clock, seed: int = 0, threads: int = 1
    ) -> None:
        self.ways, self.p, self.inside, self.clock = ways, p, inside, clock
        self.seed, self.threads = seed, threads
        self.sites: Ints = np.empty(0, dtype=np.int64)
        self.value, self.bound = np.inf, 0.0
        self._first = ways.nearest(inside)[0] if len(inside) else np.full(len(ways.clients), np.inf)
        self._clients: list[int] = []
        self._reached = np.inf
        self._last = self.sites
        self._rows = np.empty((0, len(ways.sites)))
        self._undecided: list[float] = []
        self._nodes = _NODES
        self._rose = False

    def run(self, done: Callable[[float, float], bool]) -> None:
        """Search until ``done(value, bound)``, the optimum is proven, or the time is over."""
        self._start()
        self._raise_by_prices()
        try:
            while self.bound < self.value and not done(self.value, self.bound):
                self._halve()
        except OutOfTimeError:
            return

    def _raise_by_prices(self) -> None:
        """Where clients are many, a first bound by linear programs on some of them all over."""
        count = min(_PER_SITE * self.p, _MOST_PRICED)
        if len(self.ways.clients) < _ENOUGH * count or not np.isfinite(self.value):
            return
        self._look_at_farthest(self.ways.nearest(self._last)[0], 0.0, count)
        high, most = self.value, self.p - len(self.inside)
        while high - self.bound > _ROUGH * high and not self.clock.over():
            radius = self._below((self.bound + high) / 2)
            rows = self._rows[self._first[self._clients] > radius]
            if radius < self.bound or not too_few(rows <= radius, most, self.clock):
                high = (self.bound + high) / 2
            else:
                self.bound = min(self.value, self._above(radius))

    def filled(self) -> Ints:
        """The best sites and, where they are fewer than p, sites for those farthest away."""
        sites = self.sites
        while len(sites) < self.p:
            near, _ = self.ways.nearest(sites)
            row = self.ways.of_clients([int(near.argmax())])[0].copy()
            row[sites] = np.inf
            best = int(row.argmin())
            if not np.isfinite(row[best]):
                best = int(np.setdiff1d(np.arange(len(row)), sites)[0])
            sites = np.union1d(sites, [best])
        return sites

    def _span(self) -> tuple[float, float]:
        """Between which radii to look: all, or above or below those that stayed undecided."""
        self._undecided = [one for one in self._undecided if self.bound <= one < self.value]
        if not self._undecided:
            return self.bound, self.value
        low, high = min(self._undecided), max(self._undecided)
        below = low - self.bound > _CLOSE * self.value and self._above(self.bound) < low
        if below and low - self.bound >= self.value - high:
            return self.bound, low
        if self.value - high > _CLOSE * self.value and self._above(high) < self.value:
            return float(np.nextafter(high, np.inf)), self.value
        if below:
            return self.bound, low
        self._undecided, self._nodes = [], self._nodes * _MORE_NODES
        self._reached = self.value
        return self.bound, self.value

    def _halve(self) -> None:
        """Decide one radius for the clients looked at: the bound rises, or clients join."""
        low, high = self._span()
        if not low <= self._reached <= high:
            self._reached = high
        if self._reached - low < _NARROW * (high - low):
            self._offer(recentred(self.ways, self._last, self.inside))
            if self._undecided:
                self._lower()
            self._reached = min(high, max(self.value, low))
        middle = self._topmost(low) if self._rose else self._middle(low)
        self._rose = False
        if not low <= middle < self._reached:
            if self._reached >= self.value:  # they alone need as much as the best sites
                self._no_radius_from(low)
            self._reached = high
            return
        try:
            sites = self._cover(middle)
        except UndecidedError:
            self._undecided.append(middle)
            self._reached = self.value
            return
        if sites is None:
            self.bound = min(self.value, self._above(middle))
            self._rose = self.value - self.bound < _LAST * self.value
            return
        near, self._last = self._offer(sites), sites
        self._reached = min(middle, self.value)
        if near.max() > middle:
            self._look_at_farthest(near, middle)

    def _lower(self) -> None:
        """Better sites by quick searches at radii below the best, while they succeed."""
        radius = self._lowered()
        for turn in range(_TRIES):
            rows = self._rows[self._first[self._clients] > radius]
            most = self.p - len(self.inside)
            found = likely_cover(rows <= radius, most, self.clock, self.seed + turn)
            if found is None or self.clock.over():
                return
            sites = np.union1d(found, self.inside)
            near = self._offer(sites)
            self._offer(recentred(self.ways, sites, self.inside))
            if self.value <= radius:
                radius = self._lowered()
            else:
                self._look_at_farthest(near, radius)

    def _lowered(self) -> float:
        return self.value - _STEP * (self.value - self.bound)

    def _no_radius_from(self, low: float) -> None:
        """No radius of the clients looked at lies between: the bound is the value."""
        if low <= self.bound:
            self.bound = self.value
        else:
            self._undecided.append(float(np.nextafter(self.value, 0.0)))

    def _above(self, radius: float) -> float:
        """The least radius of the clients looked at above this one."""
        rows, first = self._rows, self._first[self._clients]
        least = float(rows.min(initial=np.inf, where=rows > radius))
        return min(least, float(first.min(initial=np.inf, where=first > radius)))

    def _middle(self, low: float) -> float:
        """The radius of the clients looked at in the middle, rounded down; from ``low`` on."""
        rows, first = self._rows, self._first[self._clients]
        if not np.isfinite(self._reached):
            radii = np.unique(np.concatenate([rows.ravel(), first]))
            radii = radii[(radii >= low) & np.isfinite(radii)]
            return float(radii[(len(radii) - 1) // 2]) if len(radii) else np.inf
        below = self._below((low + self._reached) / 2)
        return below if below >= low else self._above(float(np.nextafter(low, -np.inf)))

    def _topmost(self, low: float) -> float:
        """The largest radius of the clients looked at below the best; ``low`` where none is."""
        edge = np.nextafter(self.value, 0.0)
        self._reached = self.value
        return max(low, self._below(float(edge)))

    def _below(self, radius: float) -> float:
        """The largest radius of the clients looked at up to this one."""
        rows, first = self._rows, self._first[self._clients]
        largest = float(rows.max(initial=-np.inf, where=rows <= radius))
        return max(largest, float(first.max(initial=-np.inf, where=first <= radius)))

    def _cover(self, radius: float) -> Ints | None:
        """Sites that reach the clients looked at within the radius; None: proven there are none."""
        self.clock.check()
        rows = self._rows[self._first[self._clients] > radius]
        found = cover_with(
            rows <= radius, self.p - len(self.inside), self.clock, self.seed, self.threads,
            self._nodes,
        )  # fmt: skip
        return None if found is None else np.union1d(found, self.inside)

    def _offer(self, sites: Ints) -> Array:
        """Keep sites if they are better; every client's way to them."""
        near = self.ways.nearest(sites)[0] if len(sites) else np.full(len(self._first), np.inf)
        if near.max() < self.value:
            self.sites, self.value = sites, float(near.max())
        return near

    def _look_at_farthest(self, near: Array, radius: float, count: int = 0) -> None:
        """Let some clients beyond the radius join, far from the sites and from each other."""
        left, new = near.copy(), []
        for _ in range(count or max(_AT_ONCE, len(self._clients) // 10)):
            worst = int(left.argmax())
            if left[worst] <= radius:
                break
            new.append(worst)
            row = self.ways.of_clients([worst])[0]
            left = np.minimum(left, self.ways.nearest(np.array([int(row.argmin())]))[0])
            left[worst] = -1.0
        self._join(new)

    def _join(self, clients: list[int]) -> None:
        fresh = [one for one in clients if one not in set(self._clients)]
        self._clients += fresh
        self._rows = np.concatenate([self._rows, self.ways.of_clients(fresh)])

    def _start(self) -> None:
        """Farthest-first sites (Gonzalez 1985) give the first value and the first clients."""
        near, sites = self._first.copy(), self.inside.tolist()
        first: list[int] = []
        for _ in range(self.p - len(self.inside) + 1):
            worst = int(near.argmax())
            first.append(worst)
            row = self.ways.of_clients([worst])[0]
            if len(sites) < self.p:
                sites.append(int(row.argmin()))
                near = np.minimum(near, self.ways.nearest(np.array([sites[-1]]))[0])
        self._join(list(dict.fromkeys(first)))
        self._last = np.unique(np.array(sites, dtype=np.int64))
        self._offer(self._last)
        if np.isfinite(self.value):
            self._offer(recentred(self.ways, self._last, self.inside))
        reachable = np.minimum(self._rows.min(axis=1), self._first[self._clients])
        self.bound = float(reachable.max())
