"""What it would save to open a closed park with some levels and cells, at that moment."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.solve.large.books import Books, Ground, freed, heavy
from optimizer.solve.large.curves_low import queue_low, stock_low
from optimizer.solve.large.descend import Desk
from optimizer.solve.large.leaf import leaf


@leaf
def price_park(ground: Ground, books: Books, desk: Desk, j: int) -> float:
    """What opening a closed park would cost, about.

    Fills ``desk.level`` (Q,) and ``desk.length`` (Q,), how many of the cells ``desk.picked``. The
    savings of cells are those of each alone: the sum is too hopeful.
    """
    blocks, levels = ground.weight.shape[0], ground.most.shape[1]
    for q in range(blocks):
        _block_worth(ground, books, desk, q, j)
    best = np.inf
    for b in range(ground.size.shape[1]):
        total = ground.money[0] * ground.size[j, b]
        for q in range(blocks):
            total += _hosted(ground, desk.worth[q], q, b)[1]
        if total < best:
            best = total
            for q in range(blocks):
                pick = _hosted(ground, desk.worth[q], q, b)[0]
                desk.level[q] = pick if pick < levels else -1
                desk.length[q] = desk.best_length[q, pick]
    return float(best)


@leaf
def _saved(ground: Ground, books: Books, desk: Desk, d: int) -> float:
    """What is saved where a cell leaves its place; known until ``desk.turn`` changes.

    A cell that is nowhere is worth what the relaxation pays for it. Were it worth what staying so
    costs, the first hub to open would take far too many.
    """
    if desk.seen[d] != desk.turn[0]:
        desk.seen[d] = desk.turn[0]
        saved = freed(ground, books, d)
        if books.at[d] < 0:
            saved = min(saved, desk.hope[0] * ground.price[d])
        desk.saved[d] = saved
    return float(desk.saved[d])


@leaf
def _wanted(ground: Ground, books: Books, desk: Desk, q: int, j: int) -> int:
    """Cells of a block that would save linear cost at a park, best saving per load first."""
    at, count, first = j * ground.weight.shape[0] + q, 0, ground.group[q]
    groups, cells, amount = ground.group[q + 1] - ground.group[q], desk.picked[q], desk.amount
    for g in range(groups):
        amount[g] = 0.0
    for i in range(ground.fans[at], ground.fans[at + 1]):
        d, k = ground.fan[i], ground.fan_at[i]
        gain = _saved(ground, books, desk, d) - ground.cost[d, k]
        if gain <= 0.0:
            continue
        desk.gain[count], cells[count] = gain, i
        count += 1
        for g in range(groups):
            amount[g] += ground.base[d, g]
    for g in range(groups):
        much = min(amount[g], ground.top[first + g])
        if much > 0.0:
            left, right = ground.left[first + g, j], ground.right[first + g, j]
            amount[g] = stock_low(left, right, ground.top[first + g], much) / much
    for i in range(count):
        d, k = ground.fan[cells[i]], ground.fan_at[cells[i]]
        saved = desk.gain[i]
        for g in range(groups):
            saved -= amount[g] * ground.base[d, g]
        desk.ratio[i] = -saved / max(heavy(ground, d, k), 1e-9)
    _sort(desk.ratio, desk.gain, cells, count)
    return count


@leaf
def _sort(key: Array, other: Array, third: Ints, count: int) -> None:
    """Sort the first of three arrays, and the others with it (Shell 1959, gaps of Ciura 2001)."""
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(gap, count):
            a, b, c = key[i], other[i], third[i]
            k = i
            while k >= gap and key[k - gap] > a:
                key[k], other[k], third[k] = key[k - gap], other[k - gap], third[k - gap]
                k -= gap
            key[k], other[k], third[k] = a, b, c


@leaf
def _block_worth(ground: Ground, books: Books, desk: Desk, q: int, j: int) -> None:
    """Fill the worth of every level (and none, the last) of a closed park, and of how many cells.

    (L + 1,) each: less than zero where the block pays.
    """
    count, seasons, first = _wanted(ground, books, desk, q, j), len(ground.share), ground.group[q]
    worth, length, load, amount = desk.worth[q], desk.best_length[q], desk.load, desk.amount
    for level in range(len(worth)):
        worth[level], length[level] = 0.0, 0
    for s in range(seasons):
        load[s] = 0.0
    for g in range(ground.group[q + 1] - first):
        amount[g] = 0.0
    levels, saved, idle = ground.most.shape[1], 0.0, True
    for i in range(count):
        d, k = ground.fan[desk.picked[q, i]], ground.fan_at[desk.picked[q, i]]
        saved += desk.gain[i]
        peak, kits = 0.0, 0.0
        for s in range(seasons):
            load[s] += ground.unit[d, k, s]
            peak = max(peak, load[s])
        idle = idle and peak <= 0.0
        for g in range(ground.group[q + 1] - first):
            amount[g] += ground.base[d, g]
            much, top = min(amount[g], ground.top[first + g]), ground.top[first + g]
            if much > 0.0:
                kits += stock_low(ground.left[first + g, j], ground.right[first + g, j], top, much)
        if idle and kits - saved < worth[levels]:
            worth[levels], length[levels] = kits - saved, i + 1
        for level in range(levels):
            if peak > ground.most[q, level]:
                continue
            cost = ground.money[0] * ground.level[q, j, level] + kits - saved
            for s in range(seasons):
                wait = queue_low(
                    ground.value[q, level], ground.slope[q, level], ground.step[q, level],
                    ground.most[q, level], load[s],
                )  # fmt: skip
                cost += ground.weight[q, j] * ground.share[s] * wait
            if cost < worth[level]:
                worth[level], length[level] = cost, i + 1


@leaf
def _hosted(ground: Ground, worth: Array, q: int, b: int) -> tuple[int, float]:
    """Best level that a size hosts: none is the last."""
    pick = len(worth) - 1
    least = worth[pick]
    for level in range(pick):
        if ground.allowed[q, b, level] and worth[level] < least:
            pick, least = level, worth[level]
    return pick, least
