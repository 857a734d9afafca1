"""Sets as bits, compared by compiled code: for covers of thousands of columns."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


def largest_sets(sets: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of the sets that are no part of another; the sets differ and none is empty.

    Parameters
    ----------
    sets
        One set per row: sets x elements.
    """
    count, elements = sets.shape
    words = -(-elements // 64)
    padded = np.zeros((count, words * 64), dtype=np.bool_)
    padded[:, :elements] = sets
    packed = np.packbits(padded, axis=1).view(np.uint64)
    often = sets.sum(axis=0)
    rare = np.where(sets, often, count + 1).argmin(axis=1)
    holders = [np.flatnonzero(sets[:, e]) for e in range(elements)]
    start = np.concatenate([[0], np.cumsum([len(one) for one in holders])])
    return np.flatnonzero(_no_part(packed, sets.sum(axis=1), rare, start, np.concatenate(holders)))


@numba.njit(cache=True)
def _no_part(
    packed: NDArray[np.uint64],
    size: NDArray[np.int64],
    rare: NDArray[np.int64],
    start: NDArray[np.int64],
    holder: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Whether each set is no part of a larger one: only those with its rarest element may be."""
    count, words = packed.shape
    kept = np.ones(count, dtype=np.bool_)
    for one in range(count):
        for place in range(start[rare[one]], start[rare[one] + 1]):
            other = holder[place]
            if size[other] <= size[one]:
                continue
            inside = True
            for word in range(words):
                if packed[one, word] & ~packed[other, word]:
                    inside = False
                    break
            if inside:
                kept[one] = False
                break
    return kept
