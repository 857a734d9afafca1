"""Load rows: each is one linear load of a station at a park, with a convex curve per level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.problem import Array, Curve, Problem, Station


@dataclass(frozen=True)
class SeasonMean:
    """Mean over the seasons of a curve whose load in season s is ``scale[s] * load``."""

    curve: Curve
    share: tuple[float, ...]
    scale: tuple[float, ...]
    others: tuple[Curve, ...] = ()
    """Curves of all the seasons, where they differ."""

    @property
    def capacity(self) -> float:
        """Greatest load that no season's capacity forbids."""
        return self.curve.capacity / max(*self.scale, 1e-300)

    def value(self, load: Array) -> Array:
        """Mean number waiting."""
        at = np.asarray(load, float)[..., None] * np.array(self.scale)
        return np.asarray(self._each(at, "value") @ np.array(self.share))

    def slope(self, load: Array) -> Array:
        """Derivative of `value`."""
        scale = np.array(self.scale)
        at = np.asarray(load, float)[..., None] * scale
        return np.asarray((self._each(at, "slope") * scale) @ np.array(self.share))

    def _each(self, load: Array, what: Literal["value", "slope"]) -> Array:
        """Value or slope in each season, (..., S)."""
        if not self.others:
            return np.asarray(getattr(self.curve, what)(load))
        found = [getattr(c, what)(load[..., s]) for s, c in enumerate(self.others)]
        return np.stack(found, axis=-1)


@dataclass(frozen=True, eq=False)
class LoadRow:
    """One load of a station at a park.

    Attributes
    ----------
    weight
        Aim per year of one machine waiting in this row (season's share included).
    coefficients
        (n,) load that each of the station's cells adds; zero where the park cannot serve it.
    curves
        One per level.
    price
        (L,) million RUB a year for each unit of load, beside the level's own cost.
    """

    weight: float
    coefficients: Array
    curves: tuple[Curve, ...]
    price: Array

    def most(self, level: int) -> float:
        """Greatest load that a level can see: its capacity, or all cells together."""
        return min(self.curves[level].capacity, float(self.coefficients.sum()))


def load_rows(problem: Problem, station: Station, park: int) -> tuple[LoadRow, ...]:
    """Rows of a station at a park: one where its seasons are proportional, else one per season.

    The one row is the load of the fullest season: numbers of a load's size, beside which a solver's
    tolerance is small.
    """
    weight = float(station.weight[park])
    served = np.isfinite(problem.linear[station.cells, park])
    if station.scale is not None:
        share = tuple(float(p) for p in problem.season_share)
        fullest = float(station.scale[:, park].max())
        scale = station.scale[:, park] / (fullest or 1.0)
        loads = [station.level_load(v, park, scale) for v in range(len(station.curves))]
        curves = tuple(
            SeasonMean(
                curve, share, tuple(load.tolist()), _by_season(problem, station, level, park)
            )
            for level, (curve, load) in enumerate(zip(station.curves, loads, strict=True))
        )
        price = [station.level_price(v, park) for v in range(len(curves))]
        if any(price):
            parts = float(problem.season_share @ (scale / station.hours[:, 0, park]))
            price = [each * parts for each in price]
        base = station.base_rate * fullest * served
        return (LoadRow(weight, base, curves, np.array(price)),)
    unit = station.unit_load(park) * served
    return tuple(
        LoadRow(weight * float(p), unit[s], station.curves, np.zeros(len(station.curves)))
        for s, p in enumerate(problem.season_share)
        if p > 0
    )


def _by_season(problem: Problem, station: Station, level: int, park: int) -> tuple[Curve, ...]:
    """Curves of a level in all seasons; none where they are the same."""
    if station.supply is None or station.supply.behind_level(level) is None:
        return ()
    return tuple(station.curve(level, s, park) for s in range(problem.seasons))
