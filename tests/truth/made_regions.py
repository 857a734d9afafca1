"""Small regions made up from a seed: roads, a river that closes, cold, parts, two pools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.region.geography import Link, Mode, Place
from optimizer.region.machines import Activity, MachineClass, Today
from optimizer.region.region import Region
from optimizer.region.resources import Family, Hosting, Level, Need, Pool, Size
from optimizer.region.scenario import Scenario
from optimizer.region.seasons import Climate, Cold, Season
from optimizer.region.sites import Fleet, Park, Site
from optimizer.turnaround.build import turnaround

SUMMER, WINTER = frozenset(range(5, 11)), frozenset({11, 12, 1, 2, 3, 4})
POOLS = ("crews", "bays")


def made_region(seed: int, sites: int = 4, parks: int = 3) -> Region:
    """A region of a few sites, each with a fleet or two."""
    rng = np.random.default_rng(seed)
    places = tuple(
        Place(id=f"place{n}", name=f"Place {n}", lat=float(lat), lon=float(lon))
        for n, (lat, lon) in enumerate(
            zip(rng.uniform(48, 56, sites), rng.uniform(130, 140, sites), strict=True)
        )
    )
    at = [places[int(n)] for n in rng.permutation(sites)[:parks]]
    return Region(
        name="made",
        title={"en": "Made up", "ru": "Вымышленный"},
        folder=Path("made"),
        scenario=_scenario(rng),
        places=places,
        modes=_modes(rng),
        links=_links(rng, places),
        parks=tuple(
            Park(id=f"park{j}", name=f"Park {j}", place=p.id, lat=p.lat + 0.02, lon=p.lon,
                 capital_factor=float(rng.uniform(0.9, 1.3)))
            for j, p in enumerate(at)
        ),
        sites=tuple(
            Site(id=f"site{i}", name=f"Site {i}", place=p.id, lat=p.lat, lon=p.lon, kind="mine")
            for i, p in enumerate(places)
        ),
        pools=tuple(Pool(id=p, name=p) for p in POOLS),
        classes=_classes(rng),
        fleets=_fleets(rng, sites),
        seasons=(Season(id="summer", name="Summer", months=SUMMER),
                 Season(id="winter", name="Winter", months=WINTER)),
        activity=(Activity(machine_class="digger",
                           months=tuple(float(v) for v in rng.uniform(0.2, 2, 12))),),
        today=tuple(
            Today(machine_class=k, workshop="none", report_h=6, queue_h=10, travel_h=12,
                  parts_h=float(rng.uniform(30, 150)), handson_h=10,
                  own_cover=float(rng.uniform(0, 0.5)))
            for k in ("digger", "lorry")
        ),
        climate=(Climate(place="place0",
                         months=(-20.0, -15, -6, 5, 12, 18, 21, 20, 14, 5, -6, -17)),),
        cold=(Cold(setting="outdoor", below_c=-15, factor=1.4),
              Cold(setting="outdoor", below_c=0, factor=1.2)),
        **_resources(rng),
    )  # fmt: skip


def _scenario(rng: np.random.Generator) -> Scenario:
    return Scenario(
        budget_mrub=float(rng.uniform(40, 160)), annuity=0.15, gateway="place0",
        max_utilisation=0.9, kits_per_family=40,
        reach_target_h=6.0 if rng.random() < 0.3 else None, reach_weight=0.5,
    )  # fmt: skip


def _modes(rng: np.random.Generator) -> tuple[Mode, ...]:
    return (
        Mode(id="road", name="road", wait_h=0, crew=True, machine=True, parts=True),
        Mode(id="ferry", name="ferry", wait_h=float(rng.uniform(0.5, 4)), crew=True, machine=True,
             parts=True, max_kmh=30),
        Mode(id="ice", name="ice road", wait_h=0.3, crew=True, machine=False, parts=True),
        Mode(id="air", name="helicopter", wait_h=20, crew=True, machine=False, parts=True,
             reach="anywhere", kmh=200, detour=1.1),
        Mode(id="track", name="track", wait_h=0, crew=True, machine=True, parts=True,
             reach="last_km", kmh=20, detour=1.4),
    )  # fmt: skip


def _links(rng: np.random.Generator, places: tuple[Place, ...]) -> tuple[Link, ...]:
    """A tree of roads, a shortcut by timetable, and one branch that hangs on ferry and ice."""
    links = []
    for n in range(1, len(places)):
        ends = {"origin": places[int(rng.integers(0, n))].id, "destination": places[n].id}
        km = float(rng.uniform(40, 400))
        if n == len(places) - 1:
            links.append(Link(**ends, mode="ferry", km=km, speed_kmh=25, open_months=SUMMER))
            links.append(Link(**ends, mode="ice", km=km, speed_kmh=40, open_months=WINTER - {4}))
        else:
            links.append(Link(**ends, mode="road", km=km, speed_kmh=float(rng.uniform(40, 80))))
    if len(places) > 3:
        links.append(Link(origin=places[0].id, destination=places[2].id, mode="road", km=150,
                          hours=float(rng.uniform(2, 6))))  # fmt: skip
    return tuple(links)


def _classes(rng: np.random.Generator) -> tuple[MachineClass, ...]:
    alike = {"outside_strong": 0.1, "outside_weak": 0.2, "report_h": 4.0, "failures_per": "1000 h"}
    return (
        MachineClass(id="digger", name="Digger", pool="crews", failures=float(rng.uniform(3, 8)),
                     outside_none=0.3, handson_h=float(rng.uniform(6, 20)), handson_cv=0.8,
                     setup_h=1.0, service="mobile", value_krub_h=float(rng.uniform(8, 30)),
                     **alike),
        MachineClass(id="lorry", name="Lorry", pool="bays", failures=float(rng.uniform(3, 8)),
                     outside_none=0.4, handson_h=float(rng.uniform(4, 12)), shift_factor=1.5,
                     service=str(rng.choice(["to_hub", "both"])), tow_kmh=45.0,
                     tow_range_km=None, value_krub_h=float(rng.uniform(3, 12)), cold="bay",
                     **alike),
    )  # fmt: skip


def _fleets(rng: np.random.Generator, sites: int) -> tuple[Fleet, ...]:
    return tuple(
        Fleet(site=f"site{i}", machine_class=k, count=float(rng.integers(5, 40)),
              hours_per_year=float(rng.uniform(3000, 6000)), workshop="none")
        for i in range(sites)
        for k in (("digger", "lorry") if i % 2 == 0 else ("digger",))
    )  # fmt: skip


def _resources(rng: np.random.Generator) -> dict[str, tuple]:
    """Sizes, servers and one family of a single part number: every depth of it is on offer."""
    level = {p: float(rng.uniform(20, 60)) for p in POOLS}
    return {
        "sizes": (Size(id="post", name="post", capital_mrub=40, running_mrub=4, jobs=4),
                  Size(id="centre", name="centre", capital_mrub=90, running_mrub=9, jobs=9)),
        "levels": tuple(
            Level(pool=p, servers=n, capital_mrub=n * level[p], running_mrub=3.0 * n, jobs=2.0 * n)
            for p in POOLS for n in (1, 2, 4)
        ),
        "hosting": tuple(
            Hosting(size=s, pool=p, max_servers=m)
            for p in POOLS for s, m in (("post", 2), ("centre", 4))
        ),
        "families": (Family(id="parts", name="parts", price_krub=float(rng.uniform(500, 4000)),
                            part_numbers=1, zipf=0, resupply_h=float(rng.uniform(20, 120)),
                            holding_rate=0.25),),
        "needs": (Need(family="parts", machine_class="digger", share=0.2),
                  Need(family="parts", machine_class="lorry", share=0.1)),
    }  # fmt: skip


def problem_of(region: Region, variability: Array | float = 1.0) -> Problem:
    """The Problem of a region with a given variability of service, which a plan would change."""
    given = np.full(len(region.parks), float(variability))
    return turnaround(region, variability={p.id: given for p in region.pools}).problem


def with_budget(region: Region, budget: float) -> Region:
    """The region under another budget."""
    scenario = region.scenario.model_copy(update={"budget_mrub": budget})
    return replace(region, scenario=scenario)
