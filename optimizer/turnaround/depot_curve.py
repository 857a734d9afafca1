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
    two_echelon_stockout,
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
    def _both(self) -> tuple[Array, Array, Array, Array, Array]:
        """Stock of hub and depot, mean on order and on the way, numbers: classes kept at both."""
        stock, depot = np.array(self.kit.stock, float), np.array(self.depot_stock, float)
        share, numbers = np.array(self.kit.share), np.array(self.kit.numbers, float)
        kept = (stock > 0) & (depot > 0)
        pipeline, way = share * self.pipeline, share * self.way
        return stock[kept], depot[kept], pipeline[kept], way[kept], numbers[kept]

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
        stock, depot = np.array(self.kit.stock), np.array(self.depot_stock, float)
        share, numbers = np.array(self.kit.share), np.array(self.kit.numbers, float)
        alone = (stock == 0) & (depot > 0)
        late = backorders(depot, share * self.pipeline) + share * self.way
        return float((numbers * late)[alone].sum())

    def value(self, load: Array) -> Array:
        """Mean number of machines waiting; beyond the whole demand the curve goes on straight."""
        load = np.asarray(load, float)
        share = np.minimum(load, 1.0).ravel()
        total = self._hub_only.value(share * (self.pipeline + self.way)) + self._depot_only * share
        stock, depot, pipeline, way, numbers = self._both
        if len(numbers):
            each = two_echelon_backorders(stock, depot, pipeline, way, share)
            total = total + numbers @ each
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
        stock, depot, pipeline, way, numbers = self._both
        if len(numbers):
            each = two_echelon_slope(stock, depot, pipeline, way, share)
            total = total + numbers @ each
        return np.asarray(total).reshape(load.shape)

    def stockout(self, load: Array) -> Array:
        """Share of the demand that finds no part on the hub's shelf."""
        load = np.asarray(load, float)
        share = np.minimum(load, 1.0).ravel()
        stock, depot = np.array(self.kit.stock, float), np.array(self.depot_stock, float)
        part = np.array(self.kit.share)
        each = two_echelon_stockout(stock, depot, part * self.pipeline, part * self.way, share)
        return np.asarray((np.array(self.kit.numbers) * part) @ each).reshape(load.shape)

    def metric(self, load: Array) -> Array:
        """What METRIC says in the place of `value`, for the record of its error."""
        load = np.asarray(load, float)
        share = np.minimum(load, 1.0).ravel()
        stock, depot = np.array(self.kit.stock), np.array(self.depot_stock)
        part = np.array(self.kit.share)
        short = metric_backorders(stock, depot, part * self.pipeline, part * self.way, share)
        return np.asarray(np.array(self.kit.numbers) @ short).reshape(load.shape)
