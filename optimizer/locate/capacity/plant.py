"""Plants: what a capacitated problem is made of, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Plants:
    """Sites with a capacity and a price, and what it costs to serve clients from them.

    Attributes
    ----------
    cost
        Cost of serving all demand of a client from a site, clients x sites; inf: not allowed.
    demand
        What a client takes of a site's capacity, above 0, shape (clients,).
    opening, capacity
        Price and capacity of a site, shape (sites,).
    inside
        Sites that must be open, shape (sites,).
    single
        Every client is served from one site only.
    """

    cost: Array
    demand: Array
    opening: Array
    capacity: Array
    inside: Bools
    single: bool

    @property
    def clients(self) -> int:
        """Number of clients."""
        return int(self.cost.shape[0])

    @property
    def sites(self) -> int:
        """Number of sites."""
        return int(self.cost.shape[1])

    @cached_property
    def total(self) -> float:
        """Demand of all clients together."""
        return float(self.demand.sum())

    @cached_property
    def whole(self) -> bool:
        """Whether every answer's value is a whole number: single source and whole costs."""
        finite = self.cost[np.isfinite(self.cost)]
        return self.single and bool(
            (finite == np.rint(finite)).all() and (self.opening == np.rint(self.opening)).all()
        )

    def better_than(self, value: float) -> float:
        """The most that an answer better than ``value`` may cost."""
        return value - 0.5 if self.whole else value
