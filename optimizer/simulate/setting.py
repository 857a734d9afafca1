"""From the facts of a region and the decisions of a plan to the network that is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.simulate.calendar import Calendar, in_calendar, lived_months
from optimizer.simulate.network import ALWAYS_OPEN, MONTHS, Months, Network, Shelf
from optimizer.simulate.sources import Sources
from optimizer.simulate.through_depot import kept_in_depot, with_depot
from optimizer.travel.between_parks import between_parks
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.ways import USUAL, Way, lane_hours

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family


Key = tuple[int, str]
"""Park (index) and pool or part family (id)."""


@dataclass(frozen=True, eq=False)
class Setting:
    """The network of a plan, and whose its parts are.

    Attributes
    ----------
    network
        Its sources are the region's fleets, in the order of the table.
    pools, shelves
        Park (index) and pool or part family (id) of each pool and shelf of the network; the shelves
        of a depot come after these.
    calendar
        Calendar month of each month of the simulated year.
    """

    network: Network
    pools: tuple[Key, ...]
    shelves: tuple[Key, ...]
    calendar: Calendar


def setting(
    plan: Plan, *, cv: float | None = None, resupply_cv: float = 1.0, by_value: bool = False
) -> Setting:
    """Everything the simulation of a plan starts from; chance is left to the engine.

    Parameters
    ----------
    cv
        Coefficient of variation of hands-on hours, instead of each class's own.
    resupply_cv
        The same of the resupply hours of parts.
    by_value
        The dearest machine in a line goes first.
    """
    pools, shelves = tuple(pools_of(plan)), tuple(shelves_of(plan))
    network = network_of(plan, pools, shelves, cv=cv, resupply_cv=resupply_cv, by_value=by_value)
    calendar = lived_months(plan.region)
    return Setting(in_calendar(network, calendar), pools, shelves, calendar)


def network_of(
    plan: Plan, pools: tuple[Key, ...], shelves: tuple[Key, ...], *, cv: float | None,
    resupply_cv: float, by_value: bool, depot: tuple[str, ...] | None = None,
) -> Network:  # fmt: skip
    """The network of a plan with these pools and shelves in this order.

    After them come shelves of the depot for the families of ``depot``, or for the plan's own.

    A pool that the plan does not have gets no servers, a shelf that it does not have no pieces.
    """
    servers, there = pools_of(plan), set(shelves_of(plan))
    families = {family.id: family for family in plan.region.families}
    sources = Sources(plan, {pool: n for n, pool in enumerate(pools)}, list(shelves), cv)
    return Network(
        sources=tuple(sources.of(d) for d in range(len(plan.region.fleets))),
        servers=tuple(servers.get(pool, 0) for pool in pools),
        shelves=with_depot(
            plan,
            [(park, families[family]) for park, family in shelves],
            [
                _shelf(plan, key[0], families[key[1]], resupply_cv, kept=key in there)
                for key in shelves
            ],
            kept_in_depot(plan) if depot is None else depot,
        ),
        by_value=by_value,
    )  # fmt: skip


def pools_of(plan: Plan) -> dict[Key, int]:
    """Servers of each pool of all hubs, by park and pool."""
    choice, found = plan.choice, {}
    for k, station in enumerate(plan.problem.stations):
        if station.kind == "servers":
            rows = [level for level in plan.region.levels if level.pool == station.name]
            rows.sort(key=lambda level: level.servers)
            for j in np.flatnonzero((choice.level[k] >= 0) & (choice.size >= 0)):
                found[int(j), station.name] = rows[choice.level[k, j]].servers
    return found


def shelves_of(plan: Plan) -> list[Key]:
    """Shelves of all hubs that somebody may ask: park and family."""
    hubs = np.flatnonzero(plan.choice.size >= 0)
    return [
        (int(j), station.name)
        for station in plan.problem.stations
        if station.kind == "stock"
        for j in hubs
        if (plan.choice.served[station.cells] == j).any()
    ]


def _shelf(plan: Plan, park: int, family: Family, resupply_cv: float, *, kept: bool) -> Shelf:
    """Kit of a family at a park, part number by part number; nothing where it is not kept."""
    stock = np.zeros(family.part_numbers, dtype=int)
    lanes: tuple[tuple[float, Months, Months], ...] = ()
    if kept:
        k = next(k for k, s in enumerate(plan.problem.stations) if s.name == family.id)
        lanes = _lanes(plan, family, plan.way_of(k, park), park)
        kit = plan.problem.stations[k].curves[plan.choice.level[k, park]]
        assert isinstance(kit, KitCurve), "the levels of a stock are kits"
        stock = np.repeat(kit.stock, kit.numbers)
    share = np.arange(1, family.part_numbers + 1) ** (-family.zipf)
    travel, handling = plan.built.travel, plan.region.scenario.parts_handling_h
    return Shelf(
        share=share / share.sum(),
        stock=stock,
        resupply_h=family.resupply_h,
        resupply_cv=resupply_cv,
        way_h=tuple(
            handling + float(travel.parts_h[travel.month_variant(month), park])
            for month in range(1, MONTHS + 1)
        ),
        lanes=lanes,
    )


def _lanes(
    plan: Plan, family: Family, way: Way, park: int
) -> tuple[tuple[float, Months, Months], ...]:
    """Shares and hours by month of a way of supply; none for the usual one."""
    if way.lanes == ((USUAL, 1.0),):
        return ()
    hours = {lane.id: lane_hours(family, lane) for lane in plan.region.lanes}
    hours[USUAL] = (family.resupply_h,) * MONTHS
    found = [(share, hours[lane], ALWAYS_OPEN) for lane, share in way.lanes]
    if way.line >= 0:
        found.append((way.line_share, *_from_line(plan, family, way, park)))
    return tuple(found)


def _from_line(plan: Plan, family: Family, way: Way, park: int) -> tuple[Months, Months]:
    """Hours until a part leaves its line, and its way beyond that from the gateway, by month."""
    at, travel = plan.built.lines[way.line], plan.built.travel
    part = next(p for p in plan.region.line_parts if (p.line, p.family) == (at.line.id, family.id))
    start = [p.id for p in plan.region.parks].index(at.park.id)
    between = between_parks(travel)[:, start, park]
    gateway = [travel.parts_h[travel.month_variant(m), park] for m in range(1, MONTHS + 1)]
    return (part.lead_h,) * MONTHS, tuple(
        float(a - b) for a, b in zip(between, gateway, strict=True)
    )
