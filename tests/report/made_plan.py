"""A made-up plan on real places: what the page must show, without a solver or a network model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from made_region import CLASSES, FLEETS, SEASONS, TO_HUB, legs_to, made_region, ways

from optimizer.region.region import Region

FAMILIES = (
    ("MAZ small parts", "МАЗ: мелкие детали"),
    ("MAZ engines", "МАЗ: двигатели"),
    ("BelAZ hydraulics", "БелАЗ: гидравлика"),
    ("BelAZ tyres", "БелАЗ: шины"),
    ("BelAZ wheel motors", "БелАЗ: мотор-колёса"),
    ("MTZ gearboxes", "МТЗ: коробки передач"),
    ("Electric modules", "Электрические модули"),
    ("Cab and body", "Кабина и кузов"),
)


@dataclass(frozen=True)
class MadePlan:
    region: Region
    figures: dict
    hubs: pd.DataFrame
    stations: pd.DataFrame
    assignments: pd.DataFrame
    seasonal: pd.DataFrame
    routes: pd.DataFrame
    assumptions: dict


def made_assignments(region: Region, routes: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    cells, seasonal = [], []
    for number, site in enumerate(region.sites):
        kinds = FLEETS[site.kind] if "trolley" not in site.id else ("trolleybus",)
        hours = {
            park.id: {
                s: sum(x["hours"] + x["wait_h"] for x in routes[park.id, site.id, s])
                for s in SEASONS
            }
            for park in region.parks
        }
        first, second = sorted(hours, key=lambda p: sum(hours[p].values()))[:2]
        for k, cls in enumerate(kinds):
            name, name_ru, group, today, rate = CLASSES[cls]
            count = (
                4 + (number * 7 + k * 5) % 23 + (30 if site.kind in ("transport", "farm") else 0)
            )
            go = sum(hours[first].values()) / 4
            back = go if cls in TO_HUB else 0.0
            kept = number % 17 == 5
            stages = [today * 0.06, today * 0.12 + k, 2.5 + number % 3, go, 17.0 + k, back]
            total = float(today) if kept or sum(stages) > today else sum(stages)
            kept = total == today
            repairs = round(count * rate / 3, 1)
            cells.append(
                {
                    "site": site.id,
                    "site_name": site.name,
                    "site_name_ru": site.name_ru,
                    "lat": site.lat,
                    "lon": site.lon,
                    "machine_class": cls,
                    "class_name": name,
                    "class_name_ru": name_ru,
                    "group": group,
                    "count": count,
                    "workshop": ("strong", "weak", "none")[number % 3],
                    "repairs_per_year": repairs,
                    "park": "" if kept else first,
                    "way": "today" if kept else "to_hub" if cls in TO_HUB else "mobile",
                    "turnaround_h": total,
                    "today_h": float(today),
                    **dict(
                        zip(
                            ("report_h", "parts_h", "queue_h", "go_h", "handson_h", "return_h"),
                            [today * 0.08, today * 0.5, today * 0.1, today * 0.12, today * 0.2, 0.0]
                            if kept
                            else stages,
                            strict=True,
                        )
                    ),
                    **{
                        f"today_{s}_h": today * share
                        for s, share in (
                            ("report", 0.08),
                            ("parts", 0.5),
                            ("queue", 0.1),
                            ("travel", 0.12),
                            ("handson", 0.2),
                        )
                    },
                    "next_park": "" if kept else second,
                    "next_h": math.nan if kept else total + sum(hours[second].values()) / 4 - go,
                    "downtime_mrub": repairs * total * 0.02,
                    "today_downtime_mrub": repairs * today * 0.02,
                }
            )
            for season in SEASONS:
                legs = routes[first, site.id, season]
                there = hours[first][season]
                factor = 2 if back else 1
                seasonal.append(
                    {
                        "site": site.id,
                        "machine_class": cls,
                        "season": season,
                        "turnaround_h": total if kept else total + factor * (there - go),
                        "go_h": math.nan if kept else there,
                        "mode": "" if kept else legs[-1]["mode"],
                    }
                )
    return pd.DataFrame(cells), pd.DataFrame(seasonal)


def made_stations(park: str, crews: int, bays: int) -> list[dict]:
    servers = [
        ("heavy_crew", "heavy crews", "тяжёлые бригады", crews, 0.71),
        ("truck_bay", "truck bays", "боксы для грузовиков", bays, 0.58),
    ]
    found = [
        {
            "park": park,
            "station": station,
            "kind": "servers",
            "name": name,
            "name_ru": name_ru,
            "level": n - 1,
            "servers": n,
            "stock_mrub": 0.0,
            "pieces": 0,
            "cost_mrub": 7.5 * n,
            "utilisation": busy,
            "peak_utilisation": min(0.9, busy + 0.12),
            "waiting": 0.14,
            "wait_h": 3.1,
            "fill_rate": math.nan,
        }
        for station, name, name_ru, n, busy in servers
    ]
    for n, (name, name_ru) in enumerate(FAMILIES):
        found.append(
            {
                "park": park,
                "station": f"family_{n}",
                "kind": "stock",
                "name": name,
                "name_ru": name_ru,
                "level": n,
                "servers": 0,
                "stock_mrub": 4.5 * n,
                "pieces": 40 * n,
                "cost_mrub": 1.1 * n,
                "utilisation": math.nan,
                "peak_utilisation": math.nan,
                "waiting": 0.4 - 0.04 * n,
                "wait_h": 6.2,
                "fill_rate": 0.86,
            }
        )
    return found


def made_hubs(region: Region, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    places = {p.id: p for p in region.places}
    hubs, stations = [], []
    for park in region.parks:
        mine = cells[cells.park == park.id]
        if mine.empty:
            continue
        repairs = mine.repairs_per_year.sum()
        crews, bays = max(1, round(repairs / 60)), max(1, round(repairs / 110))
        hubs.append(
            {
                "park": park.id,
                "name": park.name,
                "name_ru": park.name_ru,
                "lat": park.lat,
                "lon": park.lon,
                "place": places[park.place].id,
                "status": park.status,
                "size": "L" if crews > 6 else "M" if crews > 2 else "S",
                "servers": crews + bays,
                "cost_mrub": 18.0 + 7.5 * (crews + bays),
                "jobs": 6 + 5 * (crews + bays),
                "machines": int(mine["count"].sum()),
                "repairs_per_year": repairs,
                "turnaround_h": (mine.turnaround_h * mine.repairs_per_year).sum() / repairs,
                "utilisation": 0.62,
                "worth_mrub": math.nan if park.id == "okhotsk" else repairs * 0.4,
            }
        )
        stations += made_stations(park.id, crews, bays)
    return pd.DataFrame(hubs), pd.DataFrame(stations)


def made_figures(hubs: pd.DataFrame, cells: pd.DataFrame) -> dict:
    def mean(column: str) -> float:
        return float((cells[column] * cells.repairs_per_year).sum() / cells.repairs_per_year.sum())

    repairs = float(cells.repairs_per_year.sum())
    machines = int(cells["count"].sum())
    both = {"plan": mean("turnaround_h"), "today": mean("today_h")}
    down = {k: v * repairs / 8760 for k, v in both.items()}
    return {
        "turnaround_h": both,
        "machines_down": down,
        "availability": {k: 1 - v / machines - 0.04 for k, v in down.items()},
        "downtime_mrub": {
            "plan": float(cells.downtime_mrub.sum()),
            "today": float(cells.today_downtime_mrub.sum()),
        },
        "cost_mrub": float(hubs.cost_mrub.sum()),
        "budget_mrub": 1000.0,
        "jobs": float(hubs.jobs.sum()),
        "hubs": len(hubs),
        "status": "time_limit",
        "gap": 0.034,
        "bound": 20.1,
        "objective": 20.8,
        "repairs_per_year": repairs,
        "machines": machines,
        "reach_share": {"plan": 0.81, "today": 0.42},
    }


def made_plan(folder: Path | None = None) -> MadePlan:
    region = made_region(folder)
    routes = {}
    for park in region.parks:
        for season in SEASONS:
            best = ways(region, park, season)
            for site in region.sites:
                routes[park.id, site.id, season] = legs_to(region, park, site, season, best)
    cells, seasonal = made_assignments(region, routes)
    hubs, stations = made_hubs(region, cells)
    pairs = set(zip(cells.park, cells.site, strict=True))
    legs = [leg for (p, s, _), way in routes.items() if (p, s) in pairs for leg in way]
    return MadePlan(
        region,
        made_figures(hubs, cells),
        hubs,
        stations,
        cells,
        seasonal,
        pd.DataFrame(legs),
        {
            "fleets": (111, 112),
            "classes": (12, 12),
            "links": (40, 137),
            "today": (36, 36),
            "levels": (18, 20),
            "families": (36, 36),
        },
    )
