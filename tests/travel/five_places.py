"""Small regions made by hand: only the tables that travel reads are filled."""

from __future__ import annotations

from pathlib import Path

from optimizer.region.geography import Link, Mode, Place
from optimizer.region.machines import MachineClass
from optimizer.region.region import Region
from optimizer.region.scenario import Scenario
from optimizer.region.seasons import Season
from optimizer.region.sites import Park, Site

SEASONS = (
    Season(id="winter", name="Winter", months=frozenset({12, 1, 2, 3})),
    Season(id="rest", name="Rest", months=frozenset(range(4, 12))),
)


def a_class(identity: str, **changes) -> MachineClass:
    facts = dict(
        name=identity, pool="crew", failures=1.0, outside_strong=0.1, outside_weak=0.2,
        outside_none=0.3, handson_h=8.0, report_h=2.0, value_krub_h=1.0, service="to_hub",
    )  # fmt: skip
    return MachineClass(id=identity, **(facts | changes))


def a_mode(identity: str, **changes) -> Mode:
    facts = dict(wait_h=0.0, crew=True, machine=False, parts=True)
    return Mode(id=identity, name=identity, **(facts | changes))


def a_region(**tables) -> Region:
    empty = dict.fromkeys(("pools", "fleets", "sizes", "levels", "hosting"), ())
    facts = dict(
        name="hand-made", title={"en": "hand-made"}, folder=Path("hand-made"), seasons=SEASONS,
        scenario=Scenario(budget_mrub=1.0), classes=(a_class("truck", tow_kmh=30.0),),
    )  # fmt: skip
    return Region(**(empty | facts | tables))


MODES = (
    a_mode("road", machine=True, max_kmh=60.0),
    a_mode("winter_road", machine=True),
    a_mode("rail", wait_h=8.0),
    a_mode("ferry", wait_h=3.0, machine=True),
    a_mode("track", machine=True, reach="last_km", kmh=20.0, detour=1.3, wait_h=0.25),
    a_mode("charter", reach="anywhere", kmh=220.0, detour=1.05, wait_h=30.0),
)

PLACES = tuple(
    Place(id=name, name=name.title(), lat=lat, lon=lon)
    for name, lat, lon in (
        ("alpha", 48.0, 135.0),
        ("beta", 49.0, 136.0),
        ("gamma", 50.0, 137.0),
        ("delta", 51.0, 138.0),
        ("omega", 53.0, 140.0),
    )
)

LINKS = (
    Link(origin="alpha", destination="beta", mode="road", km=120.0, speed_kmh=80.0),
    Link(origin="beta", destination="gamma", mode="road", km=150.0, speed_kmh=50.0),
    Link(origin="alpha", destination="gamma", mode="rail", km=250.0, hours=2.5),
    Link(origin="gamma", destination="delta", mode="road", km=60.0, speed_kmh=20.0, machine=False),
    Link(
        origin="beta", destination="delta", mode="ferry", km=40.0, hours=2.0,
        open_months=frozenset(range(6, 11)),
    ),
    Link(
        origin="delta", destination="omega", mode="winter_road", km=300.0, speed_kmh=30.0,
        open_months=frozenset({1, 2, 3, 12}),
    ),
)  # fmt: skip


def five_places(**changes) -> Region:
    """Two parks at alpha and gamma; sites at beta, delta, omega, and off the road near gamma."""
    facts = dict(
        places=PLACES,
        modes=MODES,
        links=LINKS,
        parks=(
            Park(id="p-alpha", name="A", place="alpha", lat=48.0, lon=135.0),
            Park(id="p-gamma", name="G", place="gamma", lat=50.0, lon=137.0),
        ),
        sites=(
            Site(id="s-beta", name="B", place="beta", lat=49.0, lon=136.0),
            Site(id="s-delta", name="D", place="delta", lat=51.0, lon=138.0),
            Site(id="s-omega", name="O", place="omega", lat=53.0, lon=140.0),
            Site(id="s-off", name="Off", place="gamma", lat=50.2, lon=137.0),
        ),
    )
    return a_region(**(facts | changes))
