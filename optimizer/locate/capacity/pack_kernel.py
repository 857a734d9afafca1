"""0/1 knapsacks of all sites by compiled code: imported only where the tables are large."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@numba.njit(cache=True)
def packed(prices: Array, cost: Array, need: Ints, room: Ints, least: Ints) -> tuple[Array, Array]:
    """Each site's best profit and what it takes, clients x sites.

    Only clients who bring a profit are looked at, unless a site has a least load.
    """
    clients, sites = cost.shape
    value, taken = np.zeros(sites), np.zeros((clients, sites))
    widest = room.max() + 1
    take = np.zeros((clients, widest), dtype=np.bool_)
    best, member = np.zeros(widest), np.zeros(clients, dtype=np.int64)
    filled = least.max() > 0
    for site in range(sites):
        top, count = room[site], 0
        best[:] = -np.inf if filled else 0.0
        best[0] = 0.0
        for client in range(clients):
            profit, size = prices[client] - cost[client, site], need[client]
            if size > top or profit == -np.inf or (profit <= 0.0 and not filled):
                continue
            take[count, :size] = False
            for load in range(top, size - 1, -1):
                with_him = best[load - size] + profit
                take[count, load] = with_him > best[load]
                if take[count, load]:
                    best[load] = with_him
            member[count] = client
            count += 1
        at = top
        if filled:
            at = least[site] + np.argmax(best[least[site] : top + 1])
        value[site] = best[at]
        for place in range(count - 1, -1, -1):
            if take[place, at]:
                taken[member[place], site] = 1.0
                at -= need[member[place]]
    return value, taken
