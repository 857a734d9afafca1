"""From checked costs to the lists of a task."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs, sorted_dense
from optimizer.locate.median.task import Floats, Lists, Task


def make_task(costs: Costs, p: int, opening: Floats, times: int) -> Task:
    """The task of finding p sites (`FREE`: as many as pay) with every client served ``times``."""
    must = np.zeros(costs.sites, dtype=np.bool_)
    must[costs.fixed_in] = True
    closed = np.zeros(costs.sites, dtype=np.bool_)
    closed[costs.fixed_out] = True
    counted = np.flatnonzero(costs.weights > 0)
    weights = costs.weights[counted]
    start, site, cost = _chosen_rows(costs.rows(), counted)
    pairs = np.diff(start)
    cost = cost * np.repeat(weights, pairs)
    most = np.zeros(len(counted))
    filled = pairs > 0
    most[filled] = cost[start[1:][filled] - 1]
    far = np.full(len(counted), 1.0 + times * most.sum() + opening.sum())
    cap = np.full(len(counted), np.inf)
    by_client: Lists = (start, site, cost)
    return Task(
        by_client, _turned(by_client, costs, counted), opening, must, closed, p, times, far, cap,
        _step(cost, opening),
    )  # fmt: skip


def _chosen_rows(
    rows: tuple[NDArray[np.int64], NDArray[np.int32], Floats], counted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    """The lists of some clients."""
    start, site, cost = rows
    if len(counted) == len(start) - 1:
        return rows
    pairs = np.diff(start)[counted]
    kept = np.zeros(len(start) - 1, dtype=np.bool_)
    kept[counted] = True
    inside = np.repeat(kept, np.diff(start))
    return np.concatenate([[0], np.cumsum(pairs)]), site[inside], cost[inside]


def _turned(lists: Lists, costs: Costs, counted: NDArray[np.int64]) -> Lists:
    """The same pairs by site, the least cost first."""
    start, site, cost = lists
    sites = costs.sites
    if len(site) == len(counted) * sites and len(site):  # every pair is there
        full = costs.dense()[counted] * costs.weights[counted][:, None]
        if full.shape[0] == sites and np.array_equal(full, full.T):
            return lists
        return sorted_dense(np.ascontiguousarray(full.T))
    client = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    order = np.lexsort((cost, site))
    count = np.bincount(site, minlength=sites)
    return np.concatenate([[0], np.cumsum(count)]), client[order], cost[order]


def _step(cost: Floats, opening: Floats) -> float:
    """The largest whole number that divides all costs; 0 where they are no whole numbers."""
    for values in (cost, opening):
        if len(values) and (values[-1] != np.floor(values[-1]) or values.max() > 2**40):
            return 0.0
    if not ((cost == np.floor(cost)).all() and (opening == np.floor(opening)).all()):
        return 0.0
    seen = np.concatenate([np.unique(cost[:: max(1, len(cost) // 1000)]), opening]).astype(np.int64)
    guess = int(np.gcd.reduce(seen))
    if guess > 1 and (cost % guess).any():
        guess = int(np.gcd.reduce(cost.astype(np.int64), initial=guess))
    return float(guess)
