"""Sets of whole cells at one station: what they cost, made to fit, improved cell by cell."""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools
from optimizer.solve.large.curves_low import queue_low, stock_low
from optimizer.solve.large.leaf import leaf


@leaf
def set_cost(
    load: Array, amount: Array, weight: Array, value: Array, slope: Array, step: float,
    most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Waiting at loads and amounts; inf beyond the capacity."""
    total = 0.0
    for s in range(len(load)):
        total += weight[s] * queue_low(value, slope, step, most, max(load[s], 0.0))
    for g in range(len(amount)):
        total += stock_low(left[g], right[g], top[g], max(amount[g], 0.0))
    return total


@leaf
def set_sums(
    mine: Bools, reduced: Array, unit: Array, base: Array, load: Array, amount: Array
) -> float:
    """Linear cost of a set; adds up its loads and amounts."""
    linear = 0.0
    for d in range(len(mine)):
        if mine[d]:
            linear += reduced[d]
            for s in range(len(load)):
                load[s] += unit[s, d]
            for g in range(len(amount)):
                amount[g] += base[g, d]
    return linear


@njit(cache=True, nogil=True)
def fit(
    mine: Bools, reduced: Array, unit: Array, base: Array, weight: Array, value: Array,
    slope: Array, step: float, most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Drop from an overloaded set what helps least per load; its cost then."""
    seasons, groups = len(weight), len(top)
    load, amount = np.zeros(seasons), np.zeros(groups)
    peak = 0.0
    linear = set_sums(mine, reduced, unit, base, load, amount)
    for s in range(seasons):
        peak = max(peak, load[s])
    while seasons and peak > most:
        worst, least = -1, np.inf
        for d in range(len(reduced)):
            heavy = 0.0
            for s in range(seasons):
                heavy = max(heavy, unit[s, d])
            if mine[d] and heavy > 0 and -reduced[d] / heavy < least:
                worst, least = d, -reduced[d] / heavy
        mine[worst] = False
        linear -= reduced[worst]
        peak = 0.0
        for s in range(seasons):
            load[s] -= unit[s, worst]
            peak = max(peak, load[s])
        for g in range(groups):
            amount[g] -= base[g, worst]
    return linear + set_cost(load, amount, weight, value, slope, step, most, left, right, top)


@njit(cache=True, nogil=True)
def improve(
    mine: Bools, reduced: Array, unit: Array, base: Array, weight: Array, value: Array,
    slope: Array, step: float, most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Flip the best cell as long as that pays; the cost then."""
    n, seasons, groups = len(reduced), len(weight), len(top)
    load, amount = np.zeros(seasons), np.zeros(groups)
    new_load, new_amount = np.zeros(seasons), np.zeros(groups)
    linear = set_sums(mine, reduced, unit, base, load, amount)
    best = linear + set_cost(load, amount, weight, value, slope, step, most, left, right, top)
    for _ in range(4 * n):
        pick, least = -1, best - 1e-12
        for d in range(n):
            sign = -1.0 if mine[d] else 1.0
            new = linear + sign * reduced[d]
            for s in range(seasons):
                new_load[s] = load[s] + sign * unit[s, d]
            for g in range(groups):
                new_amount[g] = amount[g] + sign * base[g, d]
            new += set_cost(
                new_load, new_amount, weight, value, slope, step, most, left, right, top
            )
            if new < least:
                pick, least = d, new
        if pick < 0:
            break
        sign = -1.0 if mine[pick] else 1.0
        mine[pick] = not mine[pick]
        linear += sign * reduced[pick]
        for s in range(seasons):
            load[s] += sign * unit[s, pick]
        for g in range(groups):
            amount[g] += sign * base[g, pick]
        best = least
    return best
