"""Can so few columns cover all rows? A tree with prices in every node, compiled.

A node takes the row that the fewest columns are left for and tries these in turn. A column that was
tried, or that the prices rule out, is barred below: no cover holds it. So no column whose open rows
are all among those of a barred one needs to be tried either.
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.cover.tree_prices import priced

Array = NDArray[np.float64]
Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]
Sets: TypeAlias = tuple[Bits, Ints, NDArray[np.int32]]
"""Rows of every column: as bits, columns x words; starts and entries of their lists."""

Lists: TypeAlias = tuple[NDArray[np.int32], Ints]
"""Columns by depth, and how many there are."""

Level: TypeAlias = tuple[Bits, Array, Lists, Lists, Lists]
"""By depth: open rows as bits, prices, columns that may be taken, barred ones, those to try."""

FOUND, NONE, STOPPED = 1, 0, -1
_OPEN = 2

_STEPS, _LAST_STEPS = 300, 5
"""Steps of the prices in a node, and where two columns are left to be taken."""
_ROWS = 8
"""Rows with the fewest columns whose columns are compared before one is chosen."""


@numba.njit(cache=True)
def _part(one: Bits, other: Bits, is_open: Bits) -> int:
    """2 if the open rows of a column equal those of another, 1 if they are among them, else 0."""
    equal = 2
    for word in range(is_open.shape[0]):
        mine, its = one[word] & is_open[word], other[word] & is_open[word]
        if mine & ~its:
            return 0
        if mine != its:
            equal = 1
    return equal


@numba.njit(cache=True)
def _holds(bits: Bits, row: int) -> bool:
    return bool((bits[row >> 6] >> np.uint64(row & 63)) & np.uint64(1))


@numba.njit(cache=True)
def _open_rows(is_open: Bits, count: int) -> tuple[Ints, Ints]:
    """The open rows, and of every row its place among them (-1: covered)."""
    rows, place, held = np.empty(count, np.int64), np.full(count, -1), 0
    for row in range(count):
        if _holds(is_open, row):
            rows[held], place[row] = row, held
            held += 1
    return rows[:held], place


@numba.njit(cache=True)
def _of_open(
    active: NDArray[np.int32], count: int, sets: Sets, place: Ints
) -> tuple[int, Ints, NDArray[np.int32]]:
    """Columns that cover an open row stay active; how many, and lists of their open rows."""
    _, start, entry = sets
    size = 0
    for a in range(count):
        size += start[active[a] + 1] - start[active[a]]
    begin, rows, kept, last = np.zeros(count + 1, np.int64), np.empty(size, np.int32), 0, 0
    for a in range(count):
        column = active[a]
        for b in range(start[column], start[column + 1]):
            if place[entry[b]] >= 0:
                rows[last] = place[entry[b]]
                last += 1
        if last > begin[kept]:
            active[kept] = column
            kept += 1
            begin[kept] = last
    return kept, begin, rows


@numba.njit(cache=True)
def _ways(
    row: int, depth: int, level: Level, sets: Sets, worth: Array, into: NDArray[np.int32]
) -> int:
    """Columns of a row that no other makes superfluous, the worthiest first; how many."""
    is_open, bits = level[0][depth], sets[0]
    active, count = level[2][0][depth], level[2][1][depth]
    barred, shut = level[3][0][depth], level[3][1][depth]
    held = 0
    for a in range(count):
        one = active[a]
        if not _holds(bits[one], row):
            continue
        needed = True
        for b in range(shut):
            if _holds(bits[barred[b]], row) and _part(bits[one], bits[barred[b]], is_open):
                needed = False
                break
        if not needed:
            continue
        last = 0
        for b in range(held):
            if needed and _part(bits[one], bits[into[b]], is_open):
                needed = False
            if not needed or not _part(bits[into[b]], bits[one], is_open):
                into[last] = into[b]
                last += 1
        held = last
        if needed:
            place = held
            while place > 0 and worth[into[place - 1]] < worth[one]:
                into[place] = into[place - 1]
                place -= 1
            into[place] = one
            held += 1
    return held


@numba.njit(cache=True)
def _branch(depth: int, level: Level, sets: Sets, rows: Ints, worth: Array) -> None:
    """The row with the fewest columns to try, of those that the fewest are left for."""
    bits = sets[0]
    active, count = level[2][0][depth], level[2][1][depth]
    often = np.zeros(len(rows))
    for a in range(count):
        for place in range(len(rows)):
            often[place] += _holds(bits[active[a]], rows[place])
    tried, ways = level[4]
    some = np.empty(count, np.int32)
    least = count + 1
    for place in np.argsort(often)[:_ROWS]:
        found = _ways(rows[place], depth, level, sets, worth, some)
        if found < least:
            least = found
            tried[depth, :found] = some[:found]
            if found == 0:
                break
    ways[depth] = least


@numba.njit(cache=True)
def _enter(depth: int, left: int, level: Level, sets: Sets, worth_of: Array) -> int:
    """Prices of a node and the columns to try; `FOUND` where one column covers what is open."""
    is_open, prices, active, barred, tried = level
    tried[1][depth] = 0
    rows, place = _open_rows(is_open[depth], prices.shape[1])
    count, begin, lists = _of_open(active[0][depth], active[1][depth], sets, place)
    active[1][depth] = count
    widest = 0
    for a in range(count):
        if begin[a + 1] - begin[a] > widest:
            widest = begin[a + 1] - begin[a]
            tried[0][depth, 0] = active[0][depth, a]
    if widest == len(rows):
        return FOUND
    if left == 1 or widest * left < len(rows):
        return NONE
    some = prices[depth][rows]
    some = some / some.sum() if some.sum() > 0.0 else np.full(len(rows), 1.0 / len(rows))
    steps = _STEPS if left > 2 else _LAST_STEPS
    alive, kept, worth = priced(some, left, begin[: count + 1], lists, steps)
    prices[depth, :] = 0.0
    prices[depth][rows] = some
    last = 0
    for a in range(count):
        column = active[0][depth, a]
        if last < kept and alive[last] == a:
            active[0][depth, last] = column
            worth_of[column] = worth[a]
            last += 1
        else:
            barred[0][depth, barred[1][depth]] = column
            barred[1][depth] += 1
    active[1][depth] = kept
    if kept == 0:
        return NONE
    _branch(depth, level, sets, rows, worth_of)
    return _OPEN


@numba.njit(cache=True)
def _descend(depth: int, column: int, level: Level, sets: Sets) -> None:
    """A level for what is open once a column is taken, which is barred here from now on."""
    is_open, prices, active, barred, _ = level
    for word in range(is_open.shape[1]):
        is_open[depth + 1, word] = is_open[depth, word] & ~sets[0][column, word]
    prices[depth + 1] = prices[depth]
    last = 0
    for a in range(active[1][depth]):
        if active[0][depth, a] != column:
            active[0][depth, last] = active[0][depth, a]
            last += 1
    active[1][depth] = last
    shut = barred[1][depth]
    for lists, size in ((active, last), (barred, shut)):
        lists[0][depth + 1, :size] = lists[0][depth, :size]
        lists[1][depth + 1] = size
    barred[0][depth, shut] = column
    barred[1][depth] += 1


@numba.njit(cache=True)
def search(
    sets: Sets, most: int, level: Level, at: Ints, taken: Ints, depth: int, nodes: int
) -> tuple[int, int]:
    """Go on for so many nodes: `FOUND`, `NONE` or `STOPPED`, and the depth reached.

    Parameters
    ----------
    level
        Work of the levels; the first holds all rows, their prices and all columns.
    at, taken
        By depth: how many columns were tried, and the one that is taken.
    depth
        Where to go on; -1: at the beginning.
    """
    tried, worth = level[4], np.zeros(len(sets[0]))
    state = _OPEN
    if depth < 0:
        depth = 0
        state = _enter(0, most, level, sets, worth)
    for _ in range(nodes):
        if state == FOUND:
            break
        while depth >= 0 and at[depth] >= tried[1][depth]:
            depth -= 1
        if depth < 0:
            return NONE, depth
        taken[depth] = tried[0][depth, at[depth]]
        at[depth] += 1
        _descend(depth, taken[depth], level, sets)
        depth += 1
        at[depth] = 0
        state = _enter(depth, most - depth, level, sets, worth)
    if state == FOUND:
        taken[depth] = tried[0][depth, 0]
        return FOUND, depth + 1
    return STOPPED, depth
