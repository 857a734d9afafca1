"""The Lagrangian of capacitated location: clients have prices, sites knapsacks, all sites a cover.

Relaxing "every client is served" by prices u leaves one knapsack per site; its profit and the price
of opening give the site's reduced value, and sites are chosen so that their capacity is enough
(Beasley 1988; Sridharan 1993; Holmberg, Ronnqvist and Yuan 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from optimizer.locate.capacity.open_sites import OpenSites
from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.clock import Clock

_INERTIA = 0.4
"""Share of the steps before in a step (Camerini, Fratta and Maffioli 1975)."""
_PATIENCE, _SHRINK, _LEAST_PACE = 10, 0.7, 2e-3


class Loads(Protocol):
    """Best loads of sites at given prices."""

    def load(self, prices: Array) -> tuple[Array, Array]:
        """Profit of every site, and what it takes, clients x sites."""

    def loss(self, prices: Array) -> Array:
        """What each site's profit loses at least if it serves a client."""


@dataclass(frozen=True)
class Dual:
    """Prices with the bound that they prove.

    Attributes
    ----------
    prices
        One per client.
    bound
        No answer costs less.
    often
        How often each site was open in the steps so far, the latest counting most.
    """

    prices: Array
    bound: float
    often: Array


class Lagrangian:
    """Bounds of one problem at given prices, and better prices."""

    def __init__(self, plants: Plants, loads: Loads) -> None:
        self.plants, self.loads = plants, loads
        self.sites = OpenSites(plants)

    def start(self) -> Array:
        """Prices to begin with: the second cheapest way, opening shared out by capacity."""
        p = self.plants
        shared = p.cost + p.demand[:, None] * (p.opening / p.capacity)
        least = np.sort(shared, axis=1)[:, : min(2, p.sites)]
        prices: Array = np.where(np.isfinite(least[:, -1]), least[:, -1], least[:, 0])
        return prices

    def at(self, prices: Array) -> tuple[float, Bools, Array]:
        """The bound at these prices, the sites chosen, and how much of each client is served."""
        profit, taken = self.loads.load(prices)
        value, chosen = self.sites.best(self.plants.opening - profit)
        return float(prices.sum()) + value, chosen, taken[:, chosen].sum(axis=1)

    def ascend(
        self, begin: Array, clock: Clock, *, target: float, steps: int, pace: float = 1.0,
        ahead: float = 0.05,
    ) -> Dual:  # fmt: skip
        """Raise the bound by deflected subgradient steps (Held, Wolfe and Crowder 1974).

        They aim ``ahead`` of the best bound, as a fraction of it, but no further than ``target``.
        """
        prices, best_prices, best = begin.copy(), begin, -np.inf
        direction, often, idle = np.zeros(len(begin)), np.zeros(self.plants.sites), 0
        for _ in range(steps):
            bound, chosen, served = self.at(prices)
            often = 0.95 * often + 0.05 * chosen
            if bound > best + 1e-7 * abs(bound) or best == -np.inf:
                best, best_prices, idle = bound, prices.copy(), 0
            else:
                idle += 1
            if idle >= _PATIENCE:
                pace, idle, prices = pace * _SHRINK, 0, best_prices.copy()
                direction[:] = 0.0
            direction = (1.0 - _INERTIA) * (1.0 - served) + _INERTIA * direction
            length = float(direction @ direction)
            if length < 1e-12 or pace < _LEAST_PACE or best >= target or clock.over():
                break
            aim = min(target, best + ahead * abs(best))
            prices = prices + pace * (aim - bound) / length * direction
        return Dual(best_prices, best, often)

    def survivors(self, prices: Array, cutoff: float) -> tuple[Bools, Bools, Bools]:
        """What an answer that costs at most ``cutoff`` may hold.

        Returns
        -------
        tuple
            Pairs that may be used, clients x sites; sites that must be open; sites that cannot.
        """
        must, cannot, opened = self._with_each(prices, cutoff)
        pairs = opened[None, :] + self.loads.loss(prices) <= _above(cutoff)
        return pairs & ~cannot & np.isfinite(self.plants.cost), must, cannot

    def decided(self, prices: Array, cutoff: float) -> tuple[Bools, Bools]:
        """Sites that every answer of at most ``cutoff`` opens, and sites that none opens."""
        must, cannot, _ = self._with_each(prices, cutoff)
        return must, cannot

    def _with_each(self, prices: Array, cutoff: float) -> tuple[Bools, Bools, Array]:
        """What must and what cannot be open, and the bound with each site open."""
        profit, _ = self.loads.load(prices)
        closed, opened = self.sites.forced(self.plants.opening - profit)
        total = float(prices.sum())
        edge = _above(cutoff)
        return total + closed > edge, total + opened > edge, total + opened


def _above(cutoff: float) -> float:
    """A little more, for what is lost in adding up."""
    return cutoff + 1e-9 * abs(cutoff)
