"""Dominance among sparse sets, compiled: for covers of thousands of columns."""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Rows: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Starts and ascending entries of a sparse matrix of ones."""


@numba.njit(cache=True)
def _is_part(one: int, other: int, sets: Rows) -> bool:
    """Whether all elements of a set are among those of another; both ascend."""
    start, entry = sets
    b, last = start[other], start[other + 1]
    for a in range(start[one], start[one + 1]):
        low, high = b, last
        while low < high:
            middle = (low + high) // 2
            if entry[middle] < entry[a]:
                low = middle + 1
            else:
                high = middle
        if low == last or entry[low] != entry[a]:
            return False
        b = low + 1
    return True


@numba.njit(cache=True)
def parts_and_wholes(sets: Rows, holders: Rows) -> tuple[Bools, Bools]:
    """Which sets are part of another, and which have another as a part; of equal sets the later.

    Parameters
    ----------
    sets, holders
        Elements of every set, and sets of every element.
    """
    start, entry = sets
    count = start.shape[0] - 1
    inside, around = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for one in range(count):
        size = start[one + 1] - start[one]
        if size == 0:
            continue
        rare = entry[start[one]]
        for a in range(start[one], start[one + 1]):
            if holders[0][entry[a] + 1] - holders[0][entry[a]] < (
                holders[0][rare + 1] - holders[0][rare]
            ):
                rare = entry[a]
        for a in range(holders[0][rare], holders[0][rare + 1]):
            other = holders[1][a]
            more = start[other + 1] - start[other] - size
            if other == one or more < 0 or not _is_part(one, other, sets):
                continue
            if more > 0 or other < one:
                inside[one] = True
            if more > 0 or other > one:
                around[other] = True
    return inside, around
