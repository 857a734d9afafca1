"""From the facts of a region and the decisions of a plan to the network that is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.simulate.network import ALWAYS_OPEN, MONTHS, Months, Network, Shelf
from optimizer.simulate.sources import Sources
from optimizer.travel.between_parks import between_parks
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.ways import USUAL, Way, lane_hours

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family


@dataclass(frozen=True, eq=False)
class Setting:
    """The network of a plan, and whose its parts are.

    Attributes
    ----------
    network
        Its sources are the region's fleets, in the order of the table.
    pools, shelves
        Park (index) and pool or part family (id) of each pool and shelf of the network.
    """

    network: Network
    pools: tuple[tuple[int, str], ...]
    shelves: tuple[tuple[int, str], ...]


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
    pools, servers = _pools(plan)
    shelves = _shelves(plan)
    sources = Sources(plan, {p: n for n, p in enumerate(pools)}, list(shelves), cv)
    network = Network(
        sources=tuple(sources.of(d) for d in range(len(plan.region.fleets))),
        servers=tuple(servers),
        shelves=tuple(_shelf(plan, park, family, resupply_cv) for park, family in shelves.values()),
        by_value=by_value,
    )
    return Setting(network, tuple(pools), tuple(shelves))


def _pools(plan: Plan) -> tuple[list[tuple[int, str]], list[int]]:
    """Pools of all hubs with the servers of each."""
    choice, found, servers = plan.choice, [], []
    for k, station in enumerate(plan.problem.stations):
        if station.kind == "servers":
            rows = [level for level in plan.region.levels if level.pool == station.name]
            rows.sort(key=lambda level: level.servers)
            for j in np.flatnonzero((choice.level[k] >= 0) & (choice.size >= 0)):
                found.append((int(j), station.name))
                servers.append(rows[choice.level[k, j]].servers)
    return found, servers


def _shelves(plan: Plan) -> dict[tuple[int, str], tuple[int, Family]]:
    """Shelves of all hubs that somebody may ask: park and family."""
    families = {family.id: family for family in plan.region.families}
    hubs = np.flatnonzero(plan.choice.size >= 0)
    return {
        (int(j), station.name): (int(j), families[station.name])
        for station in plan.problem.stations
        if station.kind == "stock"
        for j in hubs
        if (plan.choice.served[station.cells] == j).any()
    }


def _shelf(plan: Plan, park: int, family: Family, resupply_cv: float) -> Shelf:
    """Kit of a family at a park, part number by part number."""
    k = next(k for k, s in enumerate(plan.problem.stations) if s.name == family.id)
    kit = plan.problem.stations[k].curves[plan.choice.level[k, park]]
    assert isinstance(kit, KitCurve), "the levels of a stock are kits"
    share = np.arange(1, family.part_numbers + 1) ** (-family.zipf)
    travel, handling = plan.built.travel, plan.region.scenario.parts_handling_h
    return Shelf(
        share=share / share.sum(),
        stock=np.repeat(kit.stock, kit.numbers),
        resupply_h=family.resupply_h,
        resupply_cv=resupply_cv,
        way_h=tuple(
            handling + float(travel.parts_h[travel.month_variant(month), park])
            for month in range(1, MONTHS + 1)
        ),
        lanes=_lanes(plan, family, plan.way_of(k, park), park),
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
