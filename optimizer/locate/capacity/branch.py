"""Is there an answer up to a cutoff? Branching on sites, each node with prices and fixing anew.

Where clients are not split, the knapsacks' bound tightens with every site decided, while a linear
program sees little of that: so sites are decided here, and HiGHS assigns clients to what is left.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np

from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.dual import Lagrangian
from optimizer.locate.capacity.pack import Pack
from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise

_STEPS, _ROUNDS = 60, 4
LARGE = 50_000
"""Cells of the tables from which compiled code repays its loading in a search."""
_NODES = 100
"""So long HiGHS tries to assign the clients before they are shared out here."""
_FEW_PAIRS = 150
"""So few pairs are left to HiGHS even if sites are undecided."""


@dataclass(frozen=True, eq=False)
class Node:
    """Some sites decided.

    Attributes
    ----------
    plants
        The sites that may be open, those decided in ``inside``; pairs that cannot be used cost inf.
    sites
        Their positions in the whole problem.
    prices, bound
        Of the clients, and what they prove.
    """

    plants: Plants
    sites: Ints
    prices: Array
    bound: float

    def __lt__(self, other: Node) -> bool:
        return self.bound < other.bound


class Branching:
    """Best first search below a cutoff, which falls with every answer found."""

    def __init__(self, plants: Plants, cutoff: float, clock: Clock, limits: Limits) -> None:
        self.plants, self.clock, self.limits = plants, clock, limits
        self.cutoff = cutoff
        self.best: Array | None = None
        self._open: list[Node] = []

    def run(self, prices: Array, bound: float) -> float:
        """Search; returns what no answer costs less than, at most the cutoff."""
        self._push(Node(self.plants, np.arange(self.plants.sites), prices, bound))
        while self._open and not self.clock.over():
            node: Node | None = heapq.heappop(self._open)
            while node is not None and node.bound < self._edge:  # dive
                node = self._look_into(node)
        return min([self.cutoff, *(node.bound for node in self._open)])

    @property
    def _edge(self) -> float:
        return self.cutoff + 1e-9 * abs(self.cutoff)

    def _push(self, node: Node) -> None:
        heapq.heappush(self._open, node)

    def _look_into(self, node: Node) -> Node | None:
        """Fix what can be, then split; the child to go on with, the others wait."""
        if self.clock.over():
            self._push(node)
            return None
        tightened = self._tightened(node)
        if tightened is None:
            return None
        node, often = tightened
        pairs = np.isfinite(node.plants.cost)
        free = ~node.plants.inside
        if not free.any() or pairs.sum() <= _FEW_PAIRS + node.plants.clients:
            bound = self._assign(node, pairs, _NODES if not free.any() else 0)
            return self._share_out(replace(node, bound=bound), pairs)
        site = int(np.where(free, np.abs(often - 0.5), np.inf).argmin())
        inside = node.plants.inside.copy()
        inside[site] = True
        opened = replace(node, plants=replace(node.plants, inside=inside))
        closed = _without(node, pairs, _one(len(free), site), node.plants.inside)
        first, second = (opened, closed) if often[site] >= 0.5 else (closed, opened)
        self._push(second)
        return first

    def _share_out(self, node: Node, pairs: Bools) -> Node | None:
        """One child for each way of the largest client whose site is undecided."""
        if node.bound > self._edge:
            return None
        if self.clock.over():
            self._push(node)
            return None
        open_ways = pairs.sum(axis=1) > 1
        client = int(np.where(open_ways, node.plants.demand, -1.0).argmax())
        none = np.zeros(node.plants.sites, dtype=np.bool_)
        ways = np.flatnonzero(pairs[client])
        children = []
        for site in ways[np.argsort(node.plants.cost[client, ways])].tolist():
            kept = pairs.copy()
            kept[client] = _one(node.plants.sites, site)
            children.append(_without(node, kept, none, node.plants.inside))
        for child in children[1:]:
            self._push(child)
        return children[0]

    def _tightened(self, node: Node) -> tuple[Node, Array] | None:
        """Prices and fixing in turn until nothing more is fixed; None where no answer is left."""
        for _ in range(_ROUNDS):
            if not np.isfinite(node.plants.cost).any(axis=1).all():
                return None
            lagrangian = Lagrangian(node.plants, Pack(node.plants, LARGE))
            dual = lagrangian.ascend(
                node.prices, self.clock, target=self._edge, steps=_STEPS, ahead=0.003, pace=0.5
            )
            bound = max(node.bound, dual.bound)
            if bound > self._edge:
                return None
            pairs, must, cannot = lagrangian.survivors(dual.prices, self._edge)
            pairs &= np.isfinite(node.plants.cost)
            if (must & cannot).any():
                return None
            before = int(np.isfinite(node.plants.cost).sum())
            inside = node.plants.inside | must
            node = _without(replace(node, prices=dual.prices, bound=bound), pairs, cannot, inside)
            often = dual.often[~cannot]
            if pairs.sum() > 0.9 * before or self.clock.over():
                break
        return node, often

    def _assign(self, node: Node, pairs: Bools, nodes: int) -> float:
        """HiGHS assigns the clients, in so many nodes; the bound below which there is nothing."""
        none = np.zeros(node.plants.sites, dtype=np.bool_)
        part = core(node.plants, pairs, node.plants.inside, none)
        limits = replace(self.limits, cutoff=self.cutoff, nodes=nodes)
        answer = minimise(part.program, limits, self.clock)
        if answer.x is not None and answer.value <= self._edge:
            self.best = np.zeros(self.plants.cost.shape)
            at = node.sites[part.shares(answer.x).argmax(axis=1)]
            self.best[np.arange(len(at)), at] = 1.0
            self.cutoff = self.plants.better_than(answer.value)
        return np.inf if answer.finished else max(node.bound, min(answer.bound, self.cutoff))


def _one(count: int, place: int) -> Bools:
    """All false but one."""
    return np.asarray(np.arange(count) == place)


def _without(node: Node, pairs: Bools, closed: Bools, inside: Bools) -> Node:
    """The node without some pairs and sites."""
    kept = ~closed
    cost = np.where(pairs, node.plants.cost, np.inf)[:, kept]
    plants = replace(
        node.plants, cost=cost, opening=node.plants.opening[kept],
        capacity=node.plants.capacity[kept], inside=inside[kept],
    )  # fmt: skip
    return replace(node, plants=plants, sites=node.sites[kept])
