"""Plans over the quarters of the tutorial, made by hand, for the tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.model.timetable import Timetable
from optimizer.plan.plan import Plan
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.region import Region, load_region
from optimizer.region.scenario import RollOut
from optimizer.region.seasons import Season
from optimizer.solve.status import Status
from optimizer.turnaround.build import Turnaround, turnaround
from optimizer.turnaround.quarters import quarters

Hubs = dict[str, tuple[int, int]]
"""Level of the crews and of the kit, by park."""


def tutorial_quarters(**rules: object) -> Region:
    """The tutorial with four quarters."""
    region = load_region("tutorial")
    own = RollOut.model_validate({"quarters": 4, "budget_mrub": 100, **rules})
    return replace(region, scenario=region.scenario.model_copy(update={"roll_out": own}))


def choice(built: Turnaround, hubs: Hubs, served: dict[str, str]) -> Choice:
    """Large hubs with these levels, and the sites that each serves."""
    parks = [park.id for park in built.region.parks]
    size = np.full(len(parks), CLOSED)
    level = np.full((len(built.problem.stations), len(parks)), NONE)
    for hub, (crews, kit) in hubs.items():
        size[parks.index(hub)] = built.problem.sizes - 1
        for k, station in enumerate(built.problem.stations):
            level[k, parks.index(hub)] = crews if station.kind == "servers" else kit
    who = [served.get(fleet.site, "") for fleet in built.region.fleets]
    return Choice(np.array([parks.index(p) if p else TODAY for p in who]), size, level)


def plan_of(region: Region, each: list[tuple[Hubs, dict[str, str]]]) -> RollOutPlan:
    """A plan of hubs and who is served, quarter by quarter; money is not looked at."""
    found = quarters(region)
    choices = tuple(choice(built, *own) for built, own in zip(found.built, each, strict=True))
    return RollOutPlan(found, Timetable(choices), Status.TIME_LIMIT, -np.inf)


def year_of(region: Region, hubs: Hubs, served: dict[str, str]) -> Plan:
    """The same hubs all year, the quarters being its seasons."""
    seasons = tuple(
        Season(id=f"q{t + 1}", name=f"q{t + 1}", months=frozenset(range(3 * t + 1, 3 * t + 4)))
        for t in range(4)
    )
    scenario = region.scenario.model_copy(update={"roll_out": None})
    built = turnaround(replace(region, seasons=seasons, scenario=scenario))
    return Plan(built, choice(built, hubs, served), Status.TIME_LIMIT, -np.inf)
