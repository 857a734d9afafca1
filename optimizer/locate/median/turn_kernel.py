"""Compiled turning of lists by client into lists by site; for lists of many millions of pairs."""

from __future__ import annotations

import numba
import numpy as np

from optimizer.locate.median.task import Lists


@numba.njit(cache=True)
def turned(lists: Lists, sites: int) -> Lists:
    """The same pairs by site, the least cost first."""
    start, site, cost = lists
    first = np.zeros(sites + 1, np.int64)
    for a in range(site.shape[0]):
        first[site[a] + 1] += 1
    for j in range(sites):
        first[j + 1] += first[j]
    place = first[:-1].copy()
    client = np.empty(site.shape[0], np.int32)
    sorted_cost = np.empty(site.shape[0], np.float64)
    for i in range(start.shape[0] - 1):
        for a in range(start[i], start[i + 1]):
            b = place[site[a]]
            client[b] = i
            sorted_cost[b] = cost[a]
            place[site[a]] = b + 1
    for j in range(sites):
        span = slice(first[j], first[j + 1])
        order = np.argsort(sorted_cost[span])
        client[span] = client[span][order]
        sorted_cost[span] = sorted_cost[span][order]
    return first, client, sorted_cost
