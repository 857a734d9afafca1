"""Curves from below, in compiled code: queues by their tangents, stocks by lines on a grid."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.solve.large.leaf import leaf

_INF = np.inf


@leaf
def queue_low(value: Array, slope: Array, step: float, most: float, load: float) -> float:
    """Lower bound of a convex curve at a load: the higher tangent of both grid neighbours."""
    if load > most:
        return _INF
    last = len(value) - 1
    i = min(int(load / step), last - 1)
    x = load - i * step
    return float(max(value[i] + slope[i] * x, value[i + 1] + slope[i + 1] * (x - step)))


@leaf
def queue_least(
    value: Array, slope: Array, step: float, most: float, price: float
) -> tuple[float, float]:
    """Where the curve by its tangents less ``price`` times the load is least: load and value."""
    last = len(value) - 1
    if price <= slope[0]:
        return 0.0, value[0]
    if price >= slope[last]:
        return most, value[last] + slope[last] * (most - last * step) - price * most
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if slope[middle] <= price:
            low = middle
        else:
            high = middle
    rise = slope[high] - slope[low]
    x = step
    if rise > 1e-300:
        x = (value[low] - value[high] + slope[high] * step) / rise
    x = min(max(x, 0.0), step)
    load = low * step + x
    return load, value[low] + slope[low] * x - price * load


@leaf
def stock_low(left: Array, right: Array, top: float, amount: float) -> float:
    """Lower bound of phi at an amount: a line in every cell of a grid that is denser near zero."""
    if amount > top:
        return _INF
    cells = len(left)
    i = min(int(np.sqrt(amount / top) * cells), cells - 1)
    x0 = top * (i / cells) ** 2
    x1 = top * ((i + 1) / cells) ** 2
    part = min(max((amount - x0) / (x1 - x0), 0.0), 1.0)
    return float(left[i] + (right[i] - left[i]) * part)


@leaf
def last_cell(amount: float, top: float, cells: int) -> int:
    """Cell of the grid behind the one in which an amount lies."""
    return min(int(np.sqrt(min(amount, top) / top) * cells) + 1, cells)


@leaf
def envelope(
    left: Array, right: Array, top: float, first: int, stop: int, x: Array, y: Array
) -> int:
    """Corners of the convex envelope of phi on some cells of its grid; returns their number."""
    cells = len(left)
    count = 0
    for i in range(first, stop):
        for end in range(2):
            px = top * ((i + end) / cells) ** 2
            py = right[i] if end else left[i]
            if count and px <= x[count - 1] + 1e-300:
                if py >= y[count - 1]:
                    continue
                count -= 1
            while count > 1 and (y[count - 1] - y[count - 2]) * (px - x[count - 2]) >= (
                py - y[count - 2]
            ) * (x[count - 1] - x[count - 2]):
                count -= 1
            x[count] = px
            y[count] = py
            count += 1
    return count


@leaf
def stock_least(x: Array, y: Array, count: int, price: float) -> int:
    """Corner of an envelope where it less ``price`` times the amount is least."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        if y[middle + 1] - y[middle] < price * (x[middle + 1] - x[middle]):
            low = middle + 1
        else:
            high = middle
    return low


@leaf
def envelopes(
    left: Array, right: Array, top: Array, first: Ints, stop: Ints, corner_x: Array,
    corner_y: Array, corners: Ints,
) -> None:  # fmt: skip
    """Envelope of every phi on its range of cells ``first`` to ``stop`` (G,), as `envelope`."""
    for g in range(len(top)):
        corners[g] = envelope(
            left[g], right[g], top[g], first[g], stop[g], corner_x[g], corner_y[g]
        )


@leaf
def halve(first: Ints, stop: Ints, box: int, split: int, cut: int) -> None:
    """Cut a box of ranges in two at cell ``cut`` of one of them; the second half comes behind."""
    for g in range(first.shape[1]):
        first[box + 1, g], stop[box + 1, g] = first[box, g], stop[box, g]
    first[box + 1, split] = cut
    stop[box, split] = cut
