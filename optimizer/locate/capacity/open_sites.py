"""Which sites open at given reduced values, so that their capacity is enough: exact."""

from __future__ import annotations

from functools import reduce
from math import gcd

import numpy as np

from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants

_MOST_UNITS = 5000
_MANY = 1000
"""More sites are forced by the price of a unit of capacity instead of a dynamic programme."""


class OpenSites:
    """min Σ value_j y_j over sets of sites whose capacity covers all demand.

    A knapsack over units of capacity; where they are too many, capacity is rounded up, so that
    every true set stays possible and the value is a lower bound.
    """

    def __init__(self, plants: Plants) -> None:
        self.inside = plants.inside
        self.units, self.need = _units(plants)

    def best(self, value: Array) -> tuple[float, Bools]:
        """The least sum (inf: all capacity is not enough) and the sites."""
        chosen = (value < 0) | self.inside
        least, others = self._cover(value, chosen, np.flatnonzero(~chosen))
        chosen[others] = True
        return float(value[chosen].sum()) if np.isfinite(least) else np.inf, chosen

    def forced(self, value: Array) -> tuple[Array, Array]:
        """The least sum with each site closed, and with each site open."""
        least, chosen = self.best(value)
        if len(value) > _MANY:
            return self._forced_by_slope(value, least)
        closed, opened = np.full(len(value), least), np.full(len(value), least)
        base = (value < 0) | self.inside
        lack = self.need - int(self.units[base].sum())
        cover = self._covers(value, np.flatnonzero(~base), lack + int(self.units.max()))
        worth = float(value[base].sum())
        out = ~chosen  # the cover may hold the site already: no more than a lower bound
        opened[out] = worth + value[out] + cover[np.maximum(lack - self.units[out], 0)]
        shut = base & ~self.inside
        closed[shut] = worth - value[shut] + cover[np.maximum(lack + self.units[shut], 0)]
        closed[self.inside] = np.inf
        for site in np.flatnonzero(chosen & ~base).tolist():
            closed[site] = self._without(value, site)
        return np.maximum(closed, least), np.maximum(opened, least)

    def _covers(self, value: Array, free: Ints, most: int) -> Array:
        """The least sum of free sites that make up each number of units, up to ``most``."""
        best = np.full(max(most, 0) + 1, np.inf)
        best[0] = 0.0
        for site in free.tolist():
            size = min(int(self.units[site]), len(best))
            with_it = np.full(len(best), best[0] + value[site])
            with_it[size:] = best[: len(best) - size] + value[site]
            best = np.minimum(best, with_it)
        return best

    def _without(self, value: Array, site: int) -> float:
        chosen = (value < 0) | self.inside
        free = np.flatnonzero(~chosen & (np.arange(len(value)) != site))
        least, _ = self._cover(value, chosen, free)
        return float(value[chosen].sum()) + least

    def _cover(self, value: Array, chosen: Bools, free: Ints) -> tuple[float, Ints]:
        """The cheapest of the free sites that make up what the chosen ones lack."""
        lack = self.need - int(self.units[chosen].sum())
        if lack <= 0:
            return 0.0, free[:0]
        if self.units[free].sum() < lack:
            return np.inf, free[:0]
        best = np.full(lack + 1, np.inf)
        best[0] = 0.0
        takes = []
        for site in free.tolist():
            size = min(int(self.units[site]), lack)
            new = np.empty(lack + 1)
            new[size:] = best[: lack + 1 - size] + value[site]
            new[:size] = best[0] + value[site]
            takes.append(new < best)
            best = np.minimum(best, new)
        left, taken = lack, []
        for site, take in zip(free[::-1].tolist(), reversed(takes), strict=True):
            if take[left]:
                taken.append(site)
                left = max(0, left - int(self.units[site]))
        return float(best[lack]), np.array(taken, dtype=np.int64)

    def _forced_by_slope(self, value: Array, least: float) -> tuple[Array, Array]:
        """The same by the price of a unit of capacity, which takes the constraint's place."""
        order = np.argsort(np.where(self.inside, -np.inf, value / self.units))
        enough = np.searchsorted(np.cumsum(self.units[order]), self.need)
        edge = order[min(int(enough), len(order) - 1)]
        slope = max(0.0, float(value[edge] / self.units[edge]))
        reduced = value - slope * self.units
        base = slope * self.need + reduced[(reduced < 0) | self.inside].sum()
        closed = np.where(self.inside, np.inf, base - np.minimum(reduced, 0.0))
        opened = base + np.where(self.inside, 0.0, np.maximum(reduced, 0.0))
        return np.maximum(closed, least), np.maximum(opened, least)


def _units(plants: Plants) -> tuple[Ints, int]:
    """Capacities in whole units, and how many units all demand needs."""
    capacity = np.minimum(plants.capacity, plants.total)
    if (capacity == np.rint(capacity)).all() and capacity.max() < 2**53:
        unit = float(reduce(gcd, [int(one) for one in np.unique(capacity)]))
    else:
        unit = plants.total / _MOST_UNITS
    need = int(np.ceil(plants.total / unit - 1e-9))
    if need > _MOST_UNITS:
        unit = plants.total / _MOST_UNITS
        need = _MOST_UNITS
    units = np.ceil(capacity / unit - 1e-9).astype(np.int64)
    return np.maximum(units, 1), min(need, int(np.ceil(plants.total / unit - 1e-6)))
