"""A node of the search: from which quarter on a park has at least, or at most, so much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Bools, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.rollout.master import Prices


@dataclass(frozen=True)
class Node:
    """Part of all timetables.

    Attributes
    ----------
    least, most
        (1 + P, T, J) rank of each park's size, then of its servers: at least, and at most so much;
        -1 is none.
    bound
        Proven: no timetable of the node is better.
    hoped
        What column generation says of it; NOT a bound.
    prices
        Prices to start from.
    """

    least: Ints
    most: Ints
    bound: float
    prices: Prices
    hoped: float = -np.inf
    depth: int = 0

    def forced(self, quarter: int) -> frozenset[int]:
        """Parks that must be open in a quarter."""
        return frozenset(int(j) for j in np.flatnonzero(self.least[0, quarter] >= 0))

    def allows(self, roll_out: RollOut, quarter: int, pattern: Pattern) -> bool:
        """Whether a pattern of a quarter keeps to the node."""
        least, most = self.least[:, quarter, pattern.park], self.most[:, quarter, pattern.park]
        rank = np.full(len(least), -1)
        rank[0] = roll_out.sizes.rank[pattern.size]
        for k, steps in enumerate(roll_out.servers):
            if pattern.level[k] >= 0:
                rank[1 + k] = steps.rank[pattern.level[k]]
        return bool((rank >= least).all() and (rank <= most).all())

    def banned(self, roll_out: RollOut, quarter: int) -> tuple[Bools, ...]:
        """(J, B) sizes and, for each station of servers, (J, L) levels that are forbidden."""
        found = []
        for i, steps in enumerate((roll_out.sizes, *roll_out.servers)):
            rank = steps.rank[None, :]
            found.append(
                (rank < self.least[i, quarter][:, None]) | (rank > self.most[i, quarter][:, None])
            )
        return tuple(found)

    def same_plans(self, other: Node) -> bool:
        """Whether another node holds the same timetables."""
        same = np.array_equal(self.least, other.least) and np.array_equal(self.most, other.most)
        return bool(same)

    def with_step(self, kind: int, quarter: int, park: int, step: int) -> Node:
        """The timetables in which a step is there in a quarter, and from then on."""
        least = self.least.copy()
        least[kind, quarter:, park] = np.maximum(least[kind, quarter:, park], step)
        if kind > 0:  # servers need a hub
            least[0, quarter:, park] = np.maximum(least[0, quarter:, park], 0)
        return replace(self, least=least, depth=self.depth + 1)

    def without_step(self, kind: int, quarter: int, park: int, step: int) -> Node:
        """The timetables in which a step is not there in a quarter, nor before."""
        most = self.most.copy()
        before = slice(0, quarter + 1)
        most[kind, before, park] = np.minimum(most[kind, before, park], step - 1)
        if kind == 0 and step == 0:
            most[1:, before, park] = -1
        return replace(self, most=most, depth=self.depth + 1)


def root(roll_out: RollOut, prices: Prices) -> Node:
    """The node of all timetables."""
    shape = (1 + len(roll_out.servers), roll_out.count, roll_out.parks)
    most = np.empty(shape, dtype=int)
    for i, steps in enumerate((roll_out.sizes, *roll_out.servers)):
        most[i] = len(steps.rank) - 1
    return Node(np.full(shape, -1), most, -np.inf, prices)
