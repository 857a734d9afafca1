"""The cheapest hub at every park for prices of cells and of money, with bounds, block by block."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.large.best_set import best_set
from optimizer.solve.large.best_shares import best_shares
from optimizer.solve.large.cheap_bound import cheap_bound
from optimizer.solve.large.kits import Kits, kit_cost, kits
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.pairs import Pairs


@dataclass(frozen=True)
class Effort:
    """How hard a set is looked for: gap that may stay open, flips, ranges of the amounts.

    Without flips cells may be split: a weaker bound, but quick and exact.
    """

    tolerance: float
    nodes: int
    boxes: int
    margin: float = np.inf
    """By how much pairs that are not listed cost more than they are worth: for bounds."""


@dataclass(frozen=True)
class BlockPrice:
    """Best sets of one block at every park and level.

    ``value`` (J, L) what the set found costs, ``bound`` (J, L) no set costs less; ``money`` (J, L)
    million RUB a year of level and kits; ``share`` (L, P) of each pair in the set.
    """

    value: Array
    bound: Array
    money: Array
    share: Array
    least: Array
    """(S + G, J, L) least prices of loads and amounts"""


def price_block(
    problem: Problem, block: BlockLayout, near: Pairs, stock: Kits, prices: Array, price: float,
    effort: Effort, pool: ThreadPoolExecutor, threads: int, memory: Array, awake: Bools,
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
    memory
        (S + G, J, L) prices of loads and amounts to start with, filled with those found.
    awake
        (J,) parks to look at; for the others the cheap bound must do.
    """
    shape = block.level_cost.shape
    value, bound = np.zeros(shape), np.zeros(shape)
    share = np.zeros((shape[1], len(near.cell)))
    least = np.zeros(memory.shape)
    reach = np.array([g.most for g in block.groups]).reshape(len(block.groups), shape[1])
    queue = block.queue
    weight = queue.weight if queue is not None else np.zeros(shape[0])
    mine, cells = prices[block.cells], block.level_cost * price
    # a size that hosts a level hosts the smaller ones too: then a dearer level need not be known
    nested = bool((block.allowed[:, :-1].astype(int)[:, 1:] <= block.allowed[:, :-2]).all())

    def part(first: int, stop: int) -> None:
        _price_parks(
            first, stop, near.start, near.cell, near.cost, near.unit, near.base, mine, weight,
            problem.season_share, block.curves.value, block.curves.slope, block.curves.top,
            block.curves.most, stock.left, stock.right, stock.top, block.rounds,
            effort.tolerance, effort.nodes, effort.boxes, near.floor, effort.margin,
            value, bound, share, least, memory, awake, cells, nested, reach,
        )  # fmt: skip

    cuts = even_cuts(near.start, 4 * threads if threads > 1 else 1)
    list(pool.map(part, cuts[:-1], cuts[1:]))
    money = money_of(problem, block, near, share, price)
    return BlockPrice(value + cells, bound + cells, money, share, least)


def money_of(
    problem: Problem, block: BlockLayout, near: Pairs, share: Array, price: float
) -> Array:  # fmt: skip
    """(J, L) million RUB a year of levels and of the best kits for shares of pairs."""
    money = block.level_cost.copy()
    for level in range(len(share) if block.groups else 0):
        amount = _amounts(near.start, near.base, share[level])
        parks = np.flatnonzero(amount.sum(axis=0) > 0)
        money[parks, level] += kit_cost(block, problem.season_share, price, parks, amount[:, parks])
    return money


def stock_prices(problem: Problem, block: BlockLayout, near: Pairs, price: float) -> Kits:
    """phi of a block where any cell may be served."""
    parks = np.flatnonzero(np.diff(near.start) > 0)
    return kits(block, problem.season_share, price, parks)


def even_cuts(start: Ints, parts: int) -> Ints:
    """Parks that cut the pairs into parts of about the same number."""
    cuts = np.searchsorted(start, np.linspace(0, start[-1], parts + 1)[1:-1])
    return np.array([0, *cuts, len(start) - 1])


def _amounts(start: Ints, base: Array, share: Array) -> Array:
    """(G, J) amounts that the shares of pairs need."""
    park = np.repeat(np.arange(len(start) - 1), np.diff(start))
    each = [np.bincount(park, b * share, minlength=len(start) - 1) for b in base]
    return np.array(each)


@njit(cache=True)
def _curve_of(
    level: int, curve: Array, slope: Array, top: Array, most: Array
) -> tuple[Array, Array, float, float]:
    """Tangents of a level, their step, and its greatest load; nothing waits without (-1)."""
    if level < 0:
        empty = np.zeros(2)
        return empty, empty, 1.0, 1.0
    return curve[level], slope[level], top[level] / (curve.shape[1] - 1), most[level]


@njit(cache=True, nogil=True)
def _price_parks(
    first: int, stop: int, start: Ints, cell: Ints, cost: Array, unit: Array, base: Array,
    prices: Array, weight: Array, seasons: Array, curve: Array, slope: Array, top: Array,
    most: Array, left: Array, right: Array, ends: Array, rounds: int, tolerance: float,
    nodes: int, boxes: int, floor: Array, margin: float, value: Array, bound: Array,
    share: Array, lows: Array, memory: Array, awake: Bools, level_cost: Array, nested: bool,
    reach: Array,
) -> None:  # fmt: skip
    """Price parks ``first`` to ``stop``: only pairs that cost less than their cell's price.

    The cheapest level comes first; one that a cheap bound shows to be dearer is not looked at.
    """
    rows, levels = unit.shape[0], value.shape[1]
    for j in range(first, stop):
        worth = worthy(start[j], start[j + 1], cell, cost, prices)
        if len(worth) == 0:
            value[j] += left[:, j, 0].sum()
            bound[j] += left[:, j, 0].sum()
            continue
        peak, least = _peaks(unit[:, worth]), np.inf
        for turn in range(levels):
            level = turn - 1  # -1, the last of every array, is the one without servers
            none = level < 0
            # what loads a level beyond its capacity alone is in no set
            where = worth[peak <= (0.0 if none else most[level])]
            used = 0 if none else rows
            reduced = cost[where] - prices[cell[where]]
            bases, units = base[:, where], unit[:used, where]
            weights, first_row = weight[j] * seasons[:used], rows - used
            found, part = np.zeros(len(where), np.bool_), np.zeros(len(where))
            duals, ends_at = memory[first_row:, j, level].copy(), reach[:, level].copy()
            curves = _curve_of(level, curve, slope, top, most)
            stocks = left[:, j], right[:, j], ends
            low, found_low = floor[first_row:, j].copy(), np.zeros(len(duals))
            if not none:
                cheap = cheap_bound(
                    reduced, units, bases, weights, *curves, *stocks, ends_at, low, duals
                )
                dearer = nested and cheap + level_cost[j, level] > least + 1e-9
                if dearer or not awake[j]:
                    value[j, level], bound[j, level] = cheap, cheap
                    lows[:, j, level] = np.maximum(duals, low)
                    least = min(least, cheap + level_cost[j, level])
                    continue
            given = reduced, units, bases, weights, *curves, *stocks, rounds, tolerance
            if nodes > 0:
                value[j, level], bound[j, level] = best_set(
                    *given, nodes, boxes, ends_at, low, margin, found, duals
                )
                share[level, where] = found
                found_low[:] = duals
            else:
                value[j, level], bound[j, level] = best_shares(
                    *given, boxes, ends_at, low, found_low, part, duals
                )
                share[level, where] = part
            lows[first_row:, j, level] = found_low
            memory[first_row:, j, level] = duals
            least = min(least, bound[j, level] + level_cost[j, level])


@njit(cache=True, nogil=True)
def worthy(first: int, stop: int, cell: Ints, cost: Array, prices: Array) -> Ints:
    """Pairs of a park that cost less than their cell is worth."""
    where = np.empty(stop - first, np.int64)
    count = 0
    for p in range(first, stop):
        if cost[p] < prices[cell[p]]:
            where[count] = p
            count += 1
    return where[:count]


@njit(cache=True, nogil=True)
def _peaks(units: Array) -> Array:
    """(n,) greatest load of every cell over the seasons."""
    peak = np.zeros(units.shape[1])
    for s in range(units.shape[0]):
        for d in range(len(peak)):
            peak[d] = max(peak[d], units[s, d])
    return peak
