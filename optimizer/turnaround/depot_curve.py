"""Curve of a kit that a depot supplies: machines waiting by the hub's share of the demand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.problem import Array
from optimizer.turnaround.poisson import KitCurve, backorders
from optimizer.turnaround.two_echelon import (
    metric_backorders,
    two_echelon_backorders,
    two_echelon_slope,
)


@dataclass(frozen=True)
class DepotCurve:
    """Backorders of a kit that a depot supplies, as a function of the hub's share of the demand.

    Attributes
    ----------
    kit
        Base stock of the hub by demand class.
    depot_stock
        The same of the depot.
    pipeline
        Mean number of the family's pieces on order of the depot, D.
    way
        Mean number that the region asks for during the way from the depot to the hub, λ0 O.
    """

    kit: KitCurve
    depot_stock: tuple[int, ...]
    pipeline: float
    way: float

    capacity = float("inf")

    @property
    def pieces(self) -> int:
        """Pieces in the hub's kit."""
        return self.kit.pieces

    @cached_property
    def _parts(self) -> tuple[tuple[int, int, float, int], ...]:
        """Stock of hub and depot, share and number of each class kept at both."""
        rows = zip(self.kit.stock, self.depot_stock, self.kit.share, self.kit.numbers, strict=True)
        return tuple(row for row in rows if row[0] > 0 and row[1] > 0)

    @cached_property
    def _hub_only(self) -> KitCurve:
        """Classes that the depot does not keep: what is on order is Poisson all the way."""
        kept = [s0 == 0 for s0 in self.depot_stock]
        stock = tuple(s if k else 0 for s, k in zip(self.kit.stock, kept, strict=True))
        share = tuple(w if k else 0.0 for w, k in zip(self.kit.share, kept, strict=True))
        return KitCurve(stock, share, self.kit.numbers)

    @cached_property
    def _depot_only(self) -> float:
        """Backorders for each unit of share of the classes that the hub does not keep."""
        total = 0.0
        rows = zip(self.kit.stock, self.depot_stock, self.kit.share, self.kit.numbers, strict=True)
        for stock, depot, share, numbers in rows:
            if stock == 0 and depot > 0:
                late = float(backorders(np.array(depot), np.array(share * self.pipeline)))
                total += numbers * (late + share * self.way)
        return total

    def value(self, load: Array) -> Array:
        """Mean number of machines waiting; beyond the whole demand the curve goes on straight."""
        load = np.asarray(load, float)
        share = np.minimum(load, 1.0).ravel()
        total = self._hub_only.value(share * (self.pipeline + self.way)) + self._depot_only * share
        for stock, depot, part, numbers in self._parts:
            total = total + numbers * two_echelon_backorders(
                stock, depot, part * self.pipeline, part * self.way, share
            )
        beyond = load.ravel() - share
        if beyond.any():
            total = total + np.where(beyond > 0, beyond * self.slope(np.ones(1)), 0.0)
        return np.asarray(total).reshape(load.shape)

    def slope(self, load: Array) -> Array:
        """Derivative of `value` by the share."""
        load = np.asarray(load, float)
        share = np.minimum(load, 1.0).ravel()
        whole = self.pipeline + self.way
        total = self._hub_only.slope(share * whole) * whole + self._depot_only
        for stock, depot, part, numbers in self._parts:
            total = total + numbers * two_echelon_slope(
                stock, depot, part * self.pipeline, part * self.way, share
            )
        return np.asarray(total).reshape(load.shape)

    def metric(self, load: Array) -> Array:
        """What METRIC says in the place of `value`, for the record of its error."""
        share = np.minimum(np.asarray(load, float), 1.0)
        total: Array = np.zeros_like(share)
        rows = zip(self.kit.stock, self.depot_stock, self.kit.share, self.kit.numbers, strict=True)
        for stock, depot, part, numbers in rows:
            total = total + numbers * metric_backorders(
                stock, depot, part * self.pipeline, part * self.way, share
            )
        return total
