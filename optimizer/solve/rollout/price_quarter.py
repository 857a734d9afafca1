"""Heuristic pricing of a quarter; between looks at all parks only at those that may matter."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Array, Ints, Problem
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern, best_pattern
from optimizer.solve.patterns.priced import Priced
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import BlockTables, BundleTable, QueueTable, Tables
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.recost import recosted

_NEAR = 0.01
"""A park whose V is below this part of the aim may matter before all are looked at again."""


@dataclass
class QuarterPricing:
    """Pricing of one quarter at a node.

    ``parks`` are looked at until all are looked at again; ``value`` (J,) is the last V of each.
    """

    tables: Tables
    master: Master
    memory: Memory
    node: Node
    quarter: int
    parks: Ints
    some: Tables
    value: Array

    def price(self, prices: Prices, *, every: bool, thorough: bool) -> list[Pattern]:
        """Patterns that lower the master's value; ``value`` is brought up to date."""
        if every:
            self.parks, self.some = np.arange(self.master.parks), self.tables
        t, parks = self.quarter, self.parks
        if not len(parks):
            return []
        at = at_prices(self.some, self.master, self.node, t, prices, parks, self.tables)
        found = price_parks(at, prices.cell[t], self.memory, thorough)
        self.value[parks] = found.value
        patterns = []
        for i in np.flatnonzero(found.value < prices.park[t, parks] - 1e-7):
            cells = np.flatnonzero(found.cells[:, i])
            size, own = int(found.size[i]), self.master.roll_out.quarters[t]
            patterns.append(pattern_at(at, own, int(i), int(parks[i]), size, cells))
            self.memory.learn(cells)
        if every:
            self._choose(_NEAR * abs(prices.value))
        return patterns

    def _choose(self, most: float) -> None:
        """Parks to look at for a while."""
        chosen = self.value < most
        chosen[list(self.node.forced(self.quarter))] = True
        self.parks = np.flatnonzero(chosen)
        self.some = only(self.tables, self.parks)


def quarter_pricing(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node
) -> list[QuarterPricing]:
    """Pricing of the quarters in which a hub can work."""
    parks, none = np.arange(master.parks), np.full(master.parks, np.inf)
    mine = {t: master.starts.tables(tables[t], t, node) for t in master.working}
    return [
        QuarterPricing(mine[t], master, memory[t], node, t, parks, mine[t], none.copy())
        for t in master.working
    ]


def at_prices(
    tables: Tables, master: Master, node: Node, quarter: int, prices: Prices, parks: Ints,
    whole: Tables,
) -> Priced:  # fmt: skip
    """Some parks of a quarter at the prices of money and of what stays, from their tables.

    What the node forbids is too dear. ``whole`` are the tables of all parks.
    """
    roll_out = master.roll_out
    charges = master.links.charges(quarter, prices.link, node.banned(roll_out, quarter))
    return recosted(tables, whole, roll_out, quarter, prices.money, charges, parks)


def pattern_at(
    at: Priced, problem: Problem, index: int, park: int, size: int, cells: Ints
) -> Pattern:
    """Pattern of a set of cells at a park, the ``index``-th of those at prices.

    Its worth is that of the ``problem``, without what the prices of links charge for its cells.
    """
    pattern = best_pattern(at, index, size, cells)
    charged = at.tables.problem.linear[cells, index] - problem.linear[cells, park]
    return replace(pattern, park=park, value=pattern.value - float(charged.sum()))


def only(tables: Tables, parks: Ints) -> Tables:
    """Tables of some of the parks."""
    problem = replace(
        tables.problem, linear=tables.problem.linear[:, parks],
        size_cost=tables.problem.size_cost[parks],
    )  # fmt: skip

    def queue(q: QueueTable) -> QueueTable:
        return replace(q, unit=q.unit[:, :, parks], cost=q.cost[parks], weight=q.weight[parks])

    def bundle(b: BundleTable) -> BundleTable:
        return replace(
            b, value=b.value[:, parks], error=b.error[:, parks], cost=b.cost[:, parks],
            freight=b.freight[:, parks],
        )  # fmt: skip

    def block(b: BlockTables) -> BlockTables:
        return replace(
            b, queues=tuple(map(queue, b.queues)), bundles=tuple(map(bundle, b.bundles)),
            unit=tuple(unit[:, :, parks] for unit in b.unit),
        )  # fmt: skip

    return Tables(problem, tuple(map(block, tables.blocks)))
