"""What the amount of parts costs a hub where money has a price: phi, bounded from below.

    phi_g(A) = Σ_f min_l [ w_f Σ_s p_s f_l(scale_s A) + price * cost_l ]

Every curve is convex. In a cell of the grid it lies above its tangents at both ends, hence above
their chord less what the tangents cross below it; the best level is a minimum of lines, hence above
the line between its ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Ints
from optimizer.solve.large.layout import STOCK_CELLS, BlockLayout

_FAR = 1e15


@dataclass(frozen=True)
class Kits:
    """phi of every group and park at one price: (G, J, M) at both ends of every cell, (G,) ends."""

    left: Array
    right: Array
    top: Array


def kits(block: BlockLayout, share: Array, price: float, parks: Ints) -> Kits:
    """Choose kits for all amounts at a price of money, at some parks (others are left at zero)."""
    count = block.level_cost.shape[0]
    shape = (len(block.groups), count, STOCK_CELLS)
    left, right = np.zeros(shape), np.zeros(shape)
    for g, group in enumerate(block.groups):
        for stock in group.stocks:
            _add_stock(
                left[g], right[g], group.top, stock.curves.value, stock.curves.slope,
                stock.curves.top[0], stock.scale, stock.weight, stock.cost * price, share, parks,
            )  # fmt: skip
    return Kits(left, right, np.array([group.top for group in block.groups]))


@njit(cache=True, nogil=True)
def _add_stock(
    left: Array, right: Array, top: float, value: Array, slope: Array, end: float, scale: Array,
    weight: Array, money: Array, share: Array, parks: Ints,
) -> None:  # fmt: skip
    levels, cells = value.shape[0], left.shape[1]
    at, rise = np.empty(cells + 1), np.empty(cells + 1)
    low_left, low_right = np.empty(cells), np.empty(cells)
    for j in parks:
        low_left[:] = _FAR
        low_right[:] = _FAR
        for level in range(levels):
            for i in range(cells + 1):
                amount = top * (i / cells) ** 2
                at[i], rise[i] = 0.0, 0.0
                for s in range(len(share)):
                    v, d = stock_line(value[level], slope[level], end, scale[s, j] * amount)
                    at[i] += weight[j] * share[s] * v
                    rise[i] += weight[j] * share[s] * scale[s, j] * d
            for i in range(cells):
                length = top * ((i + 1) ** 2 - i**2) / cells**2
                chord = (at[i + 1] - at[i]) / length
                u, v = max(chord - rise[i], 0.0), max(rise[i + 1] - chord, 0.0)
                below = length * u * v / (u + v) if u + v > 1e-300 else 0.0
                low_left[i] = min(low_left[i], at[i] - below + money[j, level])
                low_right[i] = min(low_right[i], at[i + 1] - below + money[j, level])
        for i in range(cells):
            left[j, i] += low_left[i]
            right[j, i] += low_right[i]


@njit(cache=True, nogil=True)
def stock_line(value: Array, slope: Array, end: float, load: float) -> tuple[float, float]:
    """Value and slope, at a load, of the higher tangent of both grid neighbours."""
    last = len(value) - 1
    i = min(int(np.sqrt(load / end) * last), last - 1)
    x0 = end * (i / last) ** 2
    x1 = end * ((i + 1) / last) ** 2
    one, two = value[i] + slope[i] * (load - x0), value[i + 1] + slope[i + 1] * (load - x1)
    return (one, slope[i]) if one > two else (two, slope[i + 1])


@njit(cache=True, nogil=True)
def _kit_cost(
    value: Array, slope: Array, end: float, scale: Array, weight: Array, cost: Array,
    share: Array, price: float, amount: Array, parks: Ints, total: Array,
) -> None:  # fmt: skip
    for k in range(len(parks)):
        j, least, best = parks[k], np.inf, 0
        for level in range(value.shape[0]):
            worth = price * cost[j, level]
            for s in range(len(share)):
                load = scale[s, j] * amount[k]
                worth += weight[j] * share[s] * stock_line(value[level], slope[level], end, load)[0]
            if worth < least:
                least, best = worth, level
        total[k] += cost[j, best]


def kit_cost(block: BlockLayout, share: Array, price: float, parks: Ints, amount: Array) -> Array:
    """(P,) million RUB a year of the best kits at some parks for amounts (G, P)."""
    total = np.zeros(len(parks))
    for g, group in enumerate(block.groups):
        for stock in group.stocks:
            _kit_cost(
                stock.curves.value, stock.curves.slope, stock.curves.top[0], stock.scale,
                stock.weight, stock.cost, share, price, amount[g], parks, total,
            )  # fmt: skip
    return total
