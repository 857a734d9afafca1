"""Ways without a link: the last kilometres to a park or site, and straight from point to point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from geopy.distance import geodesic

from optimizer.errors import InputError
from optimizer.region.geography import Mode
from optimizer.region.region import Region
from optimizer.travel.graph import NO_MODE, Floats, Ints
from optimizer.travel.profile import Profile

AT_PLACE_KM = 0.5
"""A park or site no farther than this from its place stands at it."""
EARTH_KM = 6371.0088
SPHERE_SHORTFALL = 0.99
"""A great circle times this is surely shorter than the geodesic (they differ by under 0.6 %)."""


class Point(Protocol):
    """Anything with coordinates, in degrees."""

    @property
    def lat(self) -> float:
        """Latitude."""

    @property
    def lon(self) -> float:
        """Longitude."""


def geodesic_km(a: Point, b: Point) -> float:
    """Length of the geodesic on WGS 84."""
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).km)


def great_circle_km(origins: Sequence[Point], destinations: Sequence[Point]) -> Floats:
    """Great circles on a sphere, ``[origins, destinations]``: a quick bound, never reported."""
    lat_a, lon_a = _radians(origins)
    lat_b, lon_b = _radians(destinations)
    lat_a, lon_a = lat_a[:, None], lon_a[:, None]
    half = np.sin((lat_b - lat_a) / 2) ** 2
    half = half + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    result: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return result


def _radians(points: Sequence[Point]) -> tuple[Floats, Floats]:
    both = np.radians(np.array([(p.lat, p.lon) for p in points], dtype=float).reshape(-1, 2))
    return both[:, 0], both[:, 1]


def straight_modes(region: Region, profile: Profile, reach: str) -> list[tuple[int, Mode]]:
    """Index and row of the modes of this reach that the profile may use."""
    found = [(m, mode) for m, mode in enumerate(region.modes) if mode.reach == reach]
    for _, mode in found:
        if mode.kmh is None:
            raise InputError(
                [f"modes: '{mode.id}' has reach '{reach}' but no kmh; give its speed in km/h"]
            )
    return [(m, mode) for m, mode in found if mode.id in profile.modes]


def straight_kmh(mode: Mode, profile: Profile) -> float:
    """Speed on the way that the mode makes for itself."""
    return min(speed for speed in (mode.kmh, mode.max_kmh, profile.cap_kmh) if speed is not None)


@dataclass(frozen=True, eq=False)
class Straight:
    """The fastest straight way for each pair of points.

    ``hours`` contains the wait and is infinite where nobody flies; ``km`` contains the detour.
    """

    hours: Floats
    km: Floats
    mode: Ints


def fastest_straight(
    region: Region, profile: Profile, reach: str, geodesics_km: Floats
) -> Straight:
    """Take the fastest mode of this reach over geodesics of any shape; infinity stays infinity."""
    shape = geodesics_km.shape
    hours, km = np.full(shape, np.inf), np.full(shape, np.inf)
    chosen = np.full(shape, NO_MODE, dtype=np.int64)
    for index, mode in straight_modes(region, profile, reach):
        way_km = geodesics_km * mode.detour
        way_h = mode.wait_h + way_km / straight_kmh(mode, profile)
        better = way_h < hours
        hours, km = np.where(better, way_h, hours), np.where(better, way_km, km)
        chosen = np.where(better, index, chosen)
    return Straight(hours, km, chosen)


def straight_where_faster(
    region: Region,
    profile: Profile,
    origins: Sequence[Point],
    destinations: Sequence[Point],
    network_h: Floats,
) -> Straight:
    """Straight ways between all pairs, exact wherever one may beat ``network_h``.

    A geodesic costs some 100 microseconds, so that only pairs are measured whose great circle says
    that a straight way may be faster; for the others the hours are infinite.
    """
    bound_km = SPHERE_SHORTFALL * great_circle_km(origins, destinations)
    bound = fastest_straight(region, profile, "anywhere", bound_km)
    exact_km = np.full(bound_km.shape, np.inf)
    for i, j in np.argwhere(bound.hours < network_h):
        exact_km[i, j] = geodesic_km(origins[i], destinations[j])
    return fastest_straight(region, profile, "anywhere", exact_km)
