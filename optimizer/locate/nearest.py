"""Every client served from its nearest open site."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs
from optimizer.locate.located import Links
from optimizer.locate.points import Points

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS = 4_000_000
"""So many pairs of points are computed at once."""


def nearest_links(costs: Costs, sites: Ints) -> Links:
    """Links from every client to its nearest open site; clients that none may serve are left out.

    Parameters
    ----------
    sites
        Positions of the open sites.
    """
    near, where = nearest_open(costs, sites)
    served = np.flatnonzero(np.isfinite(near))
    return Links(served, where[served], np.ones(len(served)), near[served])


def nearest_open(costs: Costs, sites: Ints) -> tuple[Array, Ints]:
    """Every client's least cost from the open sites (inf: from none), and the site."""
    if not len(sites):
        return np.full(costs.clients, np.inf), np.full(costs.clients, -1, dtype=np.int64)
    points = costs.points
    if points is None:
        near, where = _least(_columns(costs, sites), sites)
    else:
        step = max(1, _CELLS // len(sites))
        parts = [
            _least(_apart(points, first, first + step, sites), sites)
            for first in range(0, costs.clients, step)
        ]
        near = np.concatenate([part[0] for part in parts])
        where = np.concatenate([part[1] for part in parts])
    near[near > costs.max_distance] = np.inf
    return near, where


def _least(block: Array, sites: Ints) -> tuple[Array, Ints]:
    which = block.argmin(axis=1)
    return block[np.arange(len(block)), which], sites[which]


def _columns(costs: Costs, sites: Ints) -> Array:
    table = costs.table
    if isinstance(table, np.ndarray):
        return table[:, sites]
    assert not isinstance(table, Points)
    pairs = table[:, sites].tocoo()
    full = np.full(pairs.shape, np.inf)
    full[pairs.row, pairs.col] = pairs.data
    return full


def _apart(points: Points, first: int, last: int, sites: Ints) -> Array:
    few = replace(points, client_xy=points.client_xy[first:last], site_xy=points.site_xy[sites])
    return few.dense()
