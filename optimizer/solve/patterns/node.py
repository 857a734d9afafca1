"""A node of the search tree: what its plans may not do, and which parks they must open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import Bools, Ints, Problem
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.tables import DEAR, BlockTables, BundleTable, QueueTable, Tables
from optimizer.solve.patterns.worlds import EVERYTHING, World

if TYPE_CHECKING:
    from optimizer.solve.patterns.proof import Proof


@dataclass(frozen=True)
class Node:
    """Part of all plans.

    Attributes
    ----------
    pairs
        (D, J + 1) forbidden pairs of cell and park; the last column is today's way.
    sizes
        (J, B) forbidden hub sizes.
    levels
        (K, J, L) forbidden levels.
    forced
        Parks that every plan of the node opens.
    world
        Kinds of sources that its plans build.
    inherited
        Its prices are those of other plans.
    bound
        Proven: no plan of the node is better.
    prices
        Prices to start from.
    """

    pairs: Bools
    sizes: Bools
    levels: Bools
    forced: frozenset[int]
    bound: float
    prices: Prices
    depth: int = 0
    proofs: tuple[Proof, ...] = ()
    """Latest proofs of this node or of nodes above it."""
    lacks: int = -1
    """The park whose absence is all that sets this node apart from all plans; -1 for others."""
    world: World = EVERYTHING
    inherited: bool = False

    def problem(self, whole: Problem) -> Problem:
        """The problem of this node: forbidden pairs and sizes cannot be chosen."""
        return replace(
            whole,
            linear=np.where(self.pairs[:, :-1], np.inf, whole.linear),
            stay=np.where(self.pairs[:, -1], np.inf, whole.stay),
            size_cost=np.where(self.sizes, DEAR, whole.size_cost),
        )

    def tables(self, whole: Tables) -> Tables:
        """The tables of this node: forbidden levels are too dear to choose."""
        bans = self.levels.any() or self.world.barred
        blocks = tuple(self._block(b) for b in whole.blocks) if bans else whole.blocks
        return Tables(self.problem(whole.problem), blocks)

    def _block(self, tables: BlockTables) -> BlockTables:
        queues = tuple(self._queue(q) for q in tables.queues)
        return replace(tables, queues=queues, bundles=tuple(map(self._bundle, tables.bundles)))

    def _queue(self, queue: QueueTable) -> QueueTable:
        banned = self.levels[queue.station][:, : queue.cost.shape[1]]
        return replace(queue, cost=np.where(banned, DEAR, queue.cost)) if banned.any() else queue

    def _bundle(self, table: BundleTable) -> BundleTable:
        table = table.without(self.world.barred)
        known = self.levels[list(table.bundle.stations)]
        banned = np.take_along_axis(known, table.index[:, None, :], axis=2)
        return replace(table, cost=np.where(banned, DEAR, table.cost)) if banned.any() else table

    def allows(
        self, park: int, size: int, cells: Ints, level: Ints,
        sources: frozenset[int] = frozenset(),
    ) -> bool:  # fmt: skip
        """Whether a pattern keeps to this node."""
        if sources & self.world.barred:
            return False
        if self.sizes[park, size] or self.pairs[cells, park].any():
            return False
        chosen = np.flatnonzero(level >= 0)
        return not bool(self.levels[chosen, park, level[chosen]].any())

    def without_park(self, park: int) -> Node:
        """The plans that do not open a park."""
        child = self.without_parks(np.arange(self.sizes.shape[0]) == park)
        alone = self.depth == 0 and not (self.world.built or self.world.barred)
        return replace(child, lacks=park if alone else -1)

    def without_parks(self, parks: Bools) -> Node:
        """The plans that open none of some parks."""
        pairs = self.pairs.copy()
        pairs[:, :-1] |= parks
        return replace(self, pairs=pairs, depth=self.depth + 1, lacks=-1)

    def with_park(self, park: int) -> Node:
        """The plans that open a park."""
        return replace(self, forced=self.forced | {park}, depth=self.depth + 1, lacks=-1)

    def without_sizes(self, park: int, sizes: Bools) -> Node:
        """The plans in which a park, if open, has none of some sizes."""
        banned = self.sizes.copy()
        banned[park] |= sizes
        return replace(self, sizes=banned, depth=self.depth + 1, lacks=-1)

    def without_levels(self, station: int, park: int, levels: Bools) -> Node:
        """The plans in which a station has none of some levels at a park."""
        banned = self.levels.copy()
        banned[station, park] |= levels
        return replace(self, levels=banned, depth=self.depth + 1, lacks=-1)

    def without_source(self, source: int) -> Node:
        """The plans that do not build a source of a kind that they do build."""
        world = replace(self.world, barred=self.world.barred | {source})
        return replace(self, world=world, depth=self.depth + 1, lacks=-1)

    def without_pair(self, cell: int, park: int) -> Node:
        """The plans that do not serve a cell from a park (-1: today's way)."""
        pairs = self.pairs.copy()
        pairs[cell, park] = True
        return replace(self, pairs=pairs, depth=self.depth + 1, lacks=-1)

    def with_pair(self, cell: int, park: int) -> Node:
        """The plans that serve a cell from a park (-1: today's way)."""
        pairs = self.pairs.copy()
        keep = pairs[cell, park]
        pairs[cell, :] = True
        pairs[cell, park] = keep
        forced = self.forced if park < 0 else self.forced | {park}
        return replace(self, pairs=pairs, forced=forced, depth=self.depth + 1, lacks=-1)


def root(problem: Problem, prices: Prices) -> Node:
    """The node of all plans."""
    levels = max((len(s.curves) for s in problem.stations), default=1)
    return Node(
        pairs=np.zeros((problem.cells, problem.parks + 1), dtype=bool),
        sizes=np.zeros((problem.parks, problem.sizes), dtype=bool),
        levels=np.zeros((len(problem.stations), problem.parks, levels), dtype=bool),
        forced=frozenset(), bound=-np.inf, prices=prices,
    )  # fmt: skip
