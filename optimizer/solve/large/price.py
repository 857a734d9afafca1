"""The cheapest hub at every park for prices of cells and of money, with bounds, block by block."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.large.best_set import best_set
from optimizer.solve.large.kits import Kits, kit_cost, kits
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.pairs import Pairs


@dataclass(frozen=True)
class Effort:
    """How hard a set is looked for: gap that may stay open, flips, ranges of the amounts."""

    tolerance: float
    nodes: int
    boxes: int
    margin: float = np.inf
    """By how much pairs that are not listed cost more than they are worth: for bounds."""


@dataclass(frozen=True)
class BlockPrice:
    """Best sets of one block at every park and level.

    ``value`` (J, L) what the set found costs, ``bound`` (J, L) no set costs less; ``money`` (J, L)
    million RUB a year of level and kits; ``chosen`` (L, P) pairs in the set.
    """

    value: Array
    bound: Array
    money: Array
    chosen: Bools
    load_price: Array
    """(S, J, L)"""


def price_block(
    problem: Problem, block: BlockLayout, near: Pairs, stock: Kits, prices: Array, price: float,
    effort: Effort, pool: ThreadPoolExecutor, threads: int,
) -> BlockPrice:  # fmt: skip
    """Price one block at every park and level.

    Parameters
    ----------
    stock
        phi at this price of money.
    prices
        (D,) of the cells.
    price
        Worth of a million RUB in the aim.
    """
    shape = block.level_cost.shape
    value, bound = np.zeros(shape), np.zeros(shape)
    chosen = np.zeros((shape[1], len(near.cell)), np.bool_)
    load_price = np.zeros((near.unit.shape[0], *shape))
    queue = block.queue
    weight = queue.weight if queue is not None else np.zeros(shape[0])
    mine, cells = prices[block.cells], block.level_cost * price

    def part(first: int, stop: int) -> None:
        _price_parks(
            first, stop, near.start, near.cell, near.cost, near.unit, near.base, mine, weight,
            problem.season_share, block.curves.value, block.curves.slope, block.curves.top,
            block.curves.most, stock.left, stock.right, stock.top, block.rounds,
            effort.tolerance, effort.nodes, effort.boxes, near.floor, effort.margin,
            value, bound, chosen, load_price,
        )  # fmt: skip

    cuts = _even_cuts(near.start, 4 * threads if threads > 1 else 1)
    list(pool.map(part, cuts[:-1], cuts[1:]))
    money = block.level_cost.copy()
    if block.groups:
        for level in range(shape[1]):
            amount = _amounts(near.start, near.base, chosen[level])
            parks = np.flatnonzero(amount.sum(axis=0) > 0)
            money[parks, level] += kit_cost(
                block, problem.season_share, price, parks, amount[:, parks]
            )
    return BlockPrice(value + cells, bound + cells, money, chosen, load_price)


def stock_prices(problem: Problem, block: BlockLayout, near: Pairs, price: float) -> Kits:
    """phi of a block where any cell may be served."""
    parks = np.flatnonzero(np.diff(near.start) > 0)
    return kits(block, problem.season_share, price, parks)


def _even_cuts(start: Ints, parts: int) -> Ints:
    """Parks that cut the pairs into parts of about the same number."""
    cuts = np.searchsorted(start, np.linspace(0, start[-1], parts + 1)[1:-1])
    return np.array([0, *cuts, len(start) - 1])


def _amounts(start: Ints, base: Array, chosen: Bools) -> Array:
    """(G, J) amounts that the chosen pairs need."""
    park = np.repeat(np.arange(len(start) - 1), np.diff(start))
    each = [np.bincount(park, b * chosen, minlength=len(start) - 1) for b in base]
    return np.array(each)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _price_parks(
    first: int, stop: int, start: Ints, cell: Ints, cost: Array, unit: Array, base: Array,
    prices: Array, weight: Array, share: Array, curve: Array, slope: Array, top: Array,
    most: Array, left: Array, right: Array, ends: Array, rounds: int, tolerance: float,
    nodes: int, boxes: int, floor: Array, margin: float, value: Array, bound: Array,
    chosen: Bools, load_price: Array,
) -> None:  # fmt: skip
    """Price parks ``first`` to ``stop``: only pairs that cost less than their cell's price."""
    seasons, groups, levels = unit.shape[0], base.shape[0], value.shape[1]
    last = curve.shape[1] - 1
    for j in range(first, stop):
        count, idle = 0, 0
        for p in range(start[j], start[j + 1]):
            if cost[p] < prices[cell[p]]:
                count += 1
        where = np.empty(count, np.int64)
        reduced = np.empty(count)
        units, bases = np.empty((seasons, count)), np.empty((groups, count))
        loads = np.zeros(count, np.bool_)
        count = 0
        for p in range(start[j], start[j + 1]):
            if cost[p] < prices[cell[p]]:
                where[count] = p
                reduced[count] = cost[p] - prices[cell[p]]
                for s in range(seasons):
                    units[s, count] = unit[s, p]
                    loads[count] = loads[count] or unit[s, p] > 0
                for g in range(groups):
                    bases[g, count] = base[g, p]
                if not loads[count]:
                    idle += 1
                count += 1
        found, y = np.zeros(count, np.bool_), np.zeros(seasons)
        if count == 0:
            for g in range(groups):
                value[j, :] += left[g, j, 0]
                bound[j, :] += left[g, j, 0]
            continue
        weights = weight[j] * share[:seasons]
        for level in range(levels):
            if level == levels - 1:
                free = np.flatnonzero(~loads)
                some = np.zeros(idle, np.bool_)
                value[j, level], bound[j, level] = best_set(
                    reduced[free], np.empty((0, idle)), bases[:, free], weights[:0],
                    np.zeros(2), np.zeros(2), 1.0, 1.0, left[:, j], right[:, j], ends, rounds,
                    tolerance, nodes, boxes, floor[:0, j], margin, y[:0], some,
                )  # fmt: skip
                for i in range(idle):
                    chosen[level, where[free[i]]] = some[i]
                continue
            value[j, level], bound[j, level] = best_set(
                reduced, units, bases, weights, curve[level], slope[level], top[level] / last,
                most[level], left[:, j], right[:, j], ends, rounds, tolerance, nodes, boxes, floor[:, j],
                margin, y, found,
            )  # fmt: skip
            load_price[:, j, level] = y
            for i in range(count):
                chosen[level, where[i]] = found[i]
