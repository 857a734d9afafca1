"""Sites, their fleets and what each season does to them, as the page needs them."""

from __future__ import annotations

from typing import Any

from optimizer.report.rows import records, text, tidy
from optimizer.report.source import Shown
from optimizer.report.words import named

PLAN_STAGES = ("report", "parts", "queue", "go", "handson", "return")
TODAY_STAGES = ("report", "parts", "queue", "travel", "handson")


def site_data(plan: Shown, lang: str) -> list[dict[str, Any]]:
    """One object per site with its fleets, most machines first; h, million RUB a year."""
    seasons = _seasons(plan)
    kinds = {s.id: s.kind for s in plan.region.sites}
    sites: dict[str, dict[str, Any]] = {}
    for row in records(plan.assignments):
        key = str(row["site"])
        site = sites.setdefault(
            key,
            {
                "id": key,
                "name": named(row["site_name"], row["site_name_ru"], lang),
                "also": f"{row['site_name']} {row['site_name_ru']}",
                "kind": kinds.get(key, ""),
                "lat": tidy(row["lat"], 4),
                "lon": tidy(row["lon"], 4),
                "fleets": [],
            },
        )
        site["fleets"].append(_fleet(row, lang, seasons.get((key, str(row["machine_class"])), {})))
    return sorted(
        sites.values(), key=lambda site: (-sum(f["count"] or 0 for f in site["fleets"]), site["id"])
    )


def _fleet(row: dict[str, Any], lang: str, seasons: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": named(row["class_name"], row["class_name_ru"], lang),
        "group": str(row["group"]),
        "count": tidy(row["count"]),
        "workshop": str(row["workshop"]),
        "repairs": tidy(row["repairs_per_year"], 3),
        "park": text(row["park"]),
        "way": str(row["way"]),
        "hours": tidy(row["turnaround_h"], 2),
        "today": tidy(row["today_h"], 2),
        "stages": [tidy(row[f"{stage}_h"], 2) for stage in PLAN_STAGES],
        "today_stages": [tidy(row[f"today_{stage}_h"], 2) for stage in TODAY_STAGES],
        "next": [text(row["next_park"]), tidy(row["next_h"])],
        "lost": tidy(row["downtime_mrub"]),
        "today_lost": tidy(row["today_downtime_mrub"]),
        "seasons": seasons,
    }


def _seasons(plan: Shown) -> dict[tuple[str, str], dict[str, Any]]:
    """Turnaround and hours there by (site, class) and season."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in records(plan.seasonal):
        cell = found.setdefault((str(row["site"]), str(row["machine_class"])), {})
        cell[str(row["season"])] = [tidy(row["turnaround_h"]), tidy(row["go_h"])]
    return found
