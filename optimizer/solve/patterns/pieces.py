"""A bundle's cost phi(A) as few straight pieces that never lie above it: what a proof may use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.chords import chord_error
from optimizer.problem import Array
from optimizer.solve.patterns.envelope import priced_levels
from optimizer.solve.patterns.tables import BundleTable


@dataclass(frozen=True)
class Piece:
    """On [left, right] phi(A) >= intercept + slope A."""

    left: float
    right: float
    intercept: float
    slope: float


def lower_pieces(
    table: BundleTable, park: int, price: float, most: float, tolerance: float
) -> list[Piece]:
    """Pieces of a lower bound of phi on [0, most], within ``tolerance`` where that is possible."""
    left, right = lower_cells(table, park, price)
    last = len(table.grid) - 1
    cells = min(max(1, int(np.searchsorted(table.grid, most * (1 - 1e-12)))), last)
    pieces, start = [], 0
    while start < cells:
        stop = _longest(table.grid, left, right, start, cells, tolerance)
        pieces.append(_piece(table.grid, left, right, start, stop))
        start = stop
    return pieces


def lower_cells(table: BundleTable, park: int, price: float) -> tuple[Array, Array]:
    """Lower bounds of phi at both ends of every cell of the grid, (M - 1,), linear in between."""
    left, right = lower_cells_all(table, price, slice(park, park + 1))
    return left[0], right[0]


def lower_cells_all(
    table: BundleTable, price: float, parks: slice = slice(None)
) -> tuple[Array, Array]:
    """`lower_cells` of many parks: (J, M - 1) each.

    In a cell each level's curve lies at most the chord error below its chord; the best level is a
    minimum of lines, hence concave, hence above the chord of its ends. Where the table itself may
    lie e above the truth, the chord of a cell before, prolonged, starts e lower and is steeper by
    e over that cell's length.
    """
    value, error = table.value[:, parks], table.error[:, parks]
    length = np.diff(table.grid)
    steeper = 1.0 + np.concatenate([[0.0], length[1:] / length[:-1]])
    # the next cell is no shorter than this one, so prolonging its chord costs no more than 2 e
    slack = np.maximum(steeper * error[..., :-1], 2.0 * error[..., 1:])
    below = chord_error(table.grid, value) + slack
    priced = priced_levels(table, price, parks)
    left = (priced[..., :-1] - below).min(axis=2).sum(axis=0)
    right = (priced[..., 1:] - below).min(axis=2).sum(axis=0)
    return left, right


def _line(
    grid: Array, left: Array, right: Array, start: int, stop: int
) -> tuple[float, float, float]:
    """Intercept and slope of the chord over cells start..stop, lowered below them, and how far."""
    x0, x1 = grid[start], grid[stop]
    slope = (right[stop - 1] - left[start]) / (x1 - x0)
    intercept = left[start] - slope * x0
    above_left = intercept + slope * grid[start:stop] - left[start:stop]
    above_right = intercept + slope * grid[start + 1 : stop + 1] - right[start:stop]
    drop = max(float(above_left.max()), float(above_right.max()), 0.0)
    return float(intercept - drop), float(slope), drop


def _longest(
    grid: Array, left: Array, right: Array, start: int, cells: int, tolerance: float
) -> int:
    """Last grid point that a piece from ``start`` can reach within the tolerance.

    The chord may lie below the function as well (where it is concave), by as much again.
    """
    good, reach = start + 1, 2
    while start + reach <= cells and _misses(grid, left, right, start, start + reach) <= tolerance:
        good, reach = start + reach, reach * 2
    low, high = good, min(start + reach, cells + 1) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _misses(grid, left, right, start, middle) <= tolerance:
            low = middle
        else:
            high = middle - 1
    return low


def _misses(grid: Array, left: Array, right: Array, start: int, stop: int) -> float:
    intercept, slope, _ = _line(grid, left, right, start, stop)
    gap_left = left[start:stop] - intercept - slope * grid[start:stop]
    gap_right = right[start:stop] - intercept - slope * grid[start + 1 : stop + 1]
    return max(float(gap_left.max()), float(gap_right.max()))


def _piece(grid: Array, left: Array, right: Array, start: int, stop: int) -> Piece:
    intercept, slope, _ = _line(grid, left, right, start, stop)
    return Piece(float(grid[start]), float(grid[stop]), intercept, slope)
