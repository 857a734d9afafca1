"""Compiled graft: stretches of the best set are replaced by those of another good set.

Two local optima of a large problem differ from place to place, now one better, now the other. Where
neighbours stand near each other in the order of the sites, a stretch of that order is a region; one
with as many open sites in both sets can be exchanged, repaired at its edges, and kept if it pays.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.median.kick_kernel import sites_around
from optimizer.locate.median.swap_kernel import State, close_site, open_site, swap_back, swap_search
from optimizer.locate.median.task import Flags, Floats, Lists

_MOST_MOVES = 200


@numba.njit(cache=True)
def _exchange(
    first: int, least: int, most: int, lists: Lists, by_site: Lists, far: Floats, must: Flags,
    opening: Floats, state: State, donor: Flags, moves: NDArray[np.int64],
) -> tuple[float, int]:  # fmt: skip
    """Take over the donor's stretch from ``first`` on; returns what that costs, and the swaps."""
    is_open = state[0]
    ours, theirs, differ, end = 0, 0, 0, -1
    for j in range(first, is_open.shape[0]):
        ours += is_open[j]
        theirs += donor[j]
        differ += is_open[j] and not donor[j] and not must[j]
        if ours > most or theirs > most:
            break
        if ours == theirs and ours >= least and differ > 0:
            end = j + 1
            break
    if end < 0:
        return 0.0, 0
    worse, made, gone = 0.0, 0, first
    for c in range(first, end):
        if is_open[c] or not donor[c]:
            continue
        while not is_open[gone] or donor[gone]:
            gone += 1
        worse += open_site(c, by_site, state) + opening[c] - opening[gone]
        worse += close_site(gone, lists, by_site, far, state)
        moves[made, 0], moves[made, 1] = c, gone
        made += 1
        gone += 1
    return worse, made


@numba.njit(cache=True)
def graft(
    lists: Lists, by_site: Lists, far: Floats, must: Flags, barred: Flags, opening: Floats,
    state: State, donor: Flags, firsts: NDArray[np.int64], least: int, most: int, width: int,
) -> float:  # fmt: skip
    """Try the donor's stretches that start at ``firsts``; returns the change, 0 or less.

    A stretch has from ``least`` to ``most`` open sites; ``width`` is as of `iterate`.
    """
    sites = state[0].shape[0]
    moves = np.empty((most + _MOST_MOVES, 2), np.int64)
    queue, marked = np.empty(sites, np.int64), np.zeros(sites, np.bool_)
    total = 0.0
    for first in firsts:
        worse, made = _exchange(
            first, least, most, lists, by_site, far, must, opening, state, donor, moves[:most]
        )  # fmt: skip
        if made == 0:
            continue
        count = sites_around(moves, made, width, lists, by_site, barred, marked, queue)
        gain, more = swap_search(
            lists, by_site, far, opening, must, False, queue[:count], state, True, 20 * count,
            moves[made:],
        )  # fmt: skip
        if worse + gain > -1e-9 * abs(worse):
            swap_back(moves[: made + more], lists, by_site, far, state)
        else:
            total += worse + gain
    return total
