"""Sets as bits, compared by compiled code: for covers of thousands of columns."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def largest_sets(sets: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of the sets that are no part of another; the sets differ and none is empty.

    Parameters
    ----------
    sets
        One set per row: sets x elements.
    """
    inside, _ = _parts(*_as_bits(sets))
    return np.flatnonzero(~inside)


def smallest_sets(sets: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of the sets that no other set is a part of; the sets differ and none is empty."""
    _, around = _parts(*_as_bits(sets))
    return np.flatnonzero(~around)


def _as_bits(sets: NDArray[np.bool_]) -> tuple[NDArray[np.uint64], Ints, Ints, Ints, Ints]:
    """Words of bits, sizes, each set's rarest element, and by element the sets that hold it."""
    count, elements = sets.shape
    words = -(-elements // 64)
    padded = np.zeros((count, words * 64), dtype=np.bool_)
    padded[:, :elements] = sets
    packed = np.packbits(padded, axis=1).view(np.uint64)
    often = sets.sum(axis=0)
    rare = np.where(sets, often, count + 1).argmin(axis=1)
    holder = np.nonzero(sets.T)[1]
    start = np.concatenate([[0], np.cumsum(often)])
    return packed, sets.sum(axis=1), rare, start, holder


@numba.njit(cache=True)
def _parts(
    packed: NDArray[np.uint64], size: Ints, rare: Ints, start: Ints, holder: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which sets are a part of a larger one, and which have a part: shared rarest element only."""
    count, words = packed.shape
    inside, around = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for one in range(count):
        for place in range(start[rare[one]], start[rare[one] + 1]):
            other = holder[place]
            if size[other] <= size[one] or (inside[one] and around[other]):
                continue
            part = True
            for word in range(words):
                if packed[one, word] & ~packed[other, word]:
                    part = False
                    break
            if part:
                inside[one] = True
                around[other] = True
    return inside, around
