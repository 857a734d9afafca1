"""Hubs and their stations as the page needs them."""

from __future__ import annotations

from typing import Any

from optimizer.region.region import Region
from optimizer.report.rows import records, tidy
from optimizer.report.source import Shown
from optimizer.report.words import named


def hub_data(plan: Shown, lang: str) -> list[dict[str, Any]]:
    """One object per hub, the largest first. Hours h, money million RUB a year."""
    places = place_names(plan.region, lang)
    sizes = {s.id: named(s.name, s.name_ru, lang) for s in plan.region.sizes}
    stations: dict[str, list[dict[str, Any]]] = {}
    for row in records(plan.stations):
        stations.setdefault(str(row["park"]), []).append(_station(row, lang))
    hubs = [
        {
            "id": str(row["park"]),
            "name": named(row["name"], row["name_ru"], lang),
            "also": f"{row['name']} {row['name_ru']}",
            "place": places.get(str(row["place"]), str(row["place"])),
            "lat": tidy(row["lat"], 4),
            "lon": tidy(row["lon"], 4),
            "status": str(row["status"]),
            "size": sizes.get(str(row["size"]), str(row["size"])),
            "servers": tidy(row["servers"]),
            "cost": tidy(row["cost_mrub"]),
            "jobs": tidy(row["jobs"], 0),
            "machines": tidy(row["machines"]),
            "repairs": tidy(row["repairs_per_year"]),
            "hours": tidy(row["turnaround_h"], 2),
            "worth": tidy(row["worth_mrub"]),
            "stations": stations.get(str(row["park"]), []),
        }
        for row in records(plan.hubs)
    ]
    return sorted(hubs, key=lambda hub: (-(hub["servers"] or 0), hub["id"]))


def place_names(region: Region, lang: str) -> dict[str, str]:
    """Shown name of every place, by id."""
    return {p.id: named(p.name, p.name_ru, lang) for p in region.places}


def _station(row: dict[str, Any], lang: str) -> dict[str, Any]:
    return {
        "kind": str(row["kind"]),
        "name": named(row["name"], row["name_ru"], lang),
        "level": str(row["level"]),
        "pieces": tidy(row.get("pieces"), 0),
        "servers": tidy(row["servers"]),
        "stock": tidy(row["stock_mrub"]),
        "cost": tidy(row["cost_mrub"]),
        "busy": tidy(row["utilisation"], 3),
        "peak": tidy(row["peak_utilisation"], 3),
        "waiting": tidy(row["waiting"], 2),
        "wait": tidy(row["wait_h"]),
        "fill": tidy(row["fill_rate"], 3),
    }
