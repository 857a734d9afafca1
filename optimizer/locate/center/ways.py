"""Weighted distances, computed for the clients and sites that a search looks at."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.costs import Costs
from optimizer.locate.points import Points

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS = 4_000_000
"""So many pairs of points are computed at once."""


class Ways:
    """Weight times cost of clients (weight above zero) and sites that may be open.

    Attributes
    ----------
    clients, sites
        Their positions in the costs.
    """

    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        self.clients = np.flatnonzero(costs.weights > 0)
        self.sites = np.setdiff1d(np.arange(costs.sites), costs.fixed_out)
        self.weights = costs.weights[self.clients]
        points = costs.points
        self._matrix: Array | None = None
        if points is None:
            self._matrix = costs.dense()[np.ix_(self.clients, self.sites)]
            self._matrix *= self.weights[:, None]

    def of_clients(self, clients: Ints | list[int]) -> Array:
        """Ways of some clients (positions here) to all sites, clients x sites."""
        if self._matrix is not None:
            return self._matrix[clients]
        return self.between(np.asarray(clients, dtype=np.int64), np.arange(len(self.sites)))

    @cached_property
    def closest(self) -> Ints:
        """The site with the least way, of every client."""
        points = self.costs.points
        if self._matrix is not None or points is None:
            assert self._matrix is not None
            return np.asarray(self._matrix.argmin(axis=1), dtype=np.int64)
        found, _ = points.nearest(1, self.sites)
        place: Ints = np.searchsorted(self.sites, found[self.clients, 0])
        return place

    def nearest(self, sites: Ints) -> tuple[Array, Ints]:
        """Every client's least way to some sites (positions here), and which of them it is."""
        if self._matrix is not None:
            chosen = self._matrix[:, sites]
            which = chosen.argmin(axis=1)
            return chosen[np.arange(len(chosen)), which], sites[which]
        near, where = np.empty(len(self.clients)), np.empty(len(self.clients), dtype=np.int64)
        step = max(1, _CELLS // max(1, len(sites)))
        for first in range(0, len(self.clients), step):
            part = np.arange(first, min(first + step, len(self.clients)))
            block = self.between(part, sites)
            which = block.argmin(axis=1)
            near[part], where[part] = block[np.arange(len(part)), which], sites[which]
        return near, where

    def between(self, clients: Ints, sites: Ints) -> Array:
        """Ways of some clients to some sites, clients x sites."""
        if self._matrix is not None:
            return self._matrix[np.ix_(clients, sites)]
        points = self.costs.points
        assert isinstance(points, Points)
        few = replace(
            points,
            client_xy=points.client_xy[self.clients[clients]],
            site_xy=points.site_xy[self.sites[sites]],
        )
        apart = few.dense()
        apart[apart > self.costs.max_distance] = np.inf
        return apart * self.weights[clients, None]
