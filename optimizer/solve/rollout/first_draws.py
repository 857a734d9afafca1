"""First prices of draws: each hub is charged just what the sources of a group save it.

At prices that suit the timetables without sources, what a group saves park j in quarter t is V_tj
without it, less V_tj with it. Charged so much, no hub gains by it; the bound loses what a group
earns so beyond its cost, which for most groups is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Array
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.envelope import money_worth
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.priced import on_grid
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import BundleTable, Tables
from optimizer.solve.rollout.draws import Draw
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.price_quarter import at_prices, pattern_at
from optimizer.solve.rollout.starts import groups

_LEAST = 1e-6
"""Part of what a group saves in all for which there is no row."""


@dataclass(frozen=True)
class _Best:
    """``value`` (T, J) = V, 0 or below, and the patterns below zero, by quarter and park."""

    value: Array
    pattern: dict[tuple[int, int], Pattern]


def with_first_draws(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node
) -> Node:
    """A node whose prices charge draws, by rows that its master takes in; without sources none.

    The node's prices are those of the timetables without sources.
    """
    group, most = groups(master.roll_out)
    bare = _best(tables, master, memory, node.not_before(group >= 0, master.count))
    rows: list[Draw] = []
    price: list[float] = []
    for g in range(len(most)):
        with_it = _best(tables, master, memory, node.not_before(group != g, master.count))
        saved = (bare.value - with_it.value) * master.roll_out.weight[:, None]
        for t, j in np.argwhere(saved > _LEAST * saved.sum()):
            pattern = with_it.pattern[int(t), int(j)]
            each = saved_by(tables[t], master.roll_out, int(t), pattern, node.prices.money)[g]
            if each.sum() > 0:
                rows.append(Draw(int(t), g, int(j), each / each.sum()))
                price.append(float(saved[t, j]))
    link = np.append(node.prices.link, np.zeros(master.links.count - len(node.prices.link)))
    master.take_in(rows)
    return replace(node, prices=replace(node.prices, link=np.append(link, price)))


def _best(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node
) -> _Best:
    found = _Best(np.zeros((master.count, master.parks)), {})
    every = np.arange(master.parks)
    for t in master.working:
        mine = master.starts.tables(tables[t], t, node)
        at = at_prices(mine, master, node, t, node.prices, every, mine)
        pick = price_parks(at, node.prices.cell[t], memory[t])
        found.value[t] = np.minimum(pick.value, 0.0)
        for j in np.flatnonzero(pick.value < 0):
            cells, own = np.flatnonzero(pick.cells[:, j]), master.roll_out.quarters[t]
            found.pattern[t, int(j)] = pattern_at(at, own, int(j), int(j), int(pick.size[j]), cells)
    for t in master.working:
        master.add(t, [p for (quarter, _), p in found.pattern.items() if quarter == t])
    return found


def saved_by(
    tables: Tables, roll_out: RollOut, quarter: int, pattern: Pattern, money: Array
) -> Array:
    """(G, K) what the sources of each group save a pattern at each station, in the quarter's aim.

    At prices of ``money`` (R,), beside the best level that needs no source.
    """
    group, most = groups(roll_out)
    price = float(money @ roll_out.lasting[quarter]) / roll_out.weight[quarter]
    saved = np.zeros((len(most), len(pattern.level)))
    for block in tables.blocks:
        inside = np.isin(block.block.cells, pattern.cells)
        for table, base in zip(block.bundles, block.base, strict=True):
            amount, of = float(base[inside].sum()), np.append(group, -1)[table.needs]  # (F, L)
            priced = _priced(table, amount, pattern.park, price)
            own = np.where(of < 0, priced, np.inf).min(axis=1)
            for g in range(len(most)):
                best = np.where(of == g, priced, np.inf).min(axis=1)
                saved[g, list(table.bundle.stations)] = np.maximum(own - best, 0.0)
    return saved


def _priced(table: BundleTable, amount: float, park: int, price: float) -> Array:
    """(F, L) priced cost of every level of a bundle at an amount."""
    left, part = on_grid(table, np.array(amount))
    value = table.value[:, park, :, left] * (1 - part) + table.value[:, park, :, left + 1] * part
    cost = table.cost[:, park] + table.freight[:, park] * amount
    return np.asarray(value + money_worth(price, cost))
