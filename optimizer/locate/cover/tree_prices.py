"""Prices for the open rows of a node, compiled: what proves that so few columns do not suffice.

Columns cover at most the sum of the largest sums of their rows' prices. Where that is less than all
rows' prices together, no cover of so few columns exists (the dual of the linear program).
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_AHEAD, _SHRINK, _INERTIA = 0.05, 0.985, 0.8
"""How far ahead of a proof a step aims, how steps shrink, and the share of the steps before."""
_SLACK = 1e-9


@numba.njit(cache=True)
def _largest(worth: Array, alive: Ints, count: int, most: int, top: Ints) -> tuple[int, float]:
    """The columns of the largest worth, at most ``most``: how many, and their sum."""
    held, total = 0, 0.0
    for a in range(count):
        one = alive[a]
        if held < most:
            place = held
            held += 1
        elif worth[one] > worth[top[most - 1]]:
            place = most - 1
        else:
            continue
        while place > 0 and worth[top[place - 1]] < worth[one]:
            top[place] = top[place - 1]
            place -= 1
        top[place] = one
    for place in range(held):
        total += worth[top[place]]
    return held, total


@numba.njit(cache=True)
def _weigh(
    prices: Array, begin: Ints, rows: NDArray[np.int32], alive: Ints, count: int, worth: Array
) -> None:
    """The sum of prices of each column's rows."""
    for a in range(count):
        value = 0.0
        for b in range(begin[alive[a]], begin[alive[a] + 1]):
            value += prices[rows[b]]
        worth[alive[a]] = value


@numba.njit(cache=True)
def _kept(worth: Array, edge: float, alive: Ints, count: int) -> int:
    """Columns of some worth stay alive; how many."""
    kept = 0
    for a in range(count):
        if worth[alive[a]] >= edge:
            alive[kept] = alive[a]
            kept += 1
    return kept


@numba.njit(cache=True)
def priced(
    prices: Array, left: int, begin: Ints, rows: NDArray[np.int32], steps: int
) -> tuple[Ints, int, Array]:
    """Better prices, in place, by deflected subgradient steps (Camerini, Fratta, Maffioli 1975).

    Parameters
    ----------
    prices
        Of the open rows; their sum is one to begin with.
    left
        So many columns may be taken.
    begin, rows
        Open rows of every column.

    Returns
    -------
    tuple
        Columns that a cover may hold and how many they are (none: there is no cover), and the sum
        of prices of every column.
    """
    count = len(begin) - 1
    alive, worth, top = np.arange(count), np.zeros(count), np.zeros(left, np.int64)
    slope, direction = np.empty(len(prices)), np.zeros(len(prices))
    best, least, pace = prices.copy(), np.inf, 1.0
    for step in range(steps):
        total = prices.sum()
        _weigh(prices, begin, rows, alive, count, worth)
        held, most = _largest(worth, alive, count, left, top)
        if most < total * (1.0 - _SLACK):
            return alive, 0, worth
        if most < least * total:
            least = most / total
            best[:] = prices
        edge = total * (1.0 - _SLACK) - (most - worth[top[held - 1]] if held == left else most)
        kept = _kept(worth, edge, alive, count)
        if kept < count:
            count = kept
            held, most = _largest(worth, alive, count, left, top)
        if count == 0 or step == steps - 1:
            break
        slope[:] = 1.0
        for place in range(held):
            for b in range(begin[top[place]], begin[top[place] + 1]):
                slope[rows[b]] -= 1.0
        direction[:] = (1.0 - _INERTIA) * slope + _INERTIA * direction
        length = pace * (_AHEAD * total + most - total) / (1e-12 + (direction * direction).sum())
        prices[:] = np.maximum(0.0, prices + length * direction)
        pace *= _SHRINK
    prices[:] = best
    _weigh(prices, begin, rows, alive, count, worth)
    return alive, count, worth
