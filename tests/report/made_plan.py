"""A made-up plan on real places: what the page must show, without a solver or a network model."""

from __future__ import annotations

import csv
import heapq
import itertools
import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from optimizer.region.geography import Mode, Place
from optimizer.region.machines import MachineClass
from optimizer.region.region import Region
from optimizer.region.resource import resource
from optimizer.region.resources import Size
from optimizer.region.scenario import Scenario
from optimizer.region.seasons import Season
from optimizer.region.sites import Park, Site

MADE = Path(__file__).parent / "made"
SEASONS = {"winter": (1, 3), "thaw": (4, 4), "summer": (5, 10), "freeze_up": (11, 12)}
MODES = {
    "road": ("road", "автодорога", 0), "winter_road": ("winter road", "зимник", 0),
    "ice_crossing": ("ice crossing", "ледовая переправа", 0.5), "ferry": ("ferry", "паром", 3),
    "rail": ("railway", "железная дорога", 8), "river": ("river", "река", 24),
    "sea": ("sea", "море", 72), "air": ("scheduled flight", "рейсовый самолёт", 24),
    "track": ("track", "подъезд", 0), "charter": ("charter helicopter", "вертолёт", 30),
}  # fmt: skip
CLASSES = {
    "belaz_90_136": ("BelAZ 90–136 t", "БелАЗ 90–136 т", "BelAZ", 100, 5.0),
    "belaz_30_60": ("BelAZ 30–60 t", "БелАЗ 30–60 т", "BelAZ", 146, 4.2),
    "maz_dump": ("MAZ dump truck", "МАЗ самосвал", "MAZ trucks", 82, 5.3),
    "maz_timber": ("MAZ timber truck", "МАЗ лесовоз", "MAZ trucks", 82, 5.5),
    "maz_municipal": ("MAZ municipal", "МАЗ коммунальный", "Municipal", 104, 4.6),
    "maz_bus": ("MAZ bus", "МАЗ автобус", "Buses", 78, 6.1),
    "trolleybus": ("Trolleybus", "Троллейбус", "Electric", 78, 2.8),
    "mtz_tractor": ("MTZ tractor", "Трактор МТЗ", "Farm machines", 56, 2.4),
    "combine": ("Gomselmash combine", "Комбайн Гомсельмаш", "Farm machines", 52, 3.0),
    "loader": ("Amkodor loader", "Погрузчик Амкодор", "Loaders", 56, 2.6),
}
FLEETS = {
    "mine": ("belaz_90_136", "belaz_30_60", "maz_dump"), "placer": ("belaz_30_60", "maz_dump"),
    "quarry": ("belaz_30_60", "loader"), "construction": ("maz_dump", "loader"),
    "port": ("mtz_tractor", "loader"), "municipal": ("maz_municipal", "mtz_tractor"),
    "transport": ("maz_bus",), "farm": ("mtz_tractor", "combine"), "timber": ("maz_timber",),
}  # fmt: skip
TO_HUB = {"maz_dump", "maz_timber", "maz_municipal", "maz_bus", "trolleybus"}


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


def rows(name: str) -> list[dict[str, str]]:
    with (MADE / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def months(text: str) -> set[int]:
    first, _, last = text.partition("-")
    return set(range(int(first), int(last or first) + 1))


def km(a: Place | Park | Site, b: Place | Park | Site) -> float:
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 6371 * math.hypot(x, math.radians(b.lat - a.lat))


def made_region(folder: Path | None = None) -> Region:
    def numbers(row: dict[str, str]) -> dict:
        return {k: float(v) if k in ("lat", "lon") else v for k, v in row.items()}

    places = tuple(
        Place(**(numbers(r) | {"population": int(r["population"]) if r["population"] else None}))
        for r in rows("places")
    )
    return Region(
        name="made", title={"en": "Khabarovsk Krai", "ru": "Хабаровский край"},
        folder=folder or resource("regions") / "khabarovsk",
        scenario=Scenario(budget_mrub=500, reach_target_h=16), places=places,
        modes=tuple(Mode(id=i, name=e, name_ru=r, wait_h=w, crew=True, machine=i == "road", parts=True,
                         reach="anywhere" if i == "charter" else "links")
                    for i, (e, r, w) in MODES.items()),
        links=(), parks=tuple(Park(**numbers(r)) for r in rows("parks")),
        sites=tuple(Site(**numbers(r)) for r in rows("sites")), pools=(),
        classes=tuple(
            MachineClass(id=i, name=e, name_ru=r, group=g, pool="crew", failures=5, outside_strong=0.1,
                         outside_weak=0.2, outside_none=0.3, handson_h=16, report_h=4,
                         service="to_hub" if i in TO_HUB else "mobile", value_krub_h=10)
            for i, (e, r, g, _, _) in CLASSES.items()),
        fleets=(),
        sizes=tuple(Size(id=i, name=e, name_ru=r, capital_mrub=1, running_mrub=1)
                    for i, e, r in (("S", "post", "пост"), ("M", "hub", "хаб"), ("L", "centre", "центр"))),
        levels=(), hosting=(),
        seasons=tuple(Season(id=i, name=i.replace("_", "-").capitalize(), name_ru=r,
                             months=frozenset(range(a, b + 1)))
                      for (i, (a, b)), r in zip(SEASONS.items(), ("Зима", "Распутица", "Лето", "Ледостав"),
                                                strict=True)),
    )  # fmt: skip


def ways(region: Region, park: Park, season: str) -> dict[str, list[tuple]]:
    """Legs from the park to every place: (from, to, mode, km, hours, wait)."""
    graph: dict[str, list[tuple]] = {}
    first = SEASONS[season][0]
    for r in rows("links"):
        if first in months(r["open_months"]):
            leg = (r["mode"], float(r["km"]), float(r["hours"]))
            graph.setdefault(r["from"], []).append((r["to"], *leg))
            graph.setdefault(r["to"], []).append((r["from"], *leg))
    best: dict[str, list[tuple]] = {}
    order = itertools.count()
    heap = [(0.0, next(order), park.place, [])]
    while heap:
        hours, _, place, legs = heapq.heappop(heap)
        if place in best:
            continue
        best[place] = legs
        for to, mode, length, time in graph.get(place, ()):
            wait = MODES[mode][2] if not legs or legs[-1][2] != mode else 0
            leg = (place, to, mode, length, time, wait)
            heapq.heappush(heap, (hours + time + wait, next(order), to, [*legs, leg]))
    return best


def legs_to(region: Region, park: Park, site: Site, season: str, best: dict) -> list[dict]:
    places = {p.id: p for p in region.places}
    if site.place not in best:
        length = 1.05 * km(park, site)
        legs = [(park, site, "charter", length, length / 220, 30.0)]
    else:
        legs = [(places[a], places[b], *rest) for a, b, *rest in best[site.place]]
        start, end = places[park.place], places[site.place]
        if km(park, start) > 1:
            legs.insert(0, (park, start, "track", km(park, start), 0.3, 0.0))
        if km(end, site) > 1 or not legs:
            legs.append((end, site, "track", 1.3 * km(end, site), km(end, site) / 15, 0.0))
    return [
        {"park": park.id, "site": site.id, "season": season, "leg": n, "from_name": a.name,
         "to_name": b.name, "from_lat": a.lat, "from_lon": a.lon, "to_lat": b.lat, "to_lon": b.lon,
         "mode": mode, "km": round(length, 1), "hours": round(time, 2), "wait_h": wait}
        for n, (a, b, mode, length, time, wait) in enumerate(legs)
    ]  # fmt: skip


def made_assignments(region: Region, routes: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    cells, seasonal = [], []
    for number, site in enumerate(region.sites):
        kinds = FLEETS[site.kind] if "trolley" not in site.id else ("trolleybus",)
        hours = {
            park.id: {
                s: sum(x["hours"] + x["wait_h"] for x in routes[park.id, site.id, s]) for s in SEASONS
            }
            for park in region.parks
        }
        first, second = sorted(hours, key=lambda p: sum(hours[p].values()))[:2]
        for k, cls in enumerate(kinds):
            name, name_ru, group, today, rate = CLASSES[cls]
            count = 4 + (number * 7 + k * 5) % 23 + (30 if site.kind in ("transport", "farm") else 0)
            go = sum(hours[first].values()) / 4
            back = go if cls in TO_HUB else 0.0
            kept = number % 17 == 5
            stages = [today * 0.06, today * 0.12 + k, 2.5 + number % 3, go, 17.0 + k, back]
            total = float(today) if kept or sum(stages) > today else sum(stages)
            kept = total == today
            repairs = round(count * rate / 3, 1)
            cells.append({
                "site": site.id, "site_name": site.name, "site_name_ru": site.name_ru,
                "lat": site.lat, "lon": site.lon, "machine_class": cls, "class_name": name,
                "class_name_ru": name_ru, "group": group, "count": count,
                "workshop": ("strong", "weak", "none")[number % 3], "repairs_per_year": repairs,
                "park": "" if kept else first,
                "way": "today" if kept else "to_hub" if cls in TO_HUB else "mobile",
                "turnaround_h": total, "today_h": float(today),
                **dict(zip(("report_h", "parts_h", "queue_h", "go_h", "handson_h", "return_h"),
                           [today * 0.08, today * 0.5, today * 0.1, today * 0.12, today * 0.2, 0.0]
                           if kept else stages, strict=True)),
                **{f"today_{s}_h": today * share for s, share in
                   (("report", 0.08), ("parts", 0.5), ("queue", 0.1), ("travel", 0.12), ("handson", 0.2))},
                "next_park": "" if kept else second,
                "next_h": math.nan if kept else total + sum(hours[second].values()) / 4 - go,
                "downtime_mrub": repairs * total * 0.02, "today_downtime_mrub": repairs * today * 0.02,
            })  # fmt: skip
            for season in SEASONS:
                legs = routes[first, site.id, season]
                there = hours[first][season]
                factor = 2 if back else 1
                seasonal.append({
                    "site": site.id, "machine_class": cls, "season": season,
                    "turnaround_h": total if kept else total + factor * (there - go),
                    "go_h": math.nan if kept else there, "mode": "" if kept else legs[-1]["mode"],
                })  # fmt: skip
    return pd.DataFrame(cells), pd.DataFrame(seasonal)


def made_hubs(region: Region, cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    places = {p.id: p for p in region.places}
    hubs, stations = [], []
    for park in region.parks:
        mine = cells[cells.park == park.id]
        if mine.empty:
            continue
        repairs = mine.repairs_per_year.sum()
        crews, bays = max(1, round(repairs / 60)), max(1, round(repairs / 110))
        hubs.append({
            "park": park.id, "name": park.name, "name_ru": park.name_ru, "lat": park.lat, "lon": park.lon,
            "place": places[park.place].id, "status": park.status,
            "size": "L" if crews > 6 else "M" if crews > 2 else "S", "servers": crews + bays,
            "cost_mrub": 18.0 + 7.5 * (crews + bays), "jobs": 6 + 5 * (crews + bays),
            "machines": int(mine["count"].sum()), "repairs_per_year": repairs,
            "turnaround_h": (mine.turnaround_h * mine.repairs_per_year).sum() / repairs,
            "utilisation": 0.62, "worth_mrub": math.nan if park.id == "okhotsk" else repairs * 0.4,
        })  # fmt: skip
        for kind, name, name_ru, level, busy in (
            ("servers", "heavy crews", "тяжёлые бригады", crews, 0.71),
            ("servers", "truck bays", "боксы для грузовиков", bays, 0.58),
            ("stock", "MAZ small parts", "МАЗ: мелкие детали", 5, math.nan),
            ("stock", "BelAZ hydraulics", "БелАЗ: гидравлика", 3, math.nan),
        ):
            stock = kind == "stock"
            stations.append({
                "park": park.id, "station": name.replace(" ", "_").lower(), "kind": kind, "name": name,
                "name_ru": name_ru, "level": f"kit {level}" if stock else str(level),
                "servers": 0 if stock else level, "stock_mrub": 4.5 * level if stock else 0.0,
                "cost_mrub": 1.1 * level if stock else 7.5 * level, "utilisation": busy,
                "peak_utilisation": min(0.9, busy + 0.12), "waiting": 0.31 if stock else 0.14,
                "wait_h": 6.2 if stock else 3.1, "fill_rate": 0.86 if stock else math.nan,
            })  # fmt: skip
    return pd.DataFrame(hubs), pd.DataFrame(stations)


def made_figures(hubs: pd.DataFrame, cells: pd.DataFrame) -> dict:
    def mean(column: str) -> float:
        return float((cells[column] * cells.repairs_per_year).sum() / cells.repairs_per_year.sum())

    repairs = float(cells.repairs_per_year.sum())
    machines = int(cells["count"].sum())
    both = {"plan": mean("turnaround_h"), "today": mean("today_h")}
    down = {k: v * repairs / 8760 for k, v in both.items()}
    return {
        "turnaround_h": both, "machines_down": down,
        "availability": {k: 1 - v / machines - 0.04 for k, v in down.items()},
        "downtime_mrub": {"plan": float(cells.downtime_mrub.sum()),
                          "today": float(cells.today_downtime_mrub.sum())},
        "cost_mrub": float(hubs.cost_mrub.sum()), "budget_mrub": 1000.0, "jobs": float(hubs.jobs.sum()),
        "hubs": len(hubs), "status": "time_limit", "gap": 0.034, "bound": 20.1, "objective": 20.8,
        "repairs_per_year": repairs, "machines": machines,
        "reach_share": {"plan": 0.81, "today": 0.42},
    }  # fmt: skip


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
        region, made_figures(hubs, cells), hubs, stations, cells, seasonal, pd.DataFrame(legs),
        {"fleets": (111, 112), "classes": (12, 12), "links": (40, 137), "today": (36, 36),
         "levels": (18, 20), "families": (36, 36)},
    )  # fmt: skip
