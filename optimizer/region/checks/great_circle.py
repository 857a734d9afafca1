"""Distance over the globe, good enough to see that a fact is odd."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Protocol

_EARTH_RADIUS_KM = 6371.0


class Point(Protocol):
    """Anything with coordinates in degrees."""

    @property
    def lat(self) -> float:
        """Latitude."""

    @property
    def lon(self) -> float:
        """Longitude."""


def great_circle_km(a: Point, b: Point) -> float:
    """Return the distance on a sphere in km (0.5 % off the ellipsoid at most)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lon - a.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
