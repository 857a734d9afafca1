"""The ground under the map: land, waters, ways and borders, from files, as plain geometry.

Only numbers pass: no text of a file reaches the page from here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.errors import InputError
from optimizer.region.resource import resource
from optimizer.report.outline import (
    Box,
    Line,
    Point,
    box_of,
    clipped_polygons,
    near,
    rounded,
    simple_parts,
    unwrap,
)

SEA, LAND, HOME = "#cfdfe9", "#e9e6de", "#fcfbf7"

STYLES: dict[str, dict[str, Any]] = {
    "world": {"stroke": False, "fillColor": LAND, "fillOpacity": 1},
    "sea": {"stroke": False, "fillColor": SEA, "fillOpacity": 1},
    "land": {"stroke": False, "fillColor": LAND, "fillOpacity": 1},
    "home": {"stroke": False, "fillColor": HOME, "fillOpacity": 1},
    "borders": {"color": "#aaa69b", "weight": 0.8, "dashArray": "6 4", "fill": False},
    "rivers": {"color": "#8fb7d1", "weight": 1.3, "fillColor": SEA, "fillOpacity": 1},
    "roads": {"color": "#dccba6", "weight": 1.6, "fill": False},
    "railways": {"color": "#b4aeb4", "weight": 1.1, "fill": False},
    "boundary": {"color": "#7d8791", "weight": 1.6, "fill": False, "opacity": 0.8},
}
"""Leaflet styles, in the order of drawing."""

_ROLES = (
    ("admin", "borders"), ("border", "borders"), ("boundary", "boundary"), ("land", "land"),
    ("river", "rivers"), ("lake", "rivers"), ("rail", "railways"), ("road", "roads"),
)  # fmt: skip
_ABOUT = ("attribution", "source", "licence")
_WORLD_MARGIN = (36.0, 22.0)


@dataclass(frozen=True)
class Layer:
    """One layer of the ground, as one GeoJSON feature."""

    name: str
    feature: dict[str, Any]
    style: dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """Layers from below to above, the window they cover and the metadata of their files."""

    layers: tuple[Layer, ...]
    box: Box
    metadata: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class _File:
    """Lines and polygons of a file, without jumps, and what it says of its origin."""

    parts: list[tuple[str, list[Line]]]
    about: dict[str, str]


def ground(folder: Path, points: list[Point]) -> Ground:
    """Ground of a region: ``folder / "basemap"`` where there is one, the land of the world around.

    ``points`` are the places that the window must hold (longitude, latitude).
    """
    middle = points[0][0]
    box = box_of([(near(lon, middle), lat) for lon, lat in points])
    files = {
        role: _read(path, box.middle)
        for path in sorted((folder / "basemap").glob("*.geojson"))
        if (role := _role(path)) is not None
    }
    home = {role: file.parts for role, file in files.items()}
    if home.get("boundary"):
        outline = box_of([p for _, rings in home["boundary"] for ring in rings for p in ring])
        box = box_of([(box.west, box.south), (box.east, box.north),
                      (outline.west, outline.south), (outline.east, outline.north)])  # fmt: skip
    window = box.grown(*_WORLD_MARGIN)
    world = _read(resource("map_assets") / "land_50m.geojson", window.middle)
    around = clipped_polygons([rings for _, rings in world.parts], window, 2)
    drawn = {"world": {"type": "MultiPolygon", "coordinates": around}} | {
        r: _geometry(f) for r, f in home.items() if f
    }
    if home.get("land"):
        drawn["sea"] = _rectangle(
            box_of([p for _, rings in home["land"] for ring in rings for p in ring])
        )
    if home.get("boundary"):
        drawn["home"] = drawn["boundary"]
    layers = tuple(
        Layer(name, _feature(name, drawn[name]), style)
        for name, style in STYLES.items()
        if name in drawn
    )
    return Ground(layers, box, tuple(file.about for file in (world, *files.values())))


def _role(path: Path) -> str | None:
    stem = path.stem.lower()
    return next((role for word, role in _ROLES if word in stem), None)


def _read(path: Path, middle: float) -> _File:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = [
            (kind, [unwrap(line, middle) for line in ([inner] if kind == "LineString" else inner)])
            for feature in data["features"]
            for kind, inner in simple_parts(feature.get("geometry") or {})
        ]
        about = {key: str(data[key]) for key in _ABOUT if key in data}
        inside = data.get("metadata") or {}
        about.update((key, str(inside[key])) for key in _ABOUT if key in inside)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        problem = f"{path}: not a GeoJSON feature collection ({error}); mend or remove it"
        raise InputError([problem]) from error
    return _File(found, about)


def _geometry(features: list[tuple[str, list[Line]]]) -> dict[str, Any]:
    """Every part, coordinates rounded to about a hundred metres."""
    lines = [rounded(rings[0], 3) for kind, rings in features if kind == "LineString"]
    polygons = [[rounded(r, 3) for r in rings] for kind, rings in features if kind == "Polygon"]
    geometries: list[dict[str, Any]] = []
    if polygons:
        geometries.append({"type": "MultiPolygon", "coordinates": polygons})
    if lines:
        geometries.append({"type": "MultiLineString", "coordinates": lines})
    if len(geometries) == 1:
        return geometries[0]
    return {"type": "GeometryCollection", "geometries": geometries}


def _feature(name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "properties": {}, "geometry": geometry}


def _rectangle(box: Box) -> dict[str, Any]:
    ring = [
        [box.west, box.south], [box.east, box.south], [box.east, box.north], [box.west, box.north],
        [box.west, box.south],
    ]  # fmt: skip
    return {"type": "Polygon", "coordinates": [ring]}
