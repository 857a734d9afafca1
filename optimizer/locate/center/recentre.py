"""Sites moved to the middle of the clients they serve, while that brings the farthest nearer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.center.ways import Ways

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDS = 20


def recentred(ways: Ways, sites: Ints, fixed: Ints) -> Ints:
    """Alternate between clients choosing sites and sites moving (Cooper 1964, for the farthest).

    Parameters
    ----------
    sites, fixed
        Positions of the sites, and of those that may not move.

    Returns
    -------
    NDArray
        Sites whose farthest client is at most as far as before.
    """
    near, where = ways.nearest(sites)
    best, farthest = sites, float(near.max())
    for _ in range(_ROUNDS):
        moved = np.array([_middle(ways, site, where, fixed) for site in sites.tolist()])
        sites = np.unique(np.union1d(moved, fixed))
        near, where = ways.nearest(sites)
        if not near.max() < farthest:
            break
        best, farthest = sites, float(near.max())
    return best


def _middle(ways: Ways, site: int, where: Ints, fixed: Ints) -> int:
    """The site nearest to the farthest of the clients that this one serves."""
    served = np.flatnonzero(where == site)
    if not len(served) or site in fixed:
        return site
    candidates = np.unique(np.append(ways.closest[served], site))
    return int(candidates[ways.between(served, candidates).max(axis=0).argmin()])
