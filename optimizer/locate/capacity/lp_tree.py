"""Split demand where the linear program is small: its prices, then a tree on sites, kept warm.

The relaxation is strong, so that few sites are decided; each costs some steps of the dual simplex.
"""

from __future__ import annotations

import numpy as np

from optimizer.locate.capacity.best import Best, normal
from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.dual import Dual, Lagrangian
from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.capacity.relaxed import Point, Relaxed
from optimizer.locate.clock import Clock, OutOfTimeError

_NEAR = 10
"""So many pairs of a client suffice for its prices, mostly."""
_MOST_NODES = 80
"""A tree that is not done by then is one for prices: they find answers sooner."""
_WHOLE = 1e-7
_SAME = 1e-9


class LpTree:
    """Bound and best answer of one problem by linear programs."""

    def __init__(self, lagrangian: Lagrangian, best: Best, clock: Clock, threads: int) -> None:
        self.plants, self.lagrangian = lagrangian.plants, lagrangian
        self.best, self.clock, self.threads = best, clock, threads

    def root(self) -> Dual:
        """The relaxation's prices and bound; its sites, rounded up, give an answer.

        Raises
        ------
        OutOfTimeError
            The time was over before.
        """
        p = self.plants
        allowed = np.isfinite(p.cost)
        for pairs in (allowed,) if p.single else (_near(p), allowed):
            part = core(p, pairs, p.inside, np.zeros_like(p.inside), relaxed=True)
            point = Relaxed(part, self.clock, self.threads).solve(p.inside, np.zeros_like(p.inside))
            if point is None:
                continue
            bound = self.lagrangian.at(point.prices)[0]
            same = bound >= point.value - _SAME * abs(point.value)
            if (same and not len(part.left_out(point.x))) or pairs is allowed:
                self._use(point, part.shares(point.x))
                return Dual(point.prices, bound, point.x[: p.sites])
        return Dual(self.lagrangian.start(), 0.0, np.zeros(p.sites))

    def _use(self, point: Point, shares: Array) -> None:
        often = point.x[: self.plants.sites]
        if not self.plants.single and _undecided(often).max(initial=0.0) <= _WHOLE:
            self.best.offer(normal(shares))
        else:
            self.best.attempt(often > 1e-6, self.clock)

    def run(self, dual: Dual, gap: float) -> float:
        """Decide sites depth first, for some nodes; returns what no answer costs less than."""
        p, pairs = self.plants, np.zeros(self.plants.cost.shape, dtype=np.bool_)
        open_nodes = [(p.inside, np.zeros_like(p.inside), dual.bound)]
        closed_at = np.inf
        relaxed: Relaxed | None = None
        nodes = 0
        while open_nodes and nodes < _MOST_NODES:
            must, cannot, bound = open_nodes.pop()
            edge = self.best.edge(max(gap, _SAME))
            if bound >= edge:
                closed_at = min(closed_at, bound)
                continue
            if relaxed is None:  # of what an answer better than the best may hold
                some, sure, never = self.lagrangian.survivors(dual.prices, self.best.cutoff)
                pairs |= some
                part = core(p, pairs, sure, never, relaxed=True)
                relaxed = Relaxed(part, self.clock, self.threads)
            must, cannot = must | sure, cannot | never
            if (must & cannot).any():
                continue
            try:
                nodes, point = nodes + 1, relaxed.solve(must, cannot)
            except OutOfTimeError:
                closed_at = min(closed_at, bound)
                break
            if point is None:
                continue
            bound = max(bound, point.value)
            if bound >= edge:
                closed_at = min(closed_at, bound)
                continue
            half = np.where(must | cannot, 0.0, _undecided(point.x[: p.sites]))
            if half.max(initial=0.0) > _WHOLE:
                open_nodes += _children(must, cannot, bound, point.x, int(half.argmax()))
                continue
            left_out = part.left_out(point.x)
            if not len(left_out):
                self.best.offer(normal(part.shares(point.x)))
                closed_at = min(closed_at, bound)
                continue
            pairs[left_out] = np.isfinite(p.cost[left_out])
            relaxed = None
            open_nodes.append((must, cannot, bound))
        return min([self.best.value, closed_at, *(one[2] for one in open_nodes)])


def _children(
    must: Bools, cannot: Bools, bound: float, x: Array, site: int
) -> list[tuple[Bools, Bools, float]]:
    """A site closed and opened; the more likely one last, as it is taken first."""
    shut, opened = cannot.copy(), must.copy()
    shut[site] = opened[site] = True
    both = [(must, shut, bound), (opened, cannot, bound)]
    return both if x[site] >= 0.5 else both[::-1]


def _undecided(often: Array) -> Array:
    """How far each is from a whole number."""
    away: Array = np.abs(often - np.rint(often))
    return away


def _near(p: Plants) -> Bools:
    """The cheapest pairs of every client, opening shared out by capacity."""
    if p.sites <= _NEAR:
        return np.isfinite(p.cost)
    shared = p.cost + p.demand[:, None] * (p.opening / p.capacity)
    edge = np.partition(shared, _NEAR - 1, axis=1)[:, _NEAR - 1 : _NEAR]
    return np.asarray((shared <= edge) & np.isfinite(p.cost))
