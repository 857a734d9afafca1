"""Problem: arrays only. The seam between the domain and the mathematics.

Symbols follow docs/model.md: cells d, parks j, sizes b, stations k with levels l, seasons s.
Money is million RUB a year; the aim is the yearly worth of standing machines in the same unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Curve(Protocol):
    """Mean number waiting at a station as a convex, increasing function of its load."""

    @property
    def capacity(self) -> float:
        """Greatest load the level may carry."""
        ...

    def value(self, load: Array) -> Array:
        """Mean number waiting at each load."""
        ...

    def slope(self, load: Array) -> Array:
        """Derivative of `value`."""
        ...


class Behind(Protocol):
    """A stock behind a station's own, such as a depot's: a load is then a share of all demand.

    The curve of a level supplied from it may differ by park and season, and is convex in the share.
    """

    def curve(self, own: Curve, season: int, park: int) -> Curve:
        """Exact curve of a level, from the one that it has by itself."""
        ...

    def means(self, own: tuple[Curve, ...], parks: Ints, load: Array) -> tuple[Array, Array]:
        """(P, n, M) season means at loads (P, M), never below the truth, and how far above it."""
        ...

    def only(self, parks: Ints) -> Behind:
        """The same for some of the parks."""
        ...


@dataclass(frozen=True, eq=False)
class Supply:
    """Ways in which a stock may be supplied; each level of the station is a kit with one of them.

    Attributes
    ----------
    way
        (L,) way of each level.
    factor
        (O, S, J) load under each way over the load that `Station.hours` give: its lead time over
        the usual one.
    price
        (O, J) million RUB a year for each part per hour, beside the usual way; may be negative.
    needs
        (O,) source that a way needs, an index of `Problem.sources`; `NO_SOURCE` for none.
    behind
        Stock behind each way, or None; the factor of such a way makes the load a share of all
        demand. Empty where there is none at all.
    part
        (O,) part of the needed source's cost that is spent on this station alone, million RUB a
        year: whoever uses the way for a share of all demand can be charged that share of it, and
        no plan is charged more than the source costs. Empty for none.
    """

    way: Ints
    factor: Array
    price: Array
    needs: Ints
    behind: tuple[Behind | None, ...] = ()
    part: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def level_needs(self) -> Ints:
        """(L,) source that each level needs."""
        return np.asarray(self.needs[self.way])

    def only(self, parks: Ints) -> Supply:
        """The same at some of the parks."""
        behind = tuple(each and each.only(parks) for each in self.behind)
        return replace(
            self, factor=self.factor[:, :, parks], price=self.price[:, parks], behind=behind
        )

    def behind_level(self, level: int) -> Behind | None:
        """Stock behind a level, or None."""
        return self.behind[self.way[level]] if self.behind else None


NO_SOURCE = -1


@dataclass(frozen=True, eq=False)
class Sources:
    """Things that are built once and then supply all hubs, such as a product line in a park.

    Attributes
    ----------
    cost
        (Z,) million RUB a year; negative where it saves more than it costs.
    group, most
        (Z,) group of each, and (G,) most that may be built of each group.
    use, limit
        (R, Z) use of each resource, and (R,) how much of it there is.
    names
        For messages.
    """

    cost: Array
    group: Ints
    most: Ints
    use: Array
    limit: Array
    names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Number of sources Z."""
        return len(self.cost)

    @property
    def most_earned(self) -> float:
        """Million RUB a year that all sources together may earn at most."""
        return float(np.maximum(0.0, -self.cost).sum())


@dataclass(frozen=True, eq=False)
class Station:
    """Something that makes machines wait; every park may have one of each kind.

    Attributes
    ----------
    kind
        ``servers``: a cell needs a chosen level at its park. ``stock``: level 0 is the empty kit,
        which every open park has at no cost.
    curves
        Number waiting by load, one per level.
    cost
        (J, L) million RUB a year.
    allowed
        (B, L): a hub of size b can host level l.
    cells
        (n,) cells that load the station.
    rate
        (S, n) repairs, or parts, per hour and cell.
    hours
        (S, n, J) hours that one of them occupies the station; (S, 1, J) where all cells have the
        same; finite, also where the park cannot serve the cell. The load in season s at park j is
        ``sum(rate[s] * hours[s, :, j] * x[cells, j])``.
    weight
        (J,) million RUB a year lost per machine waiting at each park.
    supply
        Where a level also says how parts come. Only of stocks whose seasons are proportional
        (`scale`), with hours above zero.
    """

    name: str
    kind: Literal["servers", "stock"]
    curves: tuple[Curve, ...]
    cost: Array
    allowed: Bools
    cells: Ints
    rate: Array
    hours: Array
    weight: Array
    supply: Supply | None = None

    @cached_property
    def capacity(self) -> Array:
        """(L,) greatest load of each level."""
        return np.array([curve.capacity for curve in self.curves])

    def curve(self, level: int, season: int, park: int) -> Curve:
        """Curve of a level at a park in a season."""
        behind = None if self.supply is None else self.supply.behind_level(level)
        return self.curves[level] if behind is None else behind.curve(
            self.curves[level], season, park)  # fmt: skip

    def unit_load(self, park: int) -> Array:
        """(S, n) load that each cell puts on the station at a park."""
        return np.asarray(self.rate * self.hours[:, :, park])

    def level_load(self, level: int, park: int, load: Array) -> Array:
        """(S,) load that the curve of a level sees, from the load under the usual hours."""
        if self.supply is None:
            return load
        return np.asarray(load * self.supply.factor[self.supply.way[level], :, park])

    def level_price(self, level: int, park: int) -> float:
        """Million RUB a year that a level costs for each part per hour."""
        supply = self.supply
        return 0.0 if supply is None else float(supply.price[supply.way[level], park])

    def level_needs(self, level: int) -> int:
        """Source that a level needs; `NO_SOURCE` for none."""
        return NO_SOURCE if self.supply is None else int(self.supply.level_needs[level])

    @cached_property
    def level_part(self) -> Array:
        """(L,) part of its source's cost that all of the station's demand would be charged."""
        if self.supply is None or not len(self.supply.part):
            return np.zeros(len(self.curves))
        return np.asarray(self.supply.part[self.supply.way])

    def behind_levels(self) -> dict[int, list[int]]:
        """Levels with a stock behind them, by their way."""
        found: dict[int, list[int]] = {}
        for level in range(len(self.curves)):
            if self.supply is not None and self.supply.behind_level(level) is not None:
                found.setdefault(int(self.supply.way[level]), []).append(level)
        return found

    @cached_property
    def base_rate(self) -> Array:
        """(n,) rate of the busiest season."""
        return np.asarray(self.rate[int(np.argmax(self.rate.sum(axis=1)))])

    @cached_property
    def scale(self) -> Array | None:
        """(S, J) hours per season where the load is one number times a seasonal scale, else None.

        Then the load in season s is ``scale[s, j] * sum(base_rate * x)``.
        """
        if self.hours.shape[1] != 1 or not self.base_rate.any():
            return None
        ratio = self.rate.sum(axis=1) / self.base_rate.sum()
        if not np.allclose(self.rate, ratio[:, None] * self.base_rate, rtol=1e-9, atol=1e-15):
            return None
        return np.asarray(ratio[:, None] * self.hours[:, 0, :])


@dataclass(frozen=True, eq=False)
class Problem:
    """Where to open hubs, how large, with which levels, and who is served from where.

    Attributes
    ----------
    season_share
        (S,) share of the year, sums to one.
    linear
        (D, J) aim per year if cell d is served from park j, waiting aside; inf where it cannot be.
    stay
        (D,) aim per year if cell d keeps today's way of repair; inf where it must be served.
    size_cost
        (J, B) million RUB a year of a hub of size b, without its stations.
    stations
        What makes machines wait.
    budget
        Most that hubs and stations may cost a year; inf for none.
    money
        Weight of cost in the aim (0: money is limited by the budget only).
    split
        A cell may be shared between parks.
    cell_names, park_names
        For messages only.
    sources
        What ways of supply may need.
    """

    season_share: Array
    linear: Array
    stay: Array
    size_cost: Array
    stations: tuple[Station, ...]
    budget: float
    money: float = 0.0
    split: bool = False
    cell_names: tuple[str, ...] = ()
    park_names: tuple[str, ...] = ()
    sources: Sources | None = None

    @property
    def source_count(self) -> int:
        """Number of sources Z."""
        return self.sources.count if self.sources else 0

    @property
    def cells(self) -> int:
        """Number of demand cells D."""
        return int(self.linear.shape[0])

    @property
    def parks(self) -> int:
        """Number of candidate parks J."""
        return int(self.linear.shape[1])

    @property
    def sizes(self) -> int:
        """Number of hub sizes B."""
        return int(self.size_cost.shape[1])

    @property
    def seasons(self) -> int:
        """Number of seasons S."""
        return int(self.season_share.shape[0])

    def waiting(self, station: Station, park: int, level: int, load: Array) -> float:
        """Aim per year of the machines waiting at a station; ``load`` is (S,)."""
        seen = station.level_load(level, park, load)
        value = [station.curve(level, s, park).value(seen[s]) for s in range(self.seasons)]
        return float(station.weight[park] * (self.season_share @ np.array(value)))

    def waiting_by_level(self, station: Station, park: int, load: Array) -> Array:
        """(L,) `waiting` at all levels, inf where the load is beyond a level's capacity.

        A trifle above the truth where a stock lies behind a level.
        """
        behind = station.behind_levels()
        known = {level for levels in behind.values() for level in levels}
        found = np.zeros(len(station.curves))
        for level in range(len(station.curves)):
            if level in known:
                continue
            seen = station.level_load(level, park, load)
            fits = seen.max() <= station.capacity[level] * (1 + 1e-9)
            found[level] = self.waiting(station, park, level, load) if fits else np.inf
        for way, levels in behind.items():
            assert station.supply is not None
            stock, seen = station.supply.behind[way], station.level_load(levels[0], park, load)
            assert stock is not None
            own = tuple(station.curves[v] for v in levels)
            value, _ = stock.means(own, np.array([park]), seen[None, :1])
            found[levels] = station.weight[park] * value[0, :, 0]
        return found

    def charged(self, station: Station, park: int, level: int, load: Array) -> float:
        """Million RUB a year of a level's source that fall on a load (S,) by its share."""
        if not station.level_part[level]:
            return 0.0
        parts = self.season_share @ (load / station.hours[:, 0, park])
        whole = self.season_share @ station.rate.sum(axis=1)
        return float(station.level_part[level] * parts / whole)

    @cached_property
    def source_floor(self) -> Array:
        """(Z,) million RUB a year of each source, without what stations are charged for it."""
        if self.sources is None:
            return np.zeros(0)
        left = self.sources.cost.copy()
        for station in self.stations:
            if station.supply is not None and len(station.supply.part):
                needs = station.supply.needs
                np.subtract.at(left, needs[needs >= 0], station.supply.part[needs >= 0])
        return left

    def level_cost(self, station: Station, park: int, level: int, load: Array) -> float:
        """Million RUB a year of a level, and of its way of supply, under a load (S,)."""
        cost = float(station.cost[park, level])
        price = station.level_price(level, park)
        if price:
            cost += price * float(self.season_share @ (load / station.hours[:, 0, park]))
        return cost
