"""The cheapest shares of cells for one park, block and level: `best_set` with cells that may split.

The relaxation is weaker than whole cells, but its shares are exact, cheap and even, which the
ascent of the prices needs.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array
from optimizer.solve.large.curves_low import envelopes, halve, last_cell, queue_low, stock_low
from optimizer.solve.large.duals import best_duals
from optimizer.solve.large.leaf import leaf


@njit(cache=True, nogil=True)
def best_shares(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, rounds: int,
    tolerance: float, boxes: int, reach: Array, floor: Array, least: Array, share: Array,
    duals: Array,
) -> tuple[float, float]:  # fmt: skip
    """Cost of the shares found, which fill ``share``, and a lower bound of all shares.

    Arguments as those of `best_set`; ``least`` (S + G,) is filled with the least prices of loads
    and amounts that any range needs.
    """
    groups, n = len(top), len(reduced)
    cells = left.shape[1] if groups else 1
    first, stop = np.zeros((boxes + 2, groups), np.int64), np.zeros((boxes + 2, groups), np.int64)
    for g in range(groups):
        stop[0, g] = last_cell(reach[g], top[g], cells)
    corner_x, corner_y = np.empty((groups, 2 * cells)), np.empty((groups, 2 * cells))
    corners, z, part = np.zeros(groups, np.int64), np.zeros(groups), np.empty(n)
    prices, none_load, none_amount = np.zeros(len(weight)), np.zeros(len(weight)), np.zeros(groups)
    best, bound, open_, used = np.inf, np.inf, 1, 1
    share[:] = 0.0
    while open_ > 0:
        open_ -= 1
        box = open_
        envelopes(left, right, top, first[box], stop[box], corner_x, corner_y, corners)
        low = best_duals(
            reduced, unit, base, weight, value, slope, step, most, corner_x, corner_y, corners,
            rounds, floor, none_load, none_amount, prices, z, part,
        )  # fmt: skip
        if used == 1:
            duals[: len(prices)] = prices
            duals[len(prices) :] = z
        if low >= best - tolerance:
            bound = min(bound, low)
            continue
        _lowest(least, prices, z, used == 1)
        cost, split, gap = _dot(reduced, part), -1, 0.0
        for s in range(len(weight)):
            load = min(_dot(unit[s], part), most)
            cost += weight[s] * queue_low(value, slope, step, most, load)
        for g in range(groups):
            amount = min(_dot(base[g], part), top[g])
            phi = stock_low(left[g], right[g], top[g], amount)
            cost += phi
            loss = phi - _hull(corner_x[g], corner_y[g], corners[g], amount)
            if loss > gap and stop[box, g] - first[box, g] > 1:
                split, gap = g, loss
        if cost < best:
            best = cost
            share[:] = part
        if split < 0 or low >= best - tolerance or used + 2 > boxes:
            bound = min(bound, low)
            continue
        used, open_ = used + 2, open_ + 2
        cut = int(np.sqrt(min(_dot(base[split], part), top[split]) / top[split]) * cells)
        cut = min(max(cut, first[box, split] + 1), stop[box, split] - 1)
        halve(first, stop, box, split, cut)
    return best, min(bound, best)


@leaf
def _lowest(least: Array, prices: Array, z: Array, first: bool) -> None:
    """Lower the least prices of loads and amounts to those of one more range."""
    for s in range(len(prices)):
        least[s] = prices[s] if first else min(least[s], prices[s])
    for g in range(len(z)):
        at = len(prices) + g
        least[at] = z[g] if first else min(least[at], z[g])


@leaf
def _hull(x: Array, y: Array, count: int, at: float) -> float:
    """Convex envelope at an amount."""
    i = 0
    while i < count - 2 and x[i + 1] < at:
        i += 1
    if count < 2:
        return float(y[0])
    part = min(max((at - x[i]) / (x[i + 1] - x[i]), 0.0), 1.0)
    return float(y[i] + (y[i + 1] - y[i]) * part)


@leaf
def _dot(a: Array, b: Array) -> float:
    total = 0.0
    for d in range(len(a)):
        total += a[d] * b[d]
    return total
