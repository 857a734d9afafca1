"""Compiled swap search on sorted lists; imported only where an instance repays it.

Fast interchange (Whitaker 1983; Resende and Werneck 2007) in the eager order of FasterPAM (Schubert
and Rousseeuw 2021), for clients served by their k nearest open sites, with opening costs, and with
or without a fixed number of sites.
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.median.task import Flags, Floats, Lists

State: TypeAlias = tuple[Flags, NDArray[np.int32], Floats, Floats, Floats]
"""Open sites; of every client its nearest open sites, one more than it needs, and what they cost;
what each site's clients lose without it; the farthest of all those costs, at most, in an array of
one."""

_NONE = -1
_TINY = 1e-300
"""Tells "touched" from zero without a second array."""


@numba.njit(cache=True)
def nearest_open(i: int, lists: Lists, far: Floats, state: State) -> None:
    """Fill the open sites nearest to client i, one more than it needs."""
    start, site, cost = lists
    is_open, near, apart, _, reach = state
    wanted = near.shape[1]
    found = 0
    for a in range(start[i], start[i + 1]):
        if is_open[site[a]]:
            near[i, found] = site[a]
            apart[i, found] = cost[a]
            found += 1
            if found == wanted:
                break
    for k in range(found, wanted):
        near[i, k] = _NONE
        apart[i, k] = far[i]
    reach[0] = max(reach[0], apart[i, wanted - 1])


@numba.njit(cache=True)
def settle(lists: Lists, far: Floats, state: State) -> float:
    """Fill the state of its open sites; returns what the clients cost."""
    _, near, apart, loss, reach = state
    total = 0.0
    loss[:] = 0.0
    reach[0] = 0.0
    last = near.shape[1] - 1
    for i in range(near.shape[0]):
        nearest_open(i, lists, far, state)
        for k in range(last):
            total += apart[i, k]
        _count_loss(i, 1.0, state)
    return total


@numba.njit(cache=True)
def _count_loss(i: int, sign: float, state: State) -> None:
    _, near, apart, loss, _ = state
    last = near.shape[1] - 1
    for k in range(last):
        if near[i, k] >= 0:
            loss[near[i, k]] += sign * (apart[i, last] - apart[i, k])


@numba.njit(cache=True)
def open_site(c: int, by_site: Lists, state: State) -> float:
    """Open a site and keep the state; returns what its clients cost more: 0 or less."""
    start, client, cost = by_site
    is_open, near, apart, _, reach = state
    last = near.shape[1] - 1
    change = 0.0
    is_open[c] = True
    for a in range(start[c], start[c + 1]):
        v = cost[a]
        if v >= reach[0]:
            break
        i = client[a]
        if v < apart[i, last]:
            _count_loss(i, -1.0, state)
            change -= max(apart[i, last - 1] - v, 0.0)
            k = last
            while k > 0 and apart[i, k - 1] > v:
                apart[i, k] = apart[i, k - 1]
                near[i, k] = near[i, k - 1]
                k -= 1
            apart[i, k] = v
            near[i, k] = c
            _count_loss(i, 1.0, state)
    return change


@numba.njit(cache=True)
def close_site(r: int, lists: Lists, by_site: Lists, far: Floats, state: State) -> float:
    """Close a site and keep the state; returns what its clients cost more."""
    start, client, cost = by_site
    is_open, near, _, loss, reach = state
    change = loss[r]
    is_open[r] = False
    for a in range(start[r], start[r + 1]):
        if cost[a] > reach[0]:
            break
        i = client[a]
        for k in range(near.shape[1]):
            if near[i, k] == r:
                _count_loss(i, -1.0, state)
                nearest_open(i, lists, far, state)
                _count_loss(i, 1.0, state)
                break
    loss[r] = 0.0
    return float(change)


@numba.njit(cache=True)
def swap_back(
    moves: NDArray[np.int64], lists: Lists, by_site: Lists, far: Floats, state: State
) -> None:
    """Undo swaps (opened, closed), the last one first."""
    for t in range(len(moves) - 1, -1, -1):
        open_site(moves[t, 1], by_site, state)
        close_site(moves[t, 0], lists, by_site, far, state)


@numba.njit(cache=True)
def opening_gain(
    c: int, by_site: Lists, state: State, change: Floats, touched: NDArray[np.int64]
) -> tuple[float, int]:
    """What opening c alone changes, and in ``change`` how it alters the loss of closing others."""
    start, client, cost = by_site
    _, near, apart, _, reach = state
    last = near.shape[1] - 1
    gain = 0.0
    count = 0
    for a in range(start[c], start[c + 1]):
        v = cost[a]
        if v >= reach[0]:
            break
        i = client[a]
        if v >= apart[i, last]:
            continue
        now = apart[i, last - 1]
        delta = v - apart[i, last]
        if v < now:
            gain += v - now
            delta = now - apart[i, last]
        for k in range(last):
            r = near[i, k]
            if r >= 0:
                if change[r] == 0.0:
                    touched[count] = r
                    count += 1
                change[r] += delta - _TINY
    return gain, count


@numba.njit(cache=True)
def cheapest_to_close(state: State, opening: Floats, must: Flags) -> tuple[int, float]:
    """The open site whose closing costs least, and what it costs."""
    is_open, _, _, loss, _ = state
    best, least = _NONE, np.inf
    for j in range(is_open.shape[0]):
        if is_open[j] and not must[j] and loss[j] - opening[j] < least:
            best, least = j, loss[j] - opening[j]
    return best, least


@numba.njit(cache=True)
def swap_search(
    lists: Lists, by_site: Lists, far: Floats, opening: Floats, must: Flags, free: bool,
    queue: NDArray[np.int64], state: State, near_only: bool, most: int, moves: NDArray[np.int64],
) -> tuple[float, int]:  # fmt: skip
    """Improve an open set by swaps, and by openings and closings where their number is free.

    ``queue`` holds the sites to open, tried in a circle until none improves or ``most`` were tried.
    With ``near_only`` just sites that share a client are closed for each other. ``moves`` takes the
    pairs (opened, closed), -1 for none, until it is full. Returns the change and the moves made.
    """
    is_open, _, _, loss, reach = state
    change = np.zeros(is_open.shape[0])
    touched = np.empty(is_open.shape[0], np.int64)
    tiny = 1e-10 * max(1.0, reach[0])
    sites, total, made = queue.shape[0], 0.0, 0
    place, idle, tries = 0, 0, 0
    cheapest, least = _NONE, np.inf
    if not near_only:
        cheapest, least = cheapest_to_close(state, opening, must)
    while idle < sites and tries < most and made < moves.shape[0]:
        c = queue[place]
        place = place + 1 if place + 1 < sites else 0
        tries += 1
        idle += 1
        if is_open[c]:
            continue
        gain, count = opening_gain(c, by_site, state, change, touched)
        gain += opening[c]
        r, leaves = cheapest, least
        for t in range(count):
            o = touched[t]
            if not must[o] and loss[o] - opening[o] + change[o] < leaves:
                r, leaves = o, loss[o] - opening[o] + change[o]
            change[o] = 0.0
        if free and leaves >= 0.0:
            r, leaves = _NONE, 0.0
        if gain + leaves >= -tiny or (r < 0 and not free):
            continue
        open_site(c, by_site, state)
        if r >= 0:
            close_site(r, lists, by_site, far, state)
        moves[made, 0], moves[made, 1] = c, r
        made += 1
        idle = 0
        total += gain + leaves
        if near_only:
            continue
        cheapest, least = cheapest_to_close(state, opening, must)
        while free and least < -tiny and made < moves.shape[0]:
            close_site(cheapest, lists, by_site, far, state)
            moves[made, 0], moves[made, 1] = _NONE, cheapest
            made += 1
            total += least
            cheapest, least = cheapest_to_close(state, opening, must)
    return total, made
