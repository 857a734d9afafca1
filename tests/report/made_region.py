"""A made-up region on real places, and ways through its links."""

from __future__ import annotations

import csv
import heapq
import itertools
import math
from pathlib import Path

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
    "road": ("road", "автодорога", 0),
    "winter_road": ("winter road", "зимник", 0),
    "ice_crossing": ("ice crossing", "ледовая переправа", 0.5),
    "ferry": ("ferry", "паром", 3),
    "rail": ("railway", "железная дорога", 8),
    "river": ("river", "река", 24),
    "sea": ("sea", "море", 72),
    "air": ("scheduled flight", "рейсовый самолёт", 24),
    "track": ("track", "подъезд", 0),
    "charter": ("charter helicopter", "вертолёт", 30),
}
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
    "mine": ("belaz_90_136", "belaz_30_60", "maz_dump"),
    "placer": ("belaz_30_60", "maz_dump"),
    "quarry": ("belaz_30_60", "loader"),
    "construction": ("maz_dump", "loader"),
    "port": ("mtz_tractor", "loader"),
    "municipal": ("maz_municipal", "mtz_tractor"),
    "transport": ("maz_bus",),
    "farm": ("mtz_tractor", "combine"),
    "timber": ("maz_timber",),
}
TO_HUB = {"maz_dump", "maz_timber", "maz_municipal", "maz_bus", "trolleybus"}


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
        name="made",
        title={"en": "Khabarovsk Krai", "ru": "Хабаровский край"},
        folder=folder or resource("regions") / "khabarovsk",
        scenario=Scenario(
            title="A made-up plan", title_ru="Вымышленный план", budget_mrub=500, reach_target_h=16
        ),
        places=places,
        modes=tuple(
            Mode(
                id=i,
                name=e,
                name_ru=r,
                wait_h=w,
                crew=True,
                machine=i == "road",
                parts=True,
                reach="anywhere" if i == "charter" else "links",
            )
            for i, (e, r, w) in MODES.items()
        ),
        links=(),
        parks=tuple(Park(**numbers(r)) for r in rows("parks")),
        sites=tuple(Site(**numbers(r)) for r in rows("sites")),
        pools=(),
        classes=tuple(
            MachineClass(
                id=i,
                name=e,
                name_ru=r,
                group=g,
                pool="crew",
                failures=5,
                outside_strong=0.1,
                outside_weak=0.2,
                outside_none=0.3,
                handson_h=16,
                report_h=4,
                service="to_hub" if i in TO_HUB else "mobile",
                value_krub_h=10,
            )
            for i, (e, r, g, _, _) in CLASSES.items()
        ),
        fleets=(),
        sizes=tuple(
            Size(id=i, name=e, name_ru=r, capital_mrub=1, running_mrub=1)
            for i, e, r in (("S", "post", "пост"), ("M", "hub", "хаб"), ("L", "centre", "центр"))
        ),
        levels=(),
        hosting=(),
        seasons=tuple(
            Season(
                id=i,
                name=i.replace("_", "-").capitalize(),
                name_ru=r,
                months=frozenset(range(a, b + 1)),
            )
            for (i, (a, b)), r in zip(
                SEASONS.items(), ("Зима", "Распутица", "Лето", "Ледостав"), strict=True
            )
        ),
    )


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
        {
            "park": park.id,
            "site": site.id,
            "season": season,
            "leg": n,
            "from_name": a.name,
            "to_name": b.name,
            "from_lat": a.lat,
            "from_lon": a.lon,
            "to_lat": b.lat,
            "to_lon": b.lon,
            "mode": mode,
            "km": round(length, 1),
            "hours": round(time, 2),
            "wait_h": wait,
        }
        for n, (a, b, mode, length, time, wait) in enumerate(legs)
    ]
