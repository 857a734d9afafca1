"""The made-up plan with product lines and origins of parts."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pandas as pd
from made_plan import MadePlan
from made_region import SEASONS

from optimizer.region.production import LinePart
from optimizer.region.resources import Family


@dataclass(frozen=True)
class SuppliedPlan(MadePlan):
    lines: pd.DataFrame
    line_effects: pd.DataFrame
    supplies: pd.DataFrame
    part_routes: pd.DataFrame


def _line(park: pd.Series, line: str, name: str, **about: object) -> dict[str, object]:
    return {
        "line": line, "name": name, "name_ru": f"Линия {line}", "park": park["park"],
        "park_name": park["name"], "park_name_ru": park["name_ru"], "lat": park["lat"],
        "lon": park["lon"], "cost_mrub": 12.5, "capital_mrub": 420.0, "jobs": 70.0,
        "area_m2": 6000.0, "volume": 250.0, "families": 2, **about,
    }  # fmt: skip


def with_supply(plan: MadePlan) -> SuppliedPlan:
    """Two lines in the park of the second hub; every hub takes parts from one and by air."""
    hubs = plan.hubs
    maker, gateway = hubs.iloc[1], hubs.iloc[0]
    lines = [
        _line(maker, "reman", "Rebuild of engines"),
        _line(maker, "repair", "Repair of modules", cost_mrub=-8.0, jobs=12.0),
    ]
    effects = [
        {"line": line, "park": park, "saved_mrub": saved, "turnaround_h": hours}
        for line, park, saved, hours in (
            ("reman", maker["park"], 66.0, 1.5),
            ("repair", maker["park"], 0.0, 0.0),
            ("", "", 70.0, 1.6),
        )
    ]
    supplies, routes = [], []
    for hub in hubs.to_dict("records"):
        for source, number, name, park, share in (
            ("line", "reman", "Rebuild of engines", maker["park"], 0.25),
            ("lane", "by-air", "Belarus by air", "", 0.25),
            ("usual", "usual", "", "", 0.5),
        ):
            supplies.append(
                {"park": hub["park"], "family": "engines", "name": "MAZ engines",
                 "name_ru": "МАЗ: двигатели", "source": source, "from_id": number,
                 "from_name": name, "from_name_ru": name, "from_park": park, "share": share,
                 "parts_per_year": 80.0 * share, "lead_h": 400.0 * share}
            )  # fmt: skip
        for origin, start in (("", gateway), (maker["park"], maker)):
            if start["park"] == hub["park"]:
                continue
            routes += [
                {"park": hub["park"], "from_park": origin, "season": season, "leg": 0,
                 "from_name": start["name"], "to_name": hub["name"], "from_lat": start["lat"],
                 "from_lon": start["lon"], "to_lat": hub["lat"], "to_lon": hub["lon"],
                 "mode": "road", "km": 400.0, "hours": 8.0, "wait_h": 0.0}
                for season in SEASONS
            ]  # fmt: skip
    region = replace(
        plan.region,
        families=(Family(id="engines", name="MAZ engines", name_ru="МАЗ: двигатели",
                         price_krub=900, resupply_h=500, part_numbers=9,
                         holding_rate=0.2),),
        line_parts=(LinePart(line="reman", family="engines", share=1.0, lead_h=72.0),),
    )  # fmt: skip
    given = {f.name: getattr(plan, f.name) for f in fields(MadePlan)} | {"region": region}
    return SuppliedPlan(
        **given, lines=pd.DataFrame(lines), line_effects=pd.DataFrame(effects),
        supplies=pd.DataFrame(supplies), part_routes=pd.DataFrame(routes),
    )  # fmt: skip
