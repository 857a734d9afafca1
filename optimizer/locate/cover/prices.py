"""Prices for rows of a cover: bounds without a linear program, by subgradient steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.clock import Clock

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS, _PATIENCE, _SHRINK, _LEAST_PACE = 1500, 15, 0.7, 1e-3
_TRY_EVERY = 50


@dataclass(frozen=True)
class Priced:
    """What prices prove, and the best columns found on the way.

    Attributes
    ----------
    bound
        Least number of columns of a cover, or most weight that p columns cover.
    prices
        One per row.
    reduced
        What the bound loses by taking a column (cover), or a column's sum of prices (coverage).
    columns
        The best choice found.
    """

    bound: float
    prices: Array
    reduced: Array
    columns: Ints


def cover_prices(links: sparse.csr_array, most: int, clock: Clock) -> Priced:
    """The least number of columns that cover all rows is at least Σλ + Σ min(0, 1 − Σλ of column).

    Beasley (1990); covers are completed from the columns that the prices choose.

    Parameters
    ----------
    links
        Ones, rows x columns.
    most
        Size of a known cover.
    """
    turned = sparse.csr_array(links.T)
    size = np.diff(turned.indptr)
    best_columns = np.arange(links.shape[1])

    def at(prices: Array) -> tuple[float, Array, Array]:
        reduced = 1.0 - turned @ prices
        chosen = reduced < 0
        value = float(prices.sum() + reduced[chosen].sum())
        return value, 1.0 - links @ chosen.astype(np.float64), reduced

    def offer(reduced: Array) -> float:
        nonlocal best_columns
        columns = completed_cover(links, turned, reduced)
        if len(columns) < len(best_columns):
            best_columns = columns
        return float(min(most, len(best_columns)))

    share = 1.0 / np.maximum(size, 1)
    begin = np.array([share[row].min() for row in np.split(links.indices, links.indptr[1:-1])])
    bound, prices, reduced = _ascend(at, offer, begin, np.inf, clock)
    return Priced(bound, prices, reduced, best_columns)


def coverage_prices(
    links: sparse.csr_array, weights: Array, p: int, clock: Clock,
    offer: Callable[[Array], float],
) -> Priced:  # fmt: skip
    """The most weight that p columns cover is at most Σ(w − λ) + the p largest Σλ of a column.

    With 0 ≤ λ ≤ w (Galvao and ReVelle 1996).

    Parameters
    ----------
    offer
        Told the columns' sums of prices; returns the most weight covered so far.
    """
    turned = sparse.csr_array(links.T)

    def at(prices: Array) -> tuple[float, Array, Array]:
        worth = turned @ prices
        chosen = np.zeros(len(worth))
        chosen[np.argpartition(-worth, p - 1)[:p]] = 1.0
        value = float((weights - prices).sum() + worth[chosen > 0].sum())
        return -value, 1.0 - links @ chosen, worth

    begin = weights / np.maximum(1.0, np.diff(links.indptr) * (p / links.shape[1]))
    bound, prices, worth = _ascend(
        at, lambda worth: -offer(worth), np.minimum(begin, weights), weights, clock
    )
    return Priced(-bound, prices, worth, np.empty(0, dtype=np.int64))


def _ascend(
    at: Callable[[Array], tuple[float, Array, Array]], offer: Callable[[Array], float],
    begin: Array, cap: Array | float, clock: Clock,
) -> tuple[float, Array, Array]:  # fmt: skip
    """Deflected subgradient steps within 0 ≤ λ ≤ cap: best bound, its prices and values."""
    prices, pace, idle = begin, 1.0, 0
    best, slope, reduced = at(prices)
    best_prices, best_reduced, target, bound = prices, reduced, offer(reduced), best
    direction = slope
    for step in range(1, _STEPS):
        if pace < _LEAST_PACE or clock.over() or best >= target - 1e-9:
            break
        aim = min(target, best + 0.05 * abs(best)) + 1e-3 * abs(target)
        length = float(direction @ direction)
        if length < 1e-12:
            break
        prices = np.clip(prices + pace * (aim - bound) / length * direction, 0.0, cap)
        bound, slope, reduced = at(prices)
        direction = 0.7 * slope + 0.3 * direction
        if bound > best + 1e-7 * abs(best):
            best, best_prices, best_reduced, idle = bound, prices, reduced, 0
        else:
            idle += 1
        if idle >= _PATIENCE:
            pace, idle, prices, bound = pace * _SHRINK, 0, best_prices, best
            direction = at(prices)[1]
        if step % _TRY_EVERY == 0:
            target = offer(best_reduced)
    return best, best_prices, best_reduced


def completed_cover(links: sparse.csr_array, turned: sparse.csr_array, reduced: Array) -> Ints:
    """A cover: columns by what they newly cover, those cheap at the prices first."""
    open_rows = np.ones(links.shape[0])
    gain = np.diff(turned.indptr).astype(np.float64)
    cheap = np.maximum(reduced, 0.0) + 0.05
    taken = []
    while open_rows.any():
        best = int((gain / cheap).argmax())
        taken.append(best)
        rows = turned.indices[turned.indptr[best] : turned.indptr[best + 1]]
        new = rows[open_rows[rows] > 0]
        open_rows[new] = 0.0
        gain -= np.bincount(links[new].indices, minlength=len(gain))
    return pruned(turned, np.array(taken, dtype=np.int64), reduced)


def pruned(turned: sparse.csr_array, columns: Ints, dear: Array) -> Ints:
    """A cover without the columns that it does not need, the dearest looked at first."""
    times = np.zeros(turned.shape[1], dtype=np.int64)
    rows = {j: turned.indices[turned.indptr[j] : turned.indptr[j + 1]] for j in columns.tolist()}
    for covered in rows.values():
        times[covered] += 1
    for column in columns[np.argsort(-dear[columns], kind="stable")].tolist():
        if (times[rows[column]] > 1).all():
            times[rows.pop(column)] -= 1
    return np.array(sorted(rows), dtype=np.int64)
