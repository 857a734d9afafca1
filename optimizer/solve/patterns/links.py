"""Sources in the master: what a park pays for using one, and what one is worth to all parks.

    nu_jko >= 0   price for park j of levels of station k that need source o
    w_o = (mu + money) C_o - Σ_jk nu_jko

The Lagrangian counts of every group the sources with the lowest w_o < 0, as many as may be built.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Array, Ints, Problem
from optimizer.solve.patterns.tables import BlockTables, BundleTable, Tables

Link = tuple[int, int, int]
"""Park, station, source."""


@dataclass(frozen=True)
class SourceRules:
    """Sources that a node of the search bars, and those that it builds."""

    barred: frozenset[int] = frozenset()
    built: frozenset[int] = frozenset()


FREE = SourceRules()


def uses(problem: Problem, park: int, level: Ints) -> tuple[Link, ...]:
    """Links of a park with these levels (K,)."""
    found = []
    for k in np.flatnonzero(level >= 0):
        needs = problem.stations[k].level_needs(int(level[k]))
        if needs >= 0:
            found.append((park, int(k), needs))
    return tuple(found)


def source_worth(
    problem: Problem, money: float, links: dict[Link, float], rules: SourceRules = FREE
) -> float:
    """Σ of w_o over the sources that count; never above what they add to any plan."""
    if problem.sources is None:
        return 0.0
    worth = (money + problem.money) * problem.sources.cost
    for (_, _, o), price in links.items():
        worth[o] -= price
    total = 0.0
    for group, most in enumerate(problem.sources.most):
        mine = [int(o) for o in np.flatnonzero(problem.sources.group == group)]
        fixed = [o for o in mine if o in rules.built]
        total += float(worth[fixed].sum())
        free = sorted(float(worth[o]) for o in mine if o not in rules.built | rules.barred)
        total += sum(w for w in free[: max(0, int(most) - len(fixed))] if w < 0)
    return total


def linked(tables: Tables, links: dict[Link, float]) -> Tables:
    """The tables with the prices of using sources in them."""
    if not links:
        return tables
    blocks = tuple(_linked_block(block, links) for block in tables.blocks)
    return Tables(tables.problem, blocks)


def _linked_block(block: BlockTables, links: dict[Link, float]) -> BlockTables:
    return replace(block, bundles=tuple(_linked_bundle(b, links) for b in block.bundles))


def _linked_bundle(table: BundleTable, links: dict[Link, float]) -> BundleTable:
    place = {k: f for f, k in enumerate(table.bundle.stations)}
    mine = [(link, price) for link, price in links.items() if link[1] in place and price > 0]
    if not mine:
        return table
    link: Array = np.zeros(table.cost.shape)
    for (j, k, o), price in mine:
        f = place[k]
        link[f, j, table.needs[f] == o] += price
    return replace(table, link=link)


def dearer_links(now: dict[Link, float], before: dict[Link, float], parks: int) -> Array:
    """(J,) what the prices of links fell by since before, at each park."""
    fallen = np.zeros(parks)
    for link, price in before.items():
        fallen[link[0]] += max(0.0, price - now.get(link, 0.0))
    return fallen
