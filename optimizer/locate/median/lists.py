"""From checked costs to the lists of a task."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs
from optimizer.locate.median.task import Floats, Lists, Task

_MOST_PAIRS = 4_000_000
"""Points with more pairs than this get lists of nearest sites only."""
_LIST_MEMORY = 60_000_000
"""Pairs that such lists have at most."""
_LEAST_LIST = 60
_SHARE = 4.5
"""Such a list has so many times as many sites as one open site has to itself."""


def make_task(costs: Costs, p: int, opening: Floats, times: int, share: float = _SHARE) -> Task:
    """The task of finding p sites (`FREE`: as many as pay) with every client served ``times``.

    ``share`` is the length of cut lists, in sites per open site.
    """
    must = np.zeros(costs.sites, dtype=np.bool_)
    must[costs.fixed_in] = True
    closed = np.zeros(costs.sites, dtype=np.bool_)
    closed[costs.fixed_out] = True
    counted = np.flatnonzero(costs.weights > 0)
    weights = costs.weights[counted]
    points = costs.points
    if points is not None and costs.clients * costs.sites > _MOST_PAIRS and p > 0:
        length = max(_LEAST_LIST, int(share * times * (costs.sites - len(costs.fixed_out)) / p))
        length = min(length, _LIST_MEMORY // costs.clients)
        start, site, cost, beyond = _nearest(costs, counted, length)
    else:
        start, site, cost = _chosen_rows(costs.rows(), counted)
        beyond = np.full(len(counted), np.inf)
    pairs = np.diff(start)
    cost = cost * np.repeat(weights, pairs)
    cap = beyond * weights
    most = np.zeros(len(counted))
    filled = pairs > 0
    most[filled] = cost[start[1:][filled] - 1]
    far = np.where(np.isfinite(cap), cap, 1.0 + times * most.sum() + opening.sum())
    by_client: Lists = (start, site, cost)
    return Task(
        by_client, _turned(by_client, costs.sites), opening, must, closed, p, times, far, cap,
        _step(cost, opening),
    )  # fmt: skip


def _nearest(
    costs: Costs, counted: NDArray[np.int64], length: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats, Floats]:
    """Lists of the nearest sites, and the least distance that each leaves out, at most."""
    points = costs.points
    assert points is not None
    allowed = None
    if len(costs.fixed_out):
        allowed = np.setdiff1d(np.arange(costs.sites), costs.fixed_out)
    near, apart = points.nearest(length + 1, allowed, counted)
    whole = near.shape[1] <= length
    beyond = np.full(len(counted), np.inf) if whole else apart[:, -1]
    kept = near.shape[1] - (not whole)
    inside = apart[:, :kept] <= costs.max_distance
    beyond = np.where(beyond > costs.max_distance, np.inf, beyond)
    start = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
    return start, near[:, :kept][inside].astype(np.int32), apart[:, :kept][inside], beyond


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


def _turned(lists: Lists, sites: int) -> Lists:
    """The same pairs by site, the least cost first."""
    start, site, cost = lists
    client = np.repeat(np.arange(len(start) - 1, dtype=np.int32), np.diff(start))
    if len(site) == (len(start) - 1) * sites and len(site):  # every pair is there: sort by columns
        full = np.empty((sites, len(start) - 1))
        full[site, client] = cost
        order = np.argsort(full, axis=1)
        turned = np.arange(sites + 1, dtype=np.int64) * (len(start) - 1)
        return turned, order.astype(np.int32).ravel(), np.take_along_axis(full, order, 1).ravel()
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
