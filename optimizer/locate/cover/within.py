"""Who is within the distance of which site, as a sparse matrix of ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.costs import Costs
from optimizer.locate.points import EARTH_KM, Points

Ints = NDArray[np.int64]


def within(costs: Costs, distance: float) -> sparse.csr_array:
    """Ones where a client may be covered from a site: clients x sites; sites fixed out have none.

    Parameters
    ----------
    distance
        The largest cost that counts as covered.
    """
    distance = min(distance, costs.max_distance)
    points = costs.points
    if points is not None:
        client, site = _near(points, distance)
    elif isinstance(costs.table, np.ndarray):
        client, site = np.nonzero(costs.table <= distance)
    else:
        assert not isinstance(costs.table, Points)
        pairs = costs.table.tocoo()
        near = pairs.data <= distance
        client, site = pairs.row[near].astype(np.int64), pairs.col[near].astype(np.int64)
    open_sites = ~np.isin(site, costs.fixed_out)
    client, site = client[open_sites], site[open_sites]
    shape = (costs.clients, costs.sites)
    return sparse.csr_array((np.ones(len(client)), (client, site)), shape=shape)


def _near(points: Points, distance: float) -> tuple[Ints, Ints]:
    """Pairs within the distance: found by a tree with some slack, then measured."""
    from scipy.spatial import cKDTree

    reach = distance + 1.0 if points.whole else distance
    if points.metric == "haversine":
        reach = 2.0 * float(np.sin(min(reach / (2.0 * EARTH_KM), np.pi / 2.0)))
    reach *= 1.0 + 1e-9
    tree = cKDTree(points.site_xy)
    found = np.asarray(tree.query_ball_point(points.client_xy, reach), dtype=object)
    count = np.array([len(one) for one in found.tolist()])
    client = np.repeat(np.arange(len(found)), count)
    site = np.concatenate([np.asarray(one, dtype=np.int64) for one in found.tolist()])
    near = points.pairs(client, site) <= distance
    return client[near], site[near]
