"""A node of the search: from which quarter on a park has at least, or at most, so much.

And by which quarter a source works, or before which it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Bools, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.rollout.master import Prices
from optimizer.solve.rollout.starts import GROUP, PLACE, barred, groups


@dataclass(frozen=True)
class Node:
    """Part of all timetables.

    Attributes
    ----------
    least, most
        (1 + P, T, J) rank of each park's size, then of its servers: at least, and at most so much;
        -1 is none.
    may
        (Z,) quarter before which each source does not work; T: never.
    group
        (Z,) group of each source.
    must
        (G,) quarter from which on one source of each group works at the latest; T: it need not.
    bound
        Proven: no timetable of the node is better.
    hoped
        What column generation says of it; NOT a bound.
    prices
        Prices to start from.
    """

    least: Ints
    most: Ints
    may: Ints
    group: Ints
    must: Ints
    bound: float
    prices: Prices
    hoped: float = -np.inf
    depth: int = 0

    def forced(self, quarter: int) -> frozenset[int]:
        """Parks that must be open in a quarter."""
        return frozenset(int(j) for j in np.flatnonzero(self.least[0, quarter] >= 0))

    def allows(self, roll_out: RollOut, quarter: int, pattern: Pattern) -> bool:
        """Whether a pattern of a quarter keeps to the node."""
        if pattern.sources and pattern.sources & barred(roll_out, self, quarter):
            return False
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
        same &= np.array_equal(self.may, other.may) and np.array_equal(self.must, other.must)
        return bool(same)

    def with_group(self, group: int, quarter: int) -> Node:
        """The timetables in which a source of a group works in a quarter, and from then on."""
        must = self.must.copy()
        must[group] = min(must[group], quarter)
        return replace(self, must=must, depth=self.depth + 1)

    def not_before(self, sources: Ints | Bools, quarter: int) -> Node:
        """The timetables in which some sources do not work before a quarter."""
        may = self.may.copy()
        may[sources] = np.maximum(may[sources], quarter)
        return replace(self, may=may, depth=self.depth + 1)

    def with_step(self, kind: int, quarter: int, park: int, step: int) -> Node:
        """The timetables in which a step is there in a quarter, and from then on.

        Of a `GROUP` of sources, in the place of a park, one works; or none but that of a `PLACE`.
        """
        if kind == GROUP:
            return self.with_group(park, quarter)
        if kind == PLACE:
            others = (self.group == self.group[park]) & (np.arange(len(self.may)) != park)
            return self.not_before(others, len(self.least[0]))
        least = self.least.copy()
        least[kind, quarter:, park] = np.maximum(least[kind, quarter:, park], step)
        if kind > 0:  # servers need a hub
            least[0, quarter:, park] = np.maximum(least[0, quarter:, park], 0)
        return replace(self, least=least, depth=self.depth + 1)

    def without_step(self, kind: int, quarter: int, park: int, step: int) -> Node:
        """The timetables in which a step is not there in a quarter, nor before."""
        if kind == GROUP:
            return self.not_before(self.group == park, quarter + 1)
        if kind == PLACE:
            return self.not_before(np.arange(len(self.may)) == park, len(self.least[0]))
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
    group, many = groups(roll_out)
    may, must = np.zeros(len(group), dtype=int), np.full(len(many), roll_out.count)
    return Node(np.full(shape, -1), most, may, group, must, -np.inf, prices)
