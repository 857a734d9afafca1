"""Lists of nearest sites for many points, and the task on them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs
from optimizer.locate.median.task import Floats, Ints, Lists, Task
from optimizer.locate.points import Points

_MOST_PAIRS = 60_000_000
_LEAST, _MORE = 40, 20


@dataclass(frozen=True, eq=False)
class NearTask:
    """A task on lists of nearest sites.

    Attributes
    ----------
    task
        Clients and sites are in an order in which neighbours stand near each other: memory is read
        in order then.
    clients, sites
        Their positions in the costs.
    weights
        Of the clients.
    points
        The coordinates, in the order of the task.
    """

    task: Task
    clients: Ints
    sites: Ints
    weights: Floats
    points: Points


def near_task(
    costs: Costs, p: int, opening: Floats, times: int, clients: Ints, sites: Ints, share: float
) -> NearTask:
    """The task for some clients and sites of ``costs``, which are points.

    A list has ``share`` times as many sites as one open site has to itself. What it lacks costs at
    least the cap, so that a bound with prices up to there holds for all pairs.
    """
    from optimizer.locate.median.turn_kernel import turned

    points = costs.points
    assert points is not None
    clients = clients[_in_order(points.client_xy[clients])]
    sites = sites[_in_order(points.site_xy[sites])]
    few = replace(points, client_xy=points.client_xy[clients], site_xy=points.site_xy[sites])
    weights = costs.weights[clients]
    length = max(_LEAST, int(share * times * len(sites) / p)) + _MORE
    length = min(length, max(_LEAST, _MOST_PAIRS // len(clients)))
    (start, site, cost), beyond = _lists(few, length, costs.max_distance)
    cost *= np.repeat(weights, np.diff(start))
    cap = beyond * weights
    by_client: Lists = (start, site, cost)
    must = np.isin(sites, costs.fixed_in)
    # a client that is reached by nothing within the greatest distance costs more than all others
    most = 1.0 + times * float(cost.max(initial=0.0)) * len(clients)
    far = np.where(np.isfinite(cap), cap, most)
    task = Task(
        by_client, turned(by_client, len(sites)), opening[sites], must, np.zeros_like(must), p,
        times, far, cap, 1.0 if points.whole and (weights == np.floor(weights)).all() else 0.0,
    )  # fmt: skip
    return NearTask(task, clients, sites, weights, few)


def _lists(points: Points, length: int, most: float) -> tuple[Lists, Floats]:
    """Lists of the nearest sites, and the least distance that each leaves out, at most."""
    near, apart = points.nearest(length + 1)
    beyond = np.full(len(near), np.inf)
    if near.shape[1] > length:
        beyond = np.where(apart[:, -1] > most, np.inf, apart[:, -1])
        near, apart = near[:, :-1], apart[:, :-1]
    if apart.size and apart.max() <= most:
        start = np.arange(len(near) + 1, dtype=np.int64) * near.shape[1]
        return (start, near.astype(np.int32).ravel(), np.ascontiguousarray(apart).ravel()), beyond
    inside = apart <= most
    start = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int64)
    return (start, near[inside].astype(np.int32), apart[inside]), beyond


def _in_order(xy: Floats) -> NDArray[np.int64]:
    """An order of points in which neighbours stand near each other: that of a k-d tree's leaves."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(xy).indices, dtype=np.int64)
