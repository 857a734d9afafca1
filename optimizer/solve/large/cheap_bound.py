"""The bound of one station at given prices of its loads and amounts: one pass over the cells."""

from __future__ import annotations

from optimizer.problem import Array
from optimizer.solve.large.curves_low import last_cell, queue_least
from optimizer.solve.large.leaf import leaf


@leaf
def cheap_bound(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, reach: Array, floor: Array,
    duals: Array,
) -> float:  # fmt: skip
    """Lagrange's bound of all sets of cells, whole or split, as `best_set` takes them.

    Parameters
    ----------
    reach
        (G,) most amounts of any set.
    duals
        (S + G,) prices of loads and amounts, raised to ``floor`` (S + G,) where they are lower: any
        will do, those of a step before are nearly the best.
    """
    seasons, cells = len(weight), left.shape[1]
    total = 0.0
    for d in range(len(reduced)):
        each = reduced[d]
        for s in range(seasons):
            each += max(duals[s], floor[s]) * unit[s, d]
        for g in range(len(top)):
            each += max(duals[seasons + g], floor[seasons + g]) * base[g, d]
        total += min(each, 0.0)
    for s in range(seasons):
        if weight[s] > 0:
            price = max(duals[s], floor[s]) / weight[s]
            total += weight[s] * queue_least(value, slope, step, most, price)[1]
    for g in range(len(top)):
        price = max(duals[seasons + g], floor[seasons + g])
        least = left[g, 0]
        for i in range(last_cell(reach[g], top[g], cells)):
            x0 = top[g] * (i / cells) ** 2
            x1 = top[g] * ((i + 1) / cells) ** 2
            least = min(least, left[g, i] - price * x0, right[g, i] - price * x1)
        total += least
    return float(total)
