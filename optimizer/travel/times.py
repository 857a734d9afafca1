"""Travel: hours between all parks and sites in every month, and the routes behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.region.region import Region
from optimizer.travel import profile as profiles
from optimizer.travel.graph import NO_MODE, Floats
from optimizer.travel.network import Network
from optimizer.travel.route import Leg, Route, Stop, checked_month, position, shortest_route


@dataclass(frozen=True, eq=False)
class Travel:
    """Hours by network variant; parks and sites in the order of the region's tables.

    Attributes
    ----------
    region
        Whose parks and sites these are.
    variants
        Months of each variant; within one the same links are open.
    crew_h
        One way hours of a crew from park to site, ``[V, J, I]``; infinite where no way is open.
    crew_mode
        Index into ``region.modes`` of the mode that takes the most of these hours, waits included;
        -1 where nothing moves, no way is open or a user's matrix does not tell, ``[V, J, I]``.
    tow_h
        Hours of a machine from site to park by its speed (km/h), ``[V, J, I]`` each; infinite where
        no way is open to machines.
    tow_km
        Length of the way of a tow at the greatest of these speeds, ``[V, J, I]``.
    parts_h
        Hours of parts from the scenario's gateway to the park, ``[V, J]``; 0 without a gateway.
    network
        The network behind the hours; none behind a user's matrix.
    """

    region: Region = field(repr=False)
    variants: tuple[frozenset[int], ...]
    crew_h: Floats = field(repr=False)
    crew_mode: NDArray[np.int8] = field(repr=False)
    tow_h: dict[float, Floats] = field(repr=False)
    tow_km: Floats = field(repr=False)
    parts_h: Floats = field(repr=False)
    network: Network | None = field(repr=False)

    def month_variant(self, month: int) -> int:
        """Index of the variant of a calendar month (1 to 12)."""
        checked_month(month)
        return next(v for v, months in enumerate(self.variants) if month in months)

    def main_mode(self, variant: int, park: int, site: int) -> str:
        """Id of the mode that takes most of a crew's hours; empty where `crew_mode` is -1."""
        index = int(self.crew_mode[variant, park, site])
        return "" if index == NO_MODE else self.region.modes[index].id

    def route(
        self,
        park_id: str,
        site_id: str,
        month: int,
        profile: str = "crew",
        *,
        tow_kmh: float | None = None,
    ) -> Route:
        """Way of a crew from park to site, or of a tow from site to park.

        Parameters
        ----------
        park_id, site_id
            Ids of the region's tables.
        month
            Calendar month, 1 to 12.
        profile
            ``crew`` or ``tow``.
        tow_kmh
            Speed of the tow; by default the greatest of `tow_h`.

        Raises
        ------
        InputError
            When a name is unknown or no way is open.
        """
        park = position([row.id for row in self.region.parks], park_id, "park")
        site = position([row.id for row in self.region.sites], site_id, "site")
        position(["crew", "tow"], profile, "profile")
        if self.network is None:
            return self._matrix_route(park, site, month, profile)
        park_node, site_node = int(self.network.parks[park]), int(self.network.sites[site])
        if profile == "crew":
            who = profiles.crew(self.region)
            return shortest_route(self.network, who, checked_month(month), park_node, site_node)
        who = profiles.tow(
            self.region, max(self.tow_h, default=np.inf) if tow_kmh is None else tow_kmh
        )
        return shortest_route(self.network, who, checked_month(month), site_node, park_node)

    def parts_route(self, park_id: str, month: int) -> Route:
        """Way of spare parts from the scenario's gateway to a park; no legs without a gateway."""
        park = position([row.id for row in self.region.parks], park_id, "park")
        if self.network is None or not self.region.scenario.gateway:
            return Route(())
        who, start = profiles.parts(self.region), gateway_node(self.region)
        end = int(self.network.parks[park])
        return shortest_route(self.network, who, checked_month(month), start, end)

    def _matrix_route(self, park: int, site: int, month: int, profile: str) -> Route:
        """One straight leg: all that a matrix tells."""
        cell = (self.month_variant(month), park, site)
        hours = (
            self.crew_h[cell] if profile == "crew" else min(h[cell] for h in self.tow_h.values())
        )
        ends = [
            Stop(row.id, row.name, row.name_ru, row.lat, row.lon)
            for row in (self.region.parks[park], self.region.sites[site])
        ]
        if profile == "tow":
            ends.reverse()
        return Route((Leg(ends[0], ends[1], "", float(self.tow_km[cell]), float(hours), 0.0),))


def gateway_node(region: Region) -> int:
    """Node of the place where parts enter the region."""
    return position([place.id for place in region.places], region.scenario.gateway, "place")
