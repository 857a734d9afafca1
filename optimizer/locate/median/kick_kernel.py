"""Compiled iterated search: small random changes, repaired nearby, undone where they do not pay."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.median.swap_kernel import State, close_site, open_site, swap_back, swap_search
from optimizer.locate.median.task import Flags, Floats, Lists

_MOST_MOVES = 200


@numba.njit(cache=True)
def _kick(
    swaps: int, width: int, lists: Lists, by_site: Lists, far: Floats, must: Flags, barred: Flags,
    opening: Floats, state: State, moves: NDArray[np.int64],
) -> tuple[float, int]:  # fmt: skip
    """Swap some sites for random ones near them; returns what that costs, and how many."""
    start, site, _ = lists
    first, client, _ = by_site
    is_open, near, _, _, _ = state
    i = np.random.randint(near.shape[0])
    worse, made = 0.0, 0
    for _ in range(8 * swaps):
        r, length = near[i, 0], min(width, start[i + 1] - start[i])
        if made == swaps or r < 0 or must[r] or length < 1:
            break
        c = site[start[i] + np.random.randint(length)]
        if is_open[c] or barred[c]:
            continue
        worse += open_site(c, by_site, state) + opening[c] - opening[r]
        worse += close_site(r, lists, by_site, far, state)
        moves[made, 0], moves[made, 1] = c, r
        made += 1
        i = client[first[c] + np.random.randint(min(first[c + 1] - first[c], 3 * width))]
    return worse, made


@numba.njit(cache=True)
def sites_around(
    moves: NDArray[np.int64], made: int, width: int, lists: Lists, by_site: Lists, barred: Flags,
    marked: Flags, queue: NDArray[np.int64],
) -> int:  # fmt: skip
    """Fill the queue with sites near the moved ones; returns how many."""
    start, site, _ = lists
    first, client, _ = by_site
    count = 0
    for t in range(made):
        for side in range(2):
            j = moves[t, side]
            for step in (0, 1, 3):
                a = first[j] + step * width // 4
                if a >= first[j + 1]:
                    break
                i = client[a]
                for b in range(start[i], min(start[i] + width, start[i + 1])):
                    c = site[b]
                    if not marked[c] and not barred[c]:
                        marked[c] = True
                        queue[count] = c
                        count += 1
    for t in range(count):
        marked[queue[t]] = False
    return count


@numba.njit(cache=True, nogil=True)
def iterate(
    lists: Lists, by_site: Lists, far: Floats, must: Flags, barred: Flags, opening: Floats,
    state: State, width: int, swaps: int, rounds: int, seed: int,
    bell: Flags,
) -> float:  # fmt: skip
    """Kick and repair ``rounds`` times, keeping what is no worse; returns the change, 0 or less.

    ``width`` is how many sites of a client's list are near; the number of sites stays. Ends early
    where the bell rings (`Clock.bell`).
    """
    np.random.seed(seed)
    is_open = state[0]
    sites = is_open.shape[0]
    moves = np.empty((swaps + _MOST_MOVES, 2), np.int64)
    queue, marked = np.empty(sites, np.int64), np.zeros(sites, np.bool_)
    total = 0.0
    for _ in range(rounds):
        if bell[0]:
            break
        worse, made = _kick(
            swaps, width, lists, by_site, far, must, barred, opening, state, moves
        )  # fmt: skip
        if made == 0:
            continue
        count = sites_around(moves, made, width, lists, by_site, barred, marked, queue)
        np.random.shuffle(queue[:count])
        gain, more = swap_search(
            lists, by_site, far, opening, must, False, queue[:count], state, True, 20 * count,
            moves[made:],
        )  # fmt: skip
        if worse + gain > 1e-9 * worse:
            swap_back(moves[: made + more], lists, by_site, far, state)
        else:
            total += worse + gain
    return total
