"""Product lines, and where the parts of every hub come from, as the page needs them."""

from __future__ import annotations

from typing import Any

from optimizer.report.outline import near
from optimizer.report.rows import records, tidy
from optimizer.report.source import Shown, ShownQuarters
from optimizer.report.way_data import legs_and_routes
from optimizer.report.words import named


def supply_data(plan: Shown, lang: str, middle: float) -> dict[str, Any]:
    """Origins of parts by hub, and the ways of parts; nothing where a plan tells none.

    A way of parts is ``[park, park of the line or '' for the gateway, {season: [numbers]}]``.
    """
    routes = getattr(plan, "part_routes", None)
    legs = legs_and_routes(plan.region, [] if routes is None else records(routes),
                           ("park", "from_park"), lang, middle)  # fmt: skip
    return {
        "origins": _origins(plan, lang),
        "partLegs": legs["legs"],
        "partRoutes": legs["routes"],
    }


def line_data(plan: Shown | ShownQuarters, lang: str, middle: float) -> list[dict[str, Any]]:
    """One object per line that is built. Money million RUB a year, hours a repair.

    Over quarters ``decided`` and ``works`` are its quarters.
    """
    frame, found = getattr(plan, "lines", None), getattr(plan, "line_effects", None)
    effects = {(row["line"], row["park"]): row for row in ([] if found is None else records(found))}
    families = {f.id: named(f.name, f.name_ru, lang) for f in plan.region.families}
    return [
        {
            "id": _line_id(row["line"], row["park"]),
            "name": named(row["name"], row["name_ru"], lang),
            "also": f"{row['name']} {row['name_ru']} {row['line']}",
            "park": str(row["park"]),
            "place": named(row["park_name"], row["park_name_ru"], lang),
            "lat": tidy(row["lat"], 4),
            "lon": tidy(near(row["lon"], middle), 4),
            "jobs": tidy(row["jobs"], 0),
            "volume": tidy(row["volume"], 0),
            "cost": tidy(row["cost_mrub"]),
            "capital": tidy(row["capital_mrub"]),
            "area": tidy(row["area_m2"], 0),
            **_effect(effects[row["line"], row["park"]]),
            **{name: int(row[f"{name}_quarter"]) for name in ("decided", "works")
               if f"{name}_quarter" in row},
            "families": [
                families.get(part.family, part.family)
                for part in plan.region.line_parts
                if part.line == row["line"] and part.share > 0
            ],
        }
        for row in ([] if frame is None else records(frame))
    ]  # fmt: skip


def _effect(row: dict[str, Any]) -> dict[str, Any]:
    saved = row["saved_mrub"]
    needed = saved == float("inf")
    return {"saved": tidy(saved), "needed": needed, "hours": tidy(row["turnaround_h"], 2)}


def _line_id(line: Any, park: Any) -> str:
    return f"{line} {park}"


def _origins(plan: Shown, lang: str) -> dict[str, list[dict[str, Any]]]:
    """By hub: every origin with its families, parts a year and mean hours, most parts first."""
    frame = getattr(plan, "supplies", None)
    parks = {p.id: named(p.name, p.name_ru, lang) for p in plan.region.parks}
    found: dict[str, dict[tuple[str, str, str], dict[str, Any]]] = {}
    for row in [] if frame is None else records(frame):
        key = (str(row["source"]), str(row["from_id"]), str(row["from_park"]))
        origin = found.setdefault(str(row["park"]), {}).setdefault(
            key,
            {"kind": key[0], "name": named(row["from_name"], row["from_name_ru"], lang),
             "line": _line_id(key[1], key[2]) if key[0] == "line" else None,
             "from": key[2], "place": parks.get(key[2], ""), "families": [], "parts": 0.0,
             "hours": 0.0},
        )  # fmt: skip
        origin["families"].append(named(row["name"], row["name_ru"], lang))
        origin["parts"] += float(row["parts_per_year"])
        origin["hours"] += float(row["parts_per_year"]) * float(row["lead_h"])
    return {
        park: sorted(
            ({**o, "parts": tidy(o["parts"]), "hours": tidy(o["hours"] / max(o["parts"], 1e-300))}
             for o in origins.values()),
            key=lambda o: -(o["parts"] or 0),
        )
        for park, origins in found.items()
    }  # fmt: skip
