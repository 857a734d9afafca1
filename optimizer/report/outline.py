"""Lines and rings of the ground: made continuous at the antimeridian, clipped, rounded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
"""Longitude and latitude, degrees."""
Line = list[Point]


@dataclass(frozen=True)
class Box:
    """A window of the map, degrees; longitudes may pass 180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> float:
        """Longitude of the middle."""
        return (self.west + self.east) / 2

    def grown(self, lon: float, lat: float) -> Box:
        """The box with a margin on every side, degrees."""
        return Box(
            self.west - lon, max(-85, self.south - lat), self.east + lon, min(85, self.north + lat)
        )


def box_of(points: Sequence[Point]) -> Box:
    """Smallest box around the points."""
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return Box(min(lons), min(lats), max(lons), max(lats))


def near(lon: float, middle: float) -> float:
    """The same meridian, written within 180 degrees of ``middle``."""
    return lon - 360 * round((lon - middle) / 360)


def unwrap(line: Sequence[Sequence[float]], middle: float) -> Line:
    """The line without jumps of 360 degrees, its first point near ``middle``.

    It must come before clipping: a ring that jumps from 180 to -180 would be cut into a band
    across the whole map.
    """
    result: Line = []
    last = middle
    for lon, lat, *_ in line:
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise ValueError("a coordinate is not a number")
        last = near(float(lon), last)
        result.append((last, float(lat)))
    return result


def clip_ring(ring: Line, box: Box) -> Line:
    """The part of a closed ring inside the box (Sutherland and Hodgman 1974); empty if none."""
    for axis, limit, sign in (
        (0, box.west, 1), (0, box.east, -1), (1, box.south, 1), (1, box.north, -1),
    ):  # fmt: skip
        ring = _cut(ring, axis, limit, sign)
        if not ring:
            return []
    return ring


def _cut(ring: Line, axis: int, limit: float, sign: int) -> Line:
    result: Line = []
    for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
        inside = sign * (point[axis] - limit) >= 0
        if inside != (sign * (before[axis] - limit) >= 0):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            result.append(
                (
                    before[0] + share * (point[0] - before[0]),
                    before[1] + share * (point[1] - before[1]),
                )
            )
        if inside:
            result.append(point)
    return result


def rounded(line: Line, digits: int) -> list[list[float]]:
    """The line with rounded coordinates, repeated points left out."""
    result: list[list[float]] = []
    for lon, lat in line:
        point = [round(lon, digits), round(lat, digits)]
        if not result or result[-1] != point:
            result.append(point)
    return result


def clipped_polygons(
    polygons: Sequence[Sequence[Sequence[Sequence[float]]]], box: Box, digits: int
) -> list[list[list[list[float]]]]:
    """Polygons inside the box, copies of a ring one turn further round included."""
    result = []
    for polygon in polygons:
        rings = [unwrap(ring, box.middle) for ring in polygon]
        for turn in (-360, 0, 360):
            moved = [clip_ring([(x + turn, y) for x, y in ring], box) for ring in rings]
            kept = [rounded(ring, digits) for ring in moved if len(ring) > 2]
            if moved[0] and kept:
                result.append(kept)
    return result


def simple_parts(geometry: Any) -> Iterator[tuple[str, Any]]:
    """Type (``LineString`` or ``Polygon``) and coordinates of every part of a GeoJSON geometry."""
    for child in geometry.get("geometries", ()):
        yield from simple_parts(child)
    kind, inner = geometry.get("type"), geometry.get("coordinates")
    if kind in ("LineString", "Polygon"):
        yield kind, inner
    elif kind in ("MultiLineString", "MultiPolygon"):
        for part in inner:
            yield kind.removeprefix("Multi"), part
