"""What an answer up to an edge may hold, by the bounds of `load_kernel`: compiled."""

from __future__ import annotations

import numba
import numpy as np

from optimizer.locate.capacity.load_kernel import (
    Array,
    Bools,
    Case,
    Ints,
    Joined,
    Lists,
    Options,
    Signs,
    fill,
    join,
    lists_of,
    order_of,
    trim,
    weigh,
)  # fmt: skip


@numba.njit(cache=True)
def _behind(order: Ints, sign: Signs, options: Options, all_of: int) -> Array:
    """Least cost of the sites from each place of the order on that serve at least so much."""
    load, price, number = options
    cost = np.full((order.shape[0] + 1, all_of + 1), np.inf)
    cost[order.shape[0], 0] = 0.0
    for k in range(order.shape[0] - 1, -1, -1):
        j = order[k]
        old, new = cost[k + 1], cost[k]
        if sign[j] == 0:
            new[:] = old
        for m in range(number[j]):
            size, more = load[j, m], price[j, m]
            for t in range(min(size, all_of + 1)):
                new[t] = min(new[t], old[0] + more)
            for t in range(size, all_of + 1):
                new[t] = min(new[t], old[t - size] + more)
    return cost


@numba.njit(cache=True)
def _rest(k: int, joined: Joined, behind: Array, lack: int) -> float:
    """Least cost of all sites but the k-th of the order if they serve at least so much."""
    ahead, bottom, top = joined[0][k], joined[1][k], joined[2][k]
    least = np.inf
    for t in range(max(bottom, lack), top + 1):
        least = min(least, ahead[t])
    least += behind[k + 1, 0]
    for t in range(bottom, min(top, lack - 1) + 1):
        least = min(least, ahead[t] + behind[k + 1, lack - t])
    return float(least)


@numba.njit(cache=True)
def _others(k: int, joined: Joined, behind: Array, room: int, most: float) -> Array:
    """Least cost of all other sites if the k-th of the order serves 0, 1, ... ``room``.

    inf where that is above ``most``, but for 0.
    """
    all_of = behind.shape[1] - 1
    cost = np.full(room + 1, np.inf)
    for load in range(room, 0, -1):  # a smaller load is never cheaper for the others
        least = _rest(k, joined, behind, all_of - load)
        if least > most:
            break
        cost[load] = least
    cost[0] = _rest(k, joined, behind, all_of)
    return cost


@numba.njit(cache=True)
def _with_pairs(
    j: int, prices: Array, case: Case, lists: Lists, ends: Array, forward: Array, found: Array,
    without: Array,
) -> float:  # fmt: skip
    """The least cost with each client served from a site, and with each not; returns the least.

    Parameters
    ----------
    ends
        What it costs if the site's load is 0, 1, ... in the end, the site's price included.
    """
    cost, need, room, _ = case
    top, count = room[j], lists[1][j]
    forward[0, : top + 1] = np.inf
    forward[0, 0] = 0.0
    for k in range(count):
        i = lists[0][j, k]
        size, more = need[i], cost[j, i] - prices[i]
        for load in range(size):
            forward[k + 1, load] = forward[k, load]
        for load in range(size, top + 1):
            forward[k + 1, load] = min(forward[k, load], forward[k, load - size] + more)
    after = ends.copy()
    for k in range(count - 1, -1, -1):
        i = lists[0][j, k]
        size, more = need[i], cost[j, i] - prices[i]
        with_him, none = np.inf, np.inf
        for load in range(top + 1):
            none = min(none, forward[k, load] + after[load])
        for load in range(top + 1 - size):
            with_him = min(with_him, forward[k, load] + after[load + size])
            after[load] = min(after[load], after[load + size] + more)
        found[i], without[i] = with_him + more, none
    return float(after[0])


@numba.njit(cache=True)
def sift(
    case: Case, allow: Bools, sign: Signs, prices: Array, edge: float, scores: tuple[Array, Array]
) -> int:
    """Strike pairs and decide sites that no answer up to the edge holds otherwise, in place.

    Parameters
    ----------
    scores
        Filled with the bound with each site open and closed, shape (2, sites), and with each pair,
        sites x clients; inf where it cannot be.

    Returns
    -------
    int
        Number of changes; -1: there is no such answer.
    """
    cost, need, room, opening = case
    sites, clients = cost.shape
    lists, order, all_of = lists_of(allow, sign, need, room), order_of(sign), need.sum()
    widest = room.max() + 1
    take, rows = np.empty((clients, widest), np.bool_), np.empty((2, widest))
    options = (
        np.zeros((sites, widest), np.int64), np.zeros((sites, widest)), np.zeros(sites, np.int64)
    )  # fmt: skip
    for j in order:
        weigh(j, fill(j, prices, case, lists, rows, take), case, options)
    total, changes = prices.sum(), 0
    least = np.zeros(sites)
    for j in order:
        least[j] = options[1][j, options[2][j] - 1]
    trim(order, sign, options, total, edge)
    joined = join(order, sign, case, options, all_of)
    behind = _behind(order, sign, options, all_of)
    forward, without = np.empty((clients + 1, widest)), np.empty(clients)
    by_site, by_pair = scores
    by_site[:], by_pair[:] = np.inf, np.inf
    for k in range(order.shape[0]):
        j = order[k]
        ends = _others(k, joined, behind, room[j], edge - total - least[j])
        shut = total + ends[0] if sign[j] == 0 else np.inf
        without[:] = np.inf
        opened = total + _with_pairs(
            j, prices, case, lists, ends + opening[j], forward, by_pair[j], without
        )
        by_site[0, j], by_site[1, j] = opened, shut
        by_pair[j] += total
        changes += _strike(j, allow, sign, (edge, opened, shut), by_pair[j], without + total)
    opened = _only_ways(allow, sign)
    return -1 if opened < 0 else changes + opened


@numba.njit(cache=True)
def _only_ways(allow: Bools, sign: Signs) -> int:
    """Open sites that a client has no other way than; returns how many, -1: there is no answer."""
    opened = 0
    for i in range(allow.shape[1]):
        ways, last = 0, -1
        for j in range(allow.shape[0]):
            if sign[j] >= 0 and allow[j, i]:
                ways, last = ways + 1, j
        if ways == 0:
            return -1
        if ways == 1 and sign[last] == 0:
            sign[last] = 1
            opened += 1
    return -1 if (sign == 2).any() else opened


@numba.njit(cache=True)
def _strike(
    j: int, allow: Bools, sign: Signs, bounds: tuple[float, float, float], with_him: Array,
    without: Array,
) -> int:  # fmt: skip
    """What the bounds of one site rule out; sign 2: neither open nor closed."""
    edge, opened, shut = bounds
    changes = 0
    if opened > edge:
        changes += 1
        sign[j] = -1 if sign[j] == 0 and shut <= edge else 2
        return changes
    if sign[j] == 0 and shut > edge:
        changes += 1
        sign[j] = 1
    for i in range(allow.shape[1]):
        if not allow[j, i]:
            continue
        if with_him[i] > edge:
            changes += 1
            allow[j, i] = False
        elif min(without[i], shut) > edge:
            for other in range(allow.shape[0]):
                if other != j and allow[other, i]:
                    changes += 1
                    allow[other, i] = False
    return changes
