"""Stocks of spare parts: a station per part family, its levels the kits by each way of supply."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Station
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.travel import Travel
from optimizer.turnaround.asked import Asked
from optimizer.turnaround.depots import CHARGED, DepotAt
from optimizer.turnaround.kits import demand_classes, kit_frontier
from optimizer.turnaround.lines import LineAt
from optimizer.turnaround.menu import Offer, menu
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.through_depot import through_depots
from optimizer.turnaround.ways import Way, supply, ways_of

_OTHERS = 2
"""Offers by other ways of supply for each of the usual way."""
_THROUGH = 6
"""Offers through each depot."""


def lead_hours(region: Region, travel: Travel) -> Array:
    """(F, S, J) resupply hours to the gateway, handling, and the way to the park."""
    way = np.array(
        [
            np.mean([travel.parts_h[travel.month_variant(m)] for m in s.months], axis=0)
            for s in region.seasons
        ]
    )
    resupply = np.array([f.resupply_h for f in region.families])
    return np.asarray(resupply[:, None, None] + region.scenario.parts_handling_h + way[None])


def stock_stations(
    region: Region,
    asked: dict[str, Asked],
    share: Array,
    lead: Array,
    lines: tuple[LineAt, ...] = (),
    depots: tuple[DepotAt, ...] = (),
) -> dict[str, tuple[Station, tuple[Way, ...]]]:
    """Station and ways of supply of every part family that somebody asks for."""
    stations = {}
    for f, family in enumerate(region.families):
        if family.id in asked:
            demand = asked[family.id]
            ways = (
                *ways_of(region, family, share, lines),
                *through_depots(family, demand, share, depots, first_source=len(lines)),
            )
            station = _station(region, family, demand, lead[f], share, ways, depots)
            stations[family.id] = station, ways
    return stations


def _station(
    region: Region, family: Family, asked: Asked, lead: Array, share: Array,
    ways: tuple[Way, ...], depots: tuple[DepotAt, ...],
) -> Station:  # fmt: skip
    classes = demand_classes(family.part_numbers, family.zipf)
    holding = family.price_krub / 1000.0 * family.holding_rate
    rate, count = asked.rate.sum(axis=1), region.scenario.kits_per_family

    def frontier(pipeline: float) -> tuple[KitCurve, ...]:
        return kit_frontier(classes, pipeline, count, holding / max(asked.value, 1e-12))

    def choose(always: list[Offer], others: list[Offer], most: int) -> list[Offer]:
        return menu(
            always, others, piece_mrub=holding, parts_per_hour=float(share @ rate),
            value_mrub=asked.value, most=most,
        )  # fmt: skip

    direct: list[list[Offer]] = []
    depot: list[list[Offer]] = []
    of_policy: dict[float, tuple[KitCurve, ...]] = {}
    for number, way in enumerate(ways):
        freight = way.price_krub / 1000.0
        hours = lead.mean(axis=1) + way.later_h(ways[0], lead).mean(axis=1)
        mean = float(share @ hours)
        if way.stock is None:
            kits = frontier(float(share @ (rate * hours)))
            direct.append([Offer(k, number, mean, freight, way.source) for k in kits])
            continue
        policy = depots[way.depot].policy
        if policy not in of_policy:
            of_policy[policy] = frontier(way.stock.typical(classes))
        kits = of_policy[policy]
        way.stock.prepare(kits)
        depot.append([Offer(k, number, mean, freight, way.source, way.stock) for k in kits])
    others = [offer for each in direct[1:] for offer in each]
    chosen = choose(direct[0], others, most=_OTHERS * count)
    for each in depot:
        chosen += choose(direct[0], each, most=_THROUGH)[len(direct[0]) :]
    curves = tuple(offer.kit for offer in chosen)
    cost = np.array([kit.pieces * holding for kit in curves])
    part = [
        CHARGED * depots[way.depot].carried[family.id].cost_mrub if way.stock else 0.0
        for way in ways
    ]
    return Station(
        name=family.id,
        kind="stock",
        curves=curves,
        cost=np.tile(cost, (len(region.parks), 1)),
        allowed=np.ones((len(region.sizes), len(curves)), dtype=bool),
        cells=asked.cells,
        rate=asked.rate,
        hours=lead[:, None, :],
        weight=np.full(len(region.parks), asked.value),
        supply=supply(ways, [offer.way for offer in chosen], lead, rate, part),
    )
