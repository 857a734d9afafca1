"""Split demand where a linear program is large: prices, and a tree that decides sites by them.

Sites that no better answer opens are left out on the way (reduced-cost fixing), so that a step
costs less and less; with every site decided a transport problem is left.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np

from optimizer.locate.capacity.best import Best
from optimizer.locate.capacity.dual import Dual, Lagrangian
from optimizer.locate.capacity.fill import Fill
from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants
from optimizer.locate.capacity.serve import serve
from optimizer.locate.clock import Clock

_CHUNK, _MOST_CHUNKS = 50, 24
_STALLED = 2e-5
"""A chunk of steps that raises the bound by a smaller share and leaves no site out is idle."""
_IDLE = 3
_NODE_STEPS, _NODE_ROUNDS = 40, 3
_DONE = 1e-9


@dataclass(frozen=True, eq=False)
class Node:
    """Some sites decided.

    Attributes
    ----------
    sites, inside
        Sites that may be open, as positions in the whole, and which of them must be.
    dual
        Prices and what they prove, over the sites.
    """

    sites: Ints
    inside: Bools
    dual: Dual

    def __lt__(self, other: Node) -> bool:
        return self.dual.bound < other.dual.bound


class PriceTree:
    """Bound and best answer of one problem by prices."""

    def __init__(self, plants: Plants, best: Best, gap: float, clock: Clock) -> None:
        self.plants, self.best, self.clock = plants, best, clock
        self.gap = max(gap, _DONE)
        self._open: list[Node] = []
        self._closed_at = np.inf

    def root(self, begin: Dual) -> Node:
        """Better prices than those to begin with; answers from the sites that they open often."""
        node = Node(np.arange(self.plants.sites), self.plants.inside, begin)
        pace, ahead, idle = 1.0, 0.05, 0
        for _ in range(_MOST_CHUNKS):
            bound, count = node.dual.bound, len(node.sites)
            seen = self._climbed(node, _CHUNK, pace, ahead)
            if seen is None:
                return replace(node, dual=replace(node.dual, bound=self._edge))
            node = seen
            moved = node.dual.bound - bound > _STALLED * abs(bound) or len(node.sites) < count
            idle = 0 if moved else idle + 1
            if idle >= _IDLE or node.dual.bound >= self._edge or self.clock.over():
                break
            pace, ahead = max(0.85 * pace, 0.2), max(0.6 * ahead, 0.002)
        return node

    def run(self, node: Node) -> float:
        """Search, best bound first; returns what no answer costs less than."""
        heapq.heappush(self._open, node)
        while self._open and not self.clock.over():
            here: Node | None = heapq.heappop(self._open)
            while here is not None:  # dive
                here = self._look_into(here)
        return min([self.best.value, self._closed_at, *(one.dual.bound for one in self._open)])

    @property
    def _edge(self) -> float:
        return self.best.edge(self.gap)

    def _close(self, bound: float) -> None:
        self._closed_at = min(self._closed_at, bound)

    def _look_into(self, node: Node) -> Node | None:
        """Tighten, then split; the child to go on with, the other waits."""
        for _ in range(_NODE_ROUNDS):
            if self.clock.over():
                heapq.heappush(self._open, node)
                return None
            if node.dual.bound >= self._edge:
                self._close(node.dual.bound)
                return None
            if node.inside.all():
                self._leaf(node)
                return None
            before = len(node.sites) + int((~node.inside).sum())
            seen = self._climbed(node, _NODE_STEPS, 0.5, 0.003)
            if seen is None:
                return None
            node = seen
            if len(node.sites) + int((~node.inside).sum()) == before:
                break
        if node.dual.bound >= self._edge or node.inside.all():
            return node
        return self._split(node)

    def _split(self, node: Node) -> Node:
        often = node.dual.often
        site = int(np.where(node.inside, np.inf, np.abs(often - 0.5)).argmin())
        inside = node.inside.copy()
        inside[site] = True
        opened = replace(node, inside=inside)
        closed = _without(node, np.arange(len(often)) == site)
        first, second = (opened, closed) if often[site] >= 0.5 else (closed, opened)
        heapq.heappush(self._open, second)
        return first

    def _leaf(self, node: Node) -> None:
        """All sites are decided: the transport problem is the answer."""
        p = self._part(node)
        shares = serve(p, p.inside, self.clock)
        if shares is None and self.clock.over():
            heapq.heappush(self._open, node)
        if shares is not None:
            whole = np.zeros(self.plants.cost.shape)
            whole[:, node.sites] = shares
            self.best.offer(whole)

    def _climbed(self, node: Node, steps: int, pace: float, ahead: float) -> Node | None:
        """Better prices, answers, and sites decided; None where no better answer is left."""
        p = self._part(node)
        lagrangian = Lagrangian(p, Fill(p))
        dual = lagrangian.ascend(
            node.dual.prices, self.clock, target=self._edge, steps=steps, pace=pace, ahead=ahead
        )
        often = np.zeros(self.plants.sites)
        often[node.sites] = np.where(node.inside, 1.0, dual.often)
        self.best.attempt_often(often, self.clock)
        dual = replace(dual, bound=max(dual.bound, node.dual.bound))
        must, cannot = lagrangian.decided(dual.prices, self.best.cutoff)
        if (must & cannot).any():
            return None
        kept = Node(node.sites, node.inside | must, dual)
        return _without(kept, cannot) if cannot.any() else kept

    def _part(self, node: Node) -> Plants:
        at, p = node.sites, self.plants
        if len(at) == p.sites:
            return replace(p, inside=node.inside)
        return replace(
            p, cost=np.ascontiguousarray(p.cost[:, at]), opening=p.opening[at],
            capacity=p.capacity[at], inside=node.inside,
        )  # fmt: skip


def _without(node: Node, closed: Bools) -> Node:
    """The node without some sites."""
    dual = replace(node.dual, often=_kept(node.dual.often, closed))
    return Node(node.sites[~closed], node.inside[~closed], dual)


def _kept(values: Array, closed: Bools) -> Array:
    left: Array = values[~closed]
    return left
