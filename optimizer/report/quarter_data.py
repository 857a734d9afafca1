"""A plan over quarters as the page needs it: what changes by quarter apart from what does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.region.region import Region
from optimizer.report.ground import Ground
from optimizer.report.hub_data import hub_data, place_names
from optimizer.report.outline import Point, near
from optimizer.report.page_data import bounds, page_data, plain_figures, points
from optimizer.report.ramp import steps
from optimizer.report.rows import records, tidy
from optimizer.report.simulation_data import Lived
from optimizer.report.site_data import site_data
from optimizer.report.source import Shown, ShownQuarters
from optimizer.report.supply_data import line_data, supply_data
from optimizer.report.way_data import way_data
from optimizer.report.words import named

_SHARED = ("name", "group", "workshop")
"""What a fleet keeps in all quarters; the rest is written by quarter, without names."""


def quarter_points(plan: ShownQuarters) -> list[Point]:
    """Longitude and latitude of the sites and of all hubs of all quarters."""
    return list(dict.fromkeys(point for quarter in plan.plans for point in points(quarter)))


def quarters_data(
    plan: ShownQuarters, lang: str, ground: Ground, lived: Lived | None = None
) -> dict[str, Any]:
    """What the page shows; `quarters` holds today at 0 and then every quarter.

    Money is million RUB in the quarter, running costs and losses million RUB a year.
    """
    middle = ground.box.middle
    lines = line_data(plan, lang, middle)
    data = page_data(plan.plans[-1], lang, ground, lived, lines)
    builds = _builds(plan, lang)
    shown = [_quarter(quarter, lang, middle) for quarter in plan.plans]
    legs = {name: _shared(shown, name, routes) for name, routes in _WAYS.items()}
    _tell(shown, plan, builds, lines)
    keys = [key for key in shown[0]["sites"][0]["fleets"][0] if key not in _SHARED]
    hours = [h for q in shown for s in q["sites"] for f in s["fleets"]
             for h in (f["hours"], f["today"]) if h is not None]  # fmt: skip
    for quarter in shown:
        quarter["fleets"] = _by_site(quarter.pop("sites"), data["sites"], keys)
    for site in data["sites"]:
        site["fleets"] = [{key: fleet[key] for key in _SHARED} for fleet in site["fleets"]]
    standing = _standing(plan.region, lang, middle)
    hubs = [hub for quarter in shown for hub in quarter["hubs"]] + standing
    at = {(float(item["lon"]), float(item["lat"])) for item in (*hubs, *data["sites"])}
    return {
        **data, **legs, "hubs": [], "routes": [], "partRoutes": [], "origins": {},
        "quarters": [_today(shown[0], standing), *shown],
        "fleetKeys": keys, "builds": builds, "steps": steps(hours), "bounds": bounds(sorted(at)),
        "parkNames": {p.id: named(p.name, p.name_ru, lang) for p in plan.region.parks},
    }  # fmt: skip


_WAYS = {"legs": "routes", "partLegs": "partRoutes"}


def _quarter(plan: Shown, lang: str, middle: float) -> dict[str, Any]:
    hubs, sites = hub_data(plan, lang), site_data(plan, lang)
    for hub in hubs:
        hub["lon"] = tidy(near(hub["lon"], middle), 4)
    supply = supply_data(plan, lang, middle)
    return {
        "figures": plain_figures(plan.figures),
        "seasons": [[s.id, named(s.name, s.name_ru, lang)] for s in plan.region.seasons],
        "hubs": hubs,
        "sites": sites,
        **way_data(plan, lang, middle),
        **{name: supply[name] for name in ("origins", "partLegs", "partRoutes")},
    }


def _shared(shown: Sequence[dict[str, Any]], legs: str, routes: str) -> list[Any]:
    """Legs of all quarters, each once; the routes of every quarter get their numbers among them."""
    numbers: dict[tuple[Any, ...], int] = {}
    for quarter in shown:
        own = [numbers.setdefault(tuple(leg), len(numbers)) for leg in quarter.pop(legs)]
        quarter[routes] = [
            [*ends, {season: [own[n] for n in found] for season, found in seasons.items()}]
            for *ends, seasons in quarter[routes]
        ]
    return [list(leg) for leg in numbers]


def _tell(
    shown: Sequence[dict[str, Any]], plan: ShownQuarters, builds: Sequence[dict[str, Any]],
    lines: Sequence[dict[str, Any]],
) -> None:  # fmt: skip
    """Put money, news and hubs under construction into every quarter."""
    for n, row in enumerate(records(plan.timeline), start=1):
        quarter = shown[n - 1]
        first, last = str(row["months"]).split("-")
        quarter["told"] = {
            "months": [int(first), int(last)],
            **{name: list(row[name]) for name in ("opened", "upgraded", "closed")},
            "lines": [line["id"] for line in lines if line["works"] == n],
            "depot": list(row.get("depot", [])),
            "handed": tidy(row["handed_over"], 0),
            **{name: tidy(row[f"{name}_mrub"]) for name in ("spent", "capital", "carried")},
            "hours": tidy(row["turnaround_h"], 2),
            "today": tidy(row["today_h"], 2),
        }  # fmt: skip
        quarter["figures"] |= {
            "spent_mrub": tidy(row["spent_mrub"]),
            "funds_mrub": tidy(row["spent_mrub"] + row["carried_mrub"]),
            "status": str(plan.status),
            "gap": tidy(plan.gap, 4),
        }
        quarter["hubs"] += [
            _begun(shown[b["works"] - 1], b)
            for b in builds
            if b["what"] == "hub" and not b["before"] and b["decided"] <= n < b["works"]
        ]


def _begun(later: dict[str, Any], build: dict[str, Any]) -> dict[str, Any]:
    """A hub under construction: what will stand there in the quarter in which it opens."""
    hub = next(h for h in later["hubs"] if h["id"] == build["park"] and "opens" not in h)
    kept = ("id", "name", "also", "place", "lat", "lon", "status", "size", "servers")
    return {**{key: hub[key] for key in kept}, "opens": build["works"], "begun": build["decided"]}


def _builds(plan: ShownQuarters, lang: str) -> list[dict[str, Any]]:
    """Every step of a hub, or of a pool in it, with its dates and its price (million RUB)."""
    sizes = {s.id: named(s.name, s.name_ru, lang) for s in plan.region.sizes}
    return [
        {
            "park": str(row["park"]),
            "what": str(row["what"]),
            "name": "" if row["what"] == "hub" else named(row["name"], row["name_ru"], lang),
            "before": sizes.get(row["before"], str(row["before"])),
            "after": sizes.get(row["after"], str(row["after"])),
            "decided": int(row["decided_quarter"]),
            "works": int(row["works_quarter"]),
            "capital": tidy(row["capital_mrub"]),
        }
        for row in records(plan.steps) if row["what"] not in ("line", "depot")
    ]  # fmt: skip


def _by_site(
    sites: list[dict[str, Any]], order: list[dict[str, Any]], keys: list[str]
) -> list[list[list[Any]]]:
    """Values of every fleet in the order of ``keys``, site by site in the order of the page."""
    found = {site["id"]: site["fleets"] for site in sites}
    return [[[fleet[key] for key in keys] for fleet in found[site["id"]]] for site in order]


def _standing(region: Region, lang: str, middle: float) -> list[dict[str, Any]]:
    """Hubs that stand before the first quarter."""
    sizes = {s.id: named(s.name, s.name_ru, lang) for s in region.sizes}
    places = place_names(region, lang)
    return [
        {
            "id": p.id, "name": named(p.name, p.name_ru, lang), "also": f"{p.name} {p.name_ru}",
            "place": places.get(p.place, p.place), "lat": tidy(p.lat, 4),
            "lon": tidy(near(p.lon, middle), 4), "status": p.status,
            "size": sizes[p.existing_size], "servers": None, "stands": True,
        }
        for p in region.parks if p.existing_size
    ]  # fmt: skip


def _today(first: dict[str, Any], standing: list[dict[str, Any]]) -> dict[str, Any]:
    """Before anything is decided: today's way of repair in the months of the first quarter."""
    figures = {
        name: {**value, "plan": value["today"]} if isinstance(value, dict) and "today" in value
        else value
        for name, value in first["figures"].items()
    }  # fmt: skip
    figures |= {"hubs": len(standing), "jobs": None, "spent_mrub": None, "funds_mrub": None}
    return {
        "figures": figures, "seasons": first["seasons"], "hubs": standing, "routes": [],
        "partRoutes": [], "origins": {}, "fleets": None,
        "told": {"months": first["told"]["months"], "hours": first["told"]["today"],
                 "today": first["told"]["today"]},
    }  # fmt: skip
