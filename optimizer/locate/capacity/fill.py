"""Every site's best load at given prices where clients may be split: by worth per unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.capacity.plant import Array, Plants


class Fill:
    """Continuous knapsacks of all sites at once (Dantzig 1957)."""

    def __init__(self, plants: Plants) -> None:
        self.plants = plants
        self._cost = np.ascontiguousarray(plants.cost.T)

    def load(self, prices: Array) -> tuple[Array, Array]:
        """Each site's best profit, shape (sites,), and the shares it takes, clients x sites."""
        p = self.plants
        worth, order = self._by_worth(prices)
        size = np.where(worth > 0, p.demand[order], 0.0)
        used = np.clip(p.capacity[:, None] - (size.cumsum(axis=1) - size), 0.0, size)
        shares = np.zeros(self._cost.shape)
        np.put_along_axis(shares, order, used / p.demand[order], axis=1)
        return (used * worth).sum(axis=1), shares.T

    def loss(self, prices: Array) -> Array:
        """What a client costs at least above his price if he is served wholly from a site.

        A share costs that part of it, so that no pair is excluded for good: see `core`.
        """
        lost: Array = np.maximum(0.0, self.plants.cost - prices[:, None])
        return lost

    def _by_worth(self, prices: Array) -> tuple[Array, NDArray[np.int64]]:
        """Worth per unit of demand by site, the largest first; only as many as are worth any."""
        worth = np.maximum(prices - self._cost, 0.0) / self.plants.demand
        count = max(1, int((worth > 0).sum(axis=1).max()))
        if count < worth.shape[1]:
            some = np.argpartition(worth, -count, axis=1)[:, -count:]
            worth = np.take_along_axis(worth, some, axis=1)
            inner = np.argsort(-worth, axis=1)
            return np.take_along_axis(worth, inner, axis=1), np.take_along_axis(some, inner, 1)
        order = np.argsort(-worth, axis=1)
        return np.take_along_axis(worth, order, axis=1), order
