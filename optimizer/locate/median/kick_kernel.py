"""Compiled iterated search: small random changes, repaired nearby, undone where they do not pay.

Half of the changes open a site in one place and close one in another: repairs are near, so that
nothing else would take a site from a place that has too many to one that lacks it.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.median.swap_kernel import State, close_site, open_site, swap_back, swap_search
from optimizer.locate.median.task import Flags, Floats, Lists

_MOST_MOVES = 200
_DISTANT, _SOME = 0.5, 8
"""Share of kicks that close a site far from where they open one, the cheapest of some."""


@numba.njit(cache=True)
def _random_near(i: int, width: int, lists: Lists) -> int:
    """One of the sites near a client; -1 where its list is empty."""
    start, site, _ = lists
    length = min(width, start[i + 1] - start[i])
    return int(site[start[i] + np.random.randint(length)]) if length > 0 else -1


@numba.njit(cache=True)
def _cheap_to_close(state: State, opening: Floats, must: Flags) -> int:
    """Of some open sites anywhere the one that costs least to close; -1 where none may close."""
    _, near, _, loss, _ = state
    best, least = -1, np.inf
    for _ in range(_SOME):
        r = near[np.random.randint(near.shape[0]), 0]
        if r >= 0 and not must[r] and loss[r] - opening[r] < least:
            best, least = r, loss[r] - opening[r]
    return int(best)


@numba.njit(cache=True)
def _kick(
    swaps: int, width: int, lists: Lists, by_site: Lists, far: Floats, must: Flags, barred: Flags,
    opening: Floats, state: State, moves: NDArray[np.int64],
) -> tuple[float, int]:  # fmt: skip
    """Swap some sites for random ones near them, or one for one elsewhere: the cost, how many."""
    first, client, _ = by_site
    is_open, near, _, _, _ = state
    i = np.random.randint(near.shape[0])
    worse, made = 0.0, 0
    if np.random.random() < _DISTANT:
        c, r = _random_near(i, width, lists), _cheap_to_close(state, opening, must)
        if c < 0 or r < 0 or is_open[c] or barred[c]:
            return 0.0, 0
        moves[0, 0], moves[0, 1] = c, r
        worse = open_site(c, by_site, state) + opening[c] - opening[r]
        return worse + close_site(r, lists, by_site, far, state), 1
    for _ in range(8 * swaps):
        r = near[i, 0]
        if made == swaps or r < 0 or must[r]:
            break
        c = _random_near(i, width, lists)
        if c < 0:
            break
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
    bell: Flags, warmth: float,
) -> float:  # fmt: skip
    """Kick and repair ``rounds`` times; leaves the best set met, and returns its change, 0 or less.

    ``width`` is how many sites of a client's list are near; the number of sites stays. A set may be
    dearer than the best one by ``warmth`` times what a site costs on average, less and less to the
    end (record-to-record travel, Dueck 1993). Ends early where the bell rings (`Clock.bell`).
    """
    np.random.seed(seed)
    is_open, _, apart, _, _ = state
    sites = is_open.shape[0]
    moves = np.empty((swaps + _MOST_MOVES, 2), np.int64)
    queue, marked = np.empty(sites, np.int64), np.zeros(sites, np.bool_)
    slack = warmth * (apart[:, :-1].sum() + (opening * is_open).sum()) / is_open.sum()
    total, best, best_open = 0.0, 0.0, is_open.copy()
    for turn in range(rounds):
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
        if total + worse + gain > best + slack * (1.0 - turn / rounds):
            swap_back(moves[: made + more], lists, by_site, far, state)
            continue
        total += worse + gain
        if total < best - 1e-9 * worse:
            best = total
            best_open[:] = is_open
    is_open[:] = best_open
    return best
