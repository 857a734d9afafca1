"""Is there an answer up to a cutoff, clients not split? A tree by compiled bounds of whole loads.

What each site and each pair would cost is known in every node (`sift_kernel`), so that the node is
split where that raises the bounds most: first sites, then clients.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from optimizer.locate.capacity.best import Best
from optimizer.locate.capacity.from_split import assign_to
from optimizer.locate.capacity.load_kernel import Case, Signs, climb
from optimizer.locate.capacity.pack import units_of
from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.capacity.sift_kernel import sift
from optimizer.locate.clock import Clock

_ROOT = ((300, 1.0, 0.05), (300, 0.6, 0.005))
_FREE, _DECIDED = (20, 1.0, 0.003), (40, 1.0, 0.003)
"""Steps where sites are undecided, and where clients only are."""
_TABU = 3_000
_ROUNDS = 3
_FEW = 0.03
"""Fewer changes than this share of the pairs are not worth another round."""
_SHARP = 4.0
"""How much more a way counts whose bound is near the node's."""


@dataclass(frozen=True, eq=False)
class Node:
    """Pairs that are left, signs of the sites, prices, and what no answer here costs less than."""

    allow: Bools
    sign: Signs
    prices: Array
    bound: float

    def __lt__(self, other: Node) -> bool:
        return self.bound < other.bound


class LoadTree:
    """Best first search below a guess and the best answer; every answer found is offered."""

    def __init__(self, plants: Plants, best: Best, clock: Clock, seed: int = 0) -> None:
        self.plants, self.best, self.clock, self.seed = plants, best, clock, seed
        self.guess = np.inf
        self.nodes = 0
        need, room, _ = units_of(plants)
        self.case: Case = (
            np.ascontiguousarray(plants.cost.T), need, room, plants.opening.astype(np.float64)
        )  # fmt: skip
        self._open: list[Node] = []
        self._tried: set[bytes] = set()

    @property
    def cutoff(self) -> float:
        """The most that an answer of interest may cost."""
        return min(self.guess, self.plants.better_than(self.best.cutoff))

    def root(self, prices: Array) -> tuple[Array, float]:
        """Better prices than those to begin with, by long steps and then short ones."""
        allow, sign = self._all()
        bound = -np.inf
        for pace in _ROOT:
            bound, prices, taken = climb(self.case, allow, sign, prices, pace, self._edge)
            if np.isinf(bound):
                break
            self._try(taken.any(axis=1) | self.plants.inside)
        return prices, min(bound, self.cutoff)

    def run(self, prices: Array, bound: float, guess: float) -> float:
        """Search up to a guess; returns what no answer costs less than, at most the cutoff."""
        self._open, self.guess = [], guess
        heapq.heappush(self._open, Node(*self._all(), prices, bound))
        return self.go_on()

    def go_on(self, clock: Clock | None = None) -> float:
        """Search on where the time was over."""
        self.clock = clock or self.clock
        while self._open and not self.clock.over():
            node: Node | None = heapq.heappop(self._open)
            while node is not None and node.bound < self._edge:  # dive
                node = self._look_into(node)
        return min([self.cutoff, *(node.bound for node in self._open)])

    def _all(self) -> tuple[Bools, Signs]:
        """All pairs, and the signs of sites that nothing has decided."""
        allow = np.ascontiguousarray(np.isfinite(self.plants.cost.T))
        return allow, self.plants.inside.astype(np.int8)

    @property
    def _edge(self) -> float:
        return self.cutoff + 1e-9 * abs(self.cutoff)

    def _look_into(self, node: Node) -> Node | None:
        if self.clock.over():
            heapq.heappush(self._open, node)
            return None
        self.nodes += 1
        allow, sign, prices, bound = node.allow.copy(), node.sign.copy(), node.prices, node.bound
        scores = np.empty((2, len(sign))), np.empty(allow.shape)
        for _ in range(_ROUNDS):
            pace = _FREE if (sign == 0).any() else _DECIDED
            risen, prices, taken = climb(self.case, allow, sign, prices, pace, self._edge)
            bound = max(bound, risen)
            if bound > self._edge:
                return None
            if (taken.sum(axis=0) == 1).all():
                self._offer(taken)
                if bound > self._edge:
                    return None
            changes = sift(self.case, allow, sign, prices, self._edge, scores)
            if changes < 0:
                return None
            if changes <= _FEW * allow[sign >= 0].sum():
                break
        usable = allow & (sign >= 0)[:, None]
        ways = usable.sum(axis=0)
        if (ways == 1).all():
            self._offer(usable)
            return None
        if not (sign == 0).any():
            self._try(sign > 0)
        return self._split(Node(allow, sign, prices, bound), scores, usable, ways)

    def _split(
        self, node: Node, scores: tuple[Array, Array], usable: Bools, ways: Array
    ) -> Node | None:
        reach = _SHARP / max(self._edge - node.bound, 1e-9)
        by_site, by_pair = (np.exp2(-reach * np.maximum(one - node.bound, 0.0)) for one in scores)
        free = node.sign == 0
        site_worth = np.where(free, by_site.sum(axis=0), np.inf)
        client_worth = np.where(ways > 1, np.where(usable, by_pair, 0.0).sum(axis=0), np.inf)
        children = []
        if free.any():
            j = int(site_worth.argmin())
            for sign_j, bound in ((1, scores[0][0, j]), (-1, scores[0][1, j])):
                sign = node.sign.copy()
                sign[j] = sign_j
                children.append(Node(node.allow, sign, node.prices, max(bound, node.bound)))
        else:
            i = int(client_worth.argmin())
            for j in np.flatnonzero(usable[:, i]).tolist():
                allow = node.allow.copy()
                allow[:, i] = False
                allow[j, i] = True
                bound = max(scores[1][j, i], node.bound)
                children.append(Node(allow, node.sign, node.prices, bound))
        children = sorted(one for one in children if one.bound <= self._edge)
        for child in children[1:]:
            heapq.heappush(self._open, child)
        return children[0] if children else None

    def _offer(self, served: Bools) -> None:
        """An answer, sites x clients, if it fits."""
        self.best.offer(served.T.astype(np.float64))

    def _try(self, opened: Bools) -> None:
        """Assign the clients to these sites, once."""
        key = opened.tobytes()
        if key not in self._tried:
            self._tried.add(key)
            assign_to(self.plants, opened, self.best, _TABU, self.seed)
