"""Covers by row weighting, compiled: imported only where a cover is large.

Rows that stay open grow in weight, so that the search leaves every corner (Gao, Weise and Li 2015).
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Starts and entries of a sparse matrix of ones."""

Marks: TypeAlias = tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]
"""Columns taken, columns that may be, and the step at which each went in or out."""

State: TypeAlias = tuple[Ints, Ints, Ints, Ints, Ints]
"""Of every row its weight, how often it is covered and its place among the open rows (-1: covered);
the open rows; of every column what it would cover, or, taken, less what only it covers."""


@numba.njit(cache=True)
def _only(row: int, links: Rows, taken: NDArray[np.bool_]) -> int:
    """The taken column of a row that is covered once."""
    start, entry = links
    for a in range(start[row], start[row + 1]):
        if taken[entry[a]]:
            return int(entry[a])
    return -1


@numba.njit(cache=True)
def _change_all(row: int, change: int, links: Rows, score: Ints) -> None:
    start, entry = links
    for a in range(start[row], start[row + 1]):
        score[entry[a]] += change


@numba.njit(cache=True)
def _take(
    column: int, links: Rows, turned: Rows, taken: NDArray[np.bool_], state: State, left: int
) -> int:
    """Take a column; returns how many rows are left open."""
    weight, times, place, is_open, score = state
    start, entry = turned
    own = score[column]
    for a in range(start[column], start[column + 1]):
        row = entry[a]
        times[row] += 1
        if times[row] == 1:
            _change_all(row, -weight[row], links, score)
            left -= 1
            last = is_open[left]
            is_open[place[row]] = last
            place[last] = place[row]
            place[row] = -1
        elif times[row] == 2:
            score[_only(row, links, taken)] += weight[row]
    taken[column] = True
    score[column] = -own
    return left


@numba.njit(cache=True)
def _drop(
    column: int, links: Rows, turned: Rows, taken: NDArray[np.bool_], state: State, left: int
) -> int:
    """Drop a column; returns how many rows are left open."""
    weight, times, place, is_open, score = state
    start, entry = turned
    own = score[column]
    taken[column] = False
    for a in range(start[column], start[column + 1]):
        row = entry[a]
        times[row] -= 1
        if times[row] == 0:
            _change_all(row, weight[row], links, score)
            is_open[left] = row
            place[row] = left
            left += 1
        elif times[row] == 1:
            score[_only(row, links, taken)] -= weight[row]
    score[column] = -own
    return left


@numba.njit(cache=True)
def _least_missed(chosen: Ints, count: int, score: Ints, when: Ints, barred: int) -> int:
    """Place of the taken column that is missed least, of equal ones the one taken longest ago."""
    best = -1
    for a in range(count):
        column = chosen[a]
        if column == barred:
            continue
        if best < 0 or score[column] > score[chosen[best]] or (
            score[column] == score[chosen[best]] and when[column] < when[chosen[best]]
        ):  # fmt: skip
            best = a
    return best


@numba.njit(cache=True)
def _free_around(column: int, links: Rows, turned: Rows, allowed: NDArray[np.bool_]) -> None:
    """Columns that share a row may be taken again."""
    start, entry = turned
    for a in range(start[column], start[column + 1]):
        for b in range(links[0][entry[a]], links[0][entry[a] + 1]):
            allowed[links[1][b]] = True


@numba.njit(cache=True)
def _drop_one(
    chosen: Ints, count: int, barred: int, step: int, links: Rows, turned: Rows, marks: Marks,
    state: State, left: int,
) -> int:  # fmt: skip
    """Drop the column that is missed least; returns how many rows are left open."""
    taken, allowed, when = marks
    a = _least_missed(chosen, count, state[4], when, barred)
    column = chosen[a]
    chosen[a] = chosen[count - 1]
    left = _drop(column, links, turned, taken, state, left)
    when[column] = step
    _free_around(column, links, turned, allowed)
    allowed[column] = False
    return left


@numba.njit(cache=True)
def _to_take(row: int, links: Rows, marks: Marks, score: Ints) -> int:
    """The best column for a row, of equal ones the one dropped longest ago."""
    _, allowed, when = marks
    start, entry = links
    best = -1
    for b in range(start[row], start[row + 1]):
        column = entry[b]
        if allowed[column] and (
            best < 0 or score[column] > score[best]
            or (score[column] == score[best] and when[column] < when[best])
        ):  # fmt: skip
            best = column
    if best < 0:
        best = entry[start[row] + np.random.randint(start[row + 1] - start[row])]
    return best


@numba.njit(cache=True)
def weigh(
    links: Rows, turned: Rows, begin: Ints, most: int, steps: int, seed: int
) -> NDArray[np.int64]:
    """The smallest cover found; the search stops at one of at most ``most`` columns.

    Parameters
    ----------
    links, turned
        Columns of every row, and rows of every column.
    begin
        A cover.
    steps
        Columns exchanged, at most.
    """
    np.random.seed(seed)
    rows, columns = links[0].shape[0] - 1, turned[0].shape[0] - 1
    marks = (
        np.zeros(columns, np.bool_), np.ones(columns, np.bool_), np.zeros(columns, np.int64)
    )  # fmt: skip
    score = np.diff(turned[0]).astype(np.int64)
    state = (
        np.ones(rows, np.int64), np.zeros(rows, np.int64), np.arange(rows), np.arange(rows), score
    )  # fmt: skip
    weight, _, _, is_open, _ = state
    chosen, count, left = np.zeros(columns + 1, np.int64), 0, rows
    for column in begin:
        chosen[count] = column
        count += 1
        left = _take(column, links, turned, marks[0], state, left)
    best, barred = begin.copy(), -1
    for step in range(1, steps + 1):
        while left == 0:
            best = chosen[:count].copy()
            if count <= max(most, 1):
                return best
            left = _drop_one(chosen, count, -1, step, links, turned, marks, state, left)
            count -= 1
        if count > 1:
            left = _drop_one(chosen, count, barred, step, links, turned, marks, state, left)
            count -= 1
        into = _to_take(is_open[np.random.randint(left)], links, marks, score)
        chosen[count] = into
        count += 1
        left = _take(into, links, turned, marks[0], state, left)
        marks[2][into] = step
        barred = into
        _free_around(into, links, turned, marks[1])
        for b in range(left):
            weight[is_open[b]] += 1
            _change_all(is_open[b], 1, links, score)
    return chosen[:count].copy() if left == 0 and count < best.shape[0] else best
