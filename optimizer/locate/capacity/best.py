"""The best answer of a capacitated problem so far."""

from __future__ import annotations

import numpy as np

from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.capacity.serve import serve, worth
from optimizer.locate.clock import Clock

_TOLERANCE = 1e-6
"""Relative; by so much a solver's rows may exceed a capacity."""
_SETS = 8


class Best:
    """The best answer so far; every search offers what it finds.

    Attributes
    ----------
    shares
        Clients x sites; None before the first.
    value
        Its cost, inf before the first.
    most
        More than any answer costs.
    sets
        The cheapest sets of sites seen and what each costs, least first.
    """

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self.shares: Array | None = None
        self.value = np.inf
        finite = np.where(np.isfinite(plants.cost), plants.cost, 0.0)
        self.most = float(finite.max(axis=1, initial=0.0).sum() + plants.opening.sum()) + 1.0
        self.sets: list[tuple[float, Bools]] = []
        self._tried: set[bytes] = set()

    @property
    def cutoff(self) -> float:
        """What costs more is of no interest."""
        return min(self.value, self.most)

    def edge(self, gap: float) -> float:
        """What costs as much is within a fraction of the best."""
        return self.cutoff - gap * abs(self.cutoff)

    def offer(self, shares: Array) -> None:
        """Keep an answer if it fits and is better."""
        load = (self.plants.demand[:, None] * shares).sum(axis=0)
        value = worth(self.plants, shares)
        fits = (load <= self.plants.capacity * (1 + _TOLERANCE)).all()
        if fits:
            self._remember(value, (shares > 0).any(axis=0) | self.plants.inside)
        if fits and value < self.value:
            self.shares, self.value = shares, value

    def _remember(self, value: float, opened: Bools) -> None:
        if len(self.sets) == _SETS and value >= self.sets[-1][0]:
            return
        others = [one for one in self.sets if not (one[1] == opened).all() or one[0] < value]
        if not any((one[1] == opened).all() for one in others):
            others.append((value, opened))
        self.sets = sorted(others, key=lambda one: one[0])[:_SETS]

    def attempt(self, opened: Bools, clock: Clock) -> bool:
        """Serve all from the open sites, once for every set; False where no way was found."""
        key = np.packbits(opened).tobytes()
        if clock.over() or key in self._tried:
            return True
        shares = serve(self.plants, opened, clock)
        if shares is not None:
            self.offer(shares)
        if not clock.over():
            self._tried.add(key)
        return shares is not None

    def attempt_often(self, often: Array, clock: Clock, more: tuple[int, ...] = (1, 2)) -> None:
        """Attempts from the sites that were open most often, some more than it takes."""
        order = np.argsort(-often, kind="stable")
        enough = int(np.searchsorted(np.cumsum(self.plants.capacity[order]), self.plants.total))
        for count in more:
            opened = self.plants.inside.copy()
            opened[order[: enough + count]] = True
            self.attempt(opened, clock)


def normal(shares: Array) -> Array:
    """Shares that add up to one exactly, without the solver's dust."""
    clean = np.where(shares > 1e-9, shares, 0.0)
    exact: Array = clean / clean.sum(axis=1, keepdims=True)
    return exact
