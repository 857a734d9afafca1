"""Routes from hub to site as the page needs them: every leg once, routes as lists of legs."""

from __future__ import annotations

from typing import Any

from optimizer.region.region import Region
from optimizer.report.outline import near
from optimizer.report.rows import records, tidy
from optimizer.report.source import Shown
from optimizer.report.words import named

_STYLES = {
    "road": "road", "track": "track", "last_km": "track", "winter_road": "winter",
    "ice_crossing": "winter", "rail": "rail", "ferry": "water", "river": "water", "sea": "water",
    "air": "air", "charter": "air", "helicopter": "air",
}  # fmt: skip
_BY_REACH = {"links": "road", "last_km": "track", "anywhere": "air"}


def mode_data(region: Region, lang: str) -> dict[str, dict[str, str]]:
    """Name and line style of every mode, by its id."""
    return {
        m.id: {
            "name": named(m.name, m.name_ru, lang),
            "style": _STYLES.get(m.id) or _BY_REACH.get(m.reach, "road"),
        }
        for m in region.modes
    }


def way_data(plan: Shown, lang: str, middle: float) -> dict[str, list[Any]]:
    """Legs ``[lat, lon, lat, lon, mode, km, hours, wait, from, to]`` and routes made of them.

    A route is ``[park, site, {season: [numbers of its legs in order]}]``. Longitudes are written
    near ``middle``.
    """
    return legs_and_routes(plan.region, records(plan.routes), ("park", "site"), lang, middle)


def legs_and_routes(
    region: Region, rows: list[dict[str, Any]], ends: tuple[str, str], lang: str, middle: float
) -> dict[str, list[Any]]:
    """Legs, each once, and routes between ``ends``, two columns of the rows; see `way_data`."""
    names = _translations(region) if lang == "ru" else {}
    legs: dict[tuple[Any, ...], int] = {}
    routes: dict[tuple[str, str], dict[str, list[int]]] = {}
    for row in sorted(rows, key=lambda row: int(row["leg"])):
        leg = (
            tidy(row["from_lat"], 4), tidy(near(row["from_lon"], middle), 4),
            tidy(row["to_lat"], 4), tidy(near(row["to_lon"], middle), 4), str(row["mode"]),
            tidy(row["km"]), tidy(row["hours"]), tidy(row["wait_h"]),
            names.get(str(row["from_name"]), str(row["from_name"])),
            names.get(str(row["to_name"]), str(row["to_name"])),
        )  # fmt: skip
        number = legs.setdefault(leg, len(legs))
        route = routes.setdefault((str(row[ends[0]]), str(row[ends[1]])), {})
        route.setdefault(str(row["season"]), []).append(number)
    return {"legs": [list(leg) for leg in legs], "routes": [[*key, r] for key, r in routes.items()]}


def _translations(region: Region) -> dict[str, str]:
    return {
        row.name: row.name_ru
        for table in (region.sites, region.parks, region.places)
        for row in table
        if row.name_ru
    }
