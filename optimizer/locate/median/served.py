"""Every client served from its k nearest open sites."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs
from optimizer.locate.located import Links
from optimizer.locate.points import Points


def nearest_links(costs: Costs, sites: NDArray[np.int64], times: int = 1) -> Links:
    """Links from every client to its ``times`` nearest open sites, as far as there are so many."""
    near, apart = _nearest(costs, sites, min(times, len(sites)))
    inside = np.isfinite(apart) & (apart <= costs.max_distance)
    client = np.repeat(np.arange(costs.clients, dtype=np.int64), inside.sum(axis=1))
    return Links(client, near[inside], np.ones(len(client)), apart[inside])


def _nearest(
    costs: Costs, sites: NDArray[np.int64], times: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sites and costs, both of shape (clients, times), the least first."""
    table = costs.table
    if isinstance(table, Points):
        return table.nearest(times, sites)
    if isinstance(table, np.ndarray):
        open_only = table[:, sites]
    else:
        open_only = np.full((costs.clients, len(sites)), np.inf)
        pairs = table[:, sites].tocoo()
        open_only[pairs.row, pairs.col] = pairs.data
    if times == 1:
        first = open_only.argmin(axis=1)[:, None]
    else:
        first = np.argsort(open_only, axis=1, kind="stable")[:, :times]
    return sites[first], np.take_along_axis(open_only, first, 1)
