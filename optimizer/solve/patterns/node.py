"""A node of the search tree: pairs of fleet and park that are forbidden, parks that must open."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Bools, Problem
from optimizer.solve.patterns.master import Prices


@dataclass(frozen=True)
class Node:
    """Part of all plans.

    Attributes
    ----------
    banned
        (D, J + 1) pairs that no plan of the node uses; the last column is today's way.
    forced
        Parks that every plan of the node opens.
    bound
        Proven: no plan of the node is better.
    prices
        Prices to start from.
    """

    banned: Bools
    forced: frozenset[int]
    bound: float
    prices: Prices
    depth: int = 0

    def problem(self, whole: Problem) -> Problem:
        """The problem of this node: forbidden pairs cannot be chosen."""
        return replace(
            whole,
            linear=np.where(self.banned[:, :-1], np.inf, whole.linear),
            stay=np.where(self.banned[:, -1], np.inf, whole.stay),
        )

    def without_park(self, park: int) -> Node:
        """The plans that do not open a park."""
        banned = self.banned.copy()
        banned[:, park] = True
        return replace(self, banned=banned, depth=self.depth + 1)

    def with_park(self, park: int) -> Node:
        """The plans that open a park."""
        return replace(self, forced=self.forced | {park}, depth=self.depth + 1)

    def without_pair(self, cell: int, park: int) -> Node:
        """The plans that do not serve a cell from a park (-1: today's way)."""
        banned = self.banned.copy()
        banned[cell, park] = True
        return replace(self, banned=banned, depth=self.depth + 1)

    def with_pair(self, cell: int, park: int) -> Node:
        """The plans that serve a cell from a park (-1: today's way)."""
        banned = self.banned.copy()
        keep = banned[cell, park]
        banned[cell, :] = True
        banned[cell, park] = keep
        forced = self.forced if park < 0 else self.forced | {park}
        return replace(self, banned=banned, forced=forced, depth=self.depth + 1)


def root(problem: Problem, prices: Prices) -> Node:
    """The node of all plans."""
    banned = np.zeros((problem.cells, problem.parks + 1), dtype=bool)
    return Node(banned, frozenset(), -np.inf, prices)
