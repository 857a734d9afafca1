"""Travel: hours between all parks and sites in every month, and the routes behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import InputError
from optimizer.region.region import Region
from optimizer.travel import profile as profiles
from optimizer.travel.find_route import bare_route, checked_month, position, shortest_route
from optimizer.travel.graph import NO_MODE, Floats
from optimizer.travel.network import Network
from optimizer.travel.route import Route


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
    crew_km
        Length of these ways.
    crew_mode
        Index into ``region.modes`` of the mode that takes the most of these hours, waits included;
        -1 where nothing moves, no way is open or a user's matrix does not tell, ``[V, J, I]``.
    tow_h
        Hours of a machine from site to park by its speed (km/h), ``[V, J, I]`` each; infinite where
        no way is open to machines.
    tow_km
        Length of these ways, by the same speeds; infinite where none is open.
    parts_h
        Hours of parts from the scenario's gateway to the park, ``[V, J]``; 0 without a gateway.
    network
        The region's ways.
    from_matrix
        Hours between parks and sites are a user's own, not the network's.
    """

    region: Region = field(repr=False)
    variants: tuple[frozenset[int], ...]
    crew_h: Floats = field(repr=False)
    crew_km: Floats = field(repr=False)
    crew_mode: NDArray[np.int8] = field(repr=False)
    tow_h: dict[float, Floats] = field(repr=False)
    tow_km: dict[float, Floats] = field(repr=False)
    parts_h: Floats = field(repr=False)
    network: Network = field(repr=False)
    from_matrix: bool = False

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
        checked_month(month)
        start, end = int(self.network.parks[park]), int(self.network.sites[site])
        if profile == "crew":
            who, hours, km = profiles.crew(self.region), self.crew_h, self.crew_km
        else:
            kmh = self._known_speed(tow_kmh)
            who, hours, km = profiles.tow(self.region, kmh), self.tow_h[kmh], self.tow_km[kmh]
            start, end = end, start
        if self.from_matrix:
            cell = (self.month_variant(month), park, site)
            return bare_route(self.network, start, end, float(hours[cell]), float(km[cell]))
        return shortest_route(self.network, who, month, start, end)

    def parts_route(self, park_id: str, month: int, from_park: str | None = None) -> Route:
        """Way of spare parts to a park from another, or from the gateway; no legs without one."""
        parks = [row.id for row in self.region.parks]
        park = position(parks, park_id, "park")
        if from_park is not None:
            start = int(self.network.parks[position(parks, from_park, "park")])
        elif self.region.scenario.gateway:
            start = gateway_node(self.region)
        else:
            return Route(())
        who, end = profiles.parts(self.region), int(self.network.parks[park])
        if start == end or from_park == park_id:
            return Route(())
        return shortest_route(self.network, who, checked_month(month), start, end)

    def _known_speed(self, tow_kmh: float | None) -> float:
        """Return the speed asked for, by default the greatest, if some class is towed so."""
        speed = max(self.tow_h, default=0.0) if tow_kmh is None else tow_kmh
        if speed not in self.tow_h:
            known = ", ".join(f"{kmh:g}" for kmh in self.tow_h) or "none"
            raise InputError([f"classes: no class is towed at {speed:g} km/h; known: {known}"])
        return speed


def gateway_node(region: Region) -> int:
    """Node of the place where parts enter the region."""
    return position([place.id for place in region.places], region.scenario.gateway, "place")
