"""Everything the page shows, as one object of plain values."""

from __future__ import annotations

import json
from typing import Any

from optimizer.region.resource import resource
from optimizer.report.credits import credits
from optimizer.report.ground import Ground
from optimizer.report.hub_data import hub_data
from optimizer.report.outline import Box, Point, near
from optimizer.report.ramp import COLOURS, steps
from optimizer.report.rows import records, tidy
from optimizer.report.simulation_data import Lived, simulation_data
from optimizer.report.site_data import site_data
from optimizer.report.source import Shown
from optimizer.report.supply_data import line_data, supply_data
from optimizer.report.way_data import mode_data, way_data
from optimizer.report.words import named, words

_FRACTIONS = {"availability", "gap", "reach_share"}


def points(plan: Shown) -> list[Point]:
    """Longitude and latitude of all hubs and sites."""
    rows = (*records(plan.hubs), *records(plan.assignments))
    return [(float(row["lon"]), float(row["lat"])) for row in rows]


def page_data(
    plan: Shown, lang: str, ground: Ground, lived: Lived | None = None,
    lines: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What the page shows, in ``lang``; hours h, money million RUB a year, shares as fractions.

    ``lines`` are those of a plan over quarters, of which ``plan`` is one quarter.
    """
    region, middle = plan.region, ground.box.middle
    hubs, sites = hub_data(plan, lang), site_data(plan, lang)
    for item in (*hubs, *sites):
        item["lon"] = tidy(near(item["lon"], middle), 4)
    hours = [
        h for s in sites for f in s["fleets"] for h in (f["hours"], f["today"]) if h is not None
    ]
    return {
        "lang": lang,
        "words": words(lang),
        "region": named(region.title.get("en", region.name), region.title.get("ru", ""), lang),
        "scenario": named(region.scenario.title, region.scenario.title_ru, lang),
        "figures": plain_figures(plan.figures),
        "reach_h": region.scenario.reach_target_h,
        "seasons": [[s.id, named(s.name, s.name_ru, lang)] for s in region.seasons],
        "modes": mode_data(region, lang),
        "groups": _groups(sites),
        "steps": steps(hours),
        "colours": COLOURS,
        "hubs": hubs,
        "sites": sites,
        **way_data(plan, lang, middle),
        "lines": line_data(plan, lang, middle) if lines is None else lines,
        **supply_data(plan, lang, middle),
        "places": _places(plan, lang, middle),
        "names": _far_names(lang, ground.box),
        "ground": [layer.name for layer in ground.layers],
        "simulation": simulation_data(lived, lang),
        "assumptions": [[table, *map(int, counts)] for table, counts in plan.assumptions.items()],
        "credits": credits(ground.metadata, (p.source for p in region.places)),
        "bounds": bounds([(item["lon"], item["lat"]) for item in (*hubs, *sites)]),
    }  # fmt: skip


def plain_figures(figures: Any) -> dict[str, Any]:
    """Key figures with short numbers."""

    def plain(key: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {str(k): plain(key, v) for k, v in value.items()}
        if value is None or isinstance(value, str):
            return value
        return tidy(value, 4 if key in _FRACTIONS else 2)

    return {str(k): plain(str(k), v) for k, v in figures.items()}


def _groups(sites: list[dict[str, Any]]) -> list[str]:
    """Groups of machines, the largest first."""
    counts: dict[str, float] = {}
    for site in sites:
        for fleet in site["fleets"]:
            counts[fleet["group"]] = counts.get(fleet["group"], 0) + (fleet["count"] or 0)
    return sorted(counts, key=lambda group: (-counts[group], group))


def _places(plan: Shown, lang: str, middle: float) -> list[list[Any]]:
    """Name, latitude, longitude and people of every place, the largest first."""
    ranked = sorted(plan.region.places, key=lambda p: (-(p.population or 0), p.id))
    return [
        [
            named(p.name, p.name_ru, lang),
            tidy(p.lat, 3),
            tidy(near(p.lon, middle), 3),
            p.population or 0,
        ]
        for p in ranked
    ]


def _far_names(lang: str, box: Box) -> list[list[Any]]:
    """Seas and neighbours around the region: name, latitude, longitude, sort, least zoom."""
    text = (resource("map_assets") / "names.geojson").read_text(encoding="utf-8")
    wide = box.grown(36, 22)
    found = []
    for feature in json.loads(text)["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        about = feature["properties"]
        lon = near(lon, box.middle)
        if wide.west < lon < wide.east and wide.south < lat < wide.north:
            name = named(about["name"], about["name_ru"], lang)
            found.append([name, lat, lon, about["kind"], about["min_zoom"]])
    return found


def bounds(all_points: list[Point]) -> list[list[float]]:
    """South-western and north-eastern corner of the points, latitude first."""
    lons, lats = [p[0] for p in all_points], [p[1] for p in all_points]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]
