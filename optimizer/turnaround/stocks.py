"""Stocks of spare parts: a station per part family, its levels the kits by each way of supply."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Ints, Station
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.travel import Travel
from optimizer.turnaround.demand import Demand
from optimizer.turnaround.kits import demand_classes, kit_frontier
from optimizer.turnaround.lines import LineAt
from optimizer.turnaround.menu import Offer, menu
from optimizer.turnaround.ways import Way, supply, ways_of

_OTHERS = 2
"""Offers by other ways of supply for each of the usual way."""


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
    d: Demand,
    share: Array,
    rate: Array,
    lead: Array,
    lines: tuple[LineAt, ...] = (),
) -> dict[str, tuple[Station, tuple[Way, ...]]]:
    """Station and ways of supply of every part family that somebody asks for."""
    need = {(n.family, n.machine_class): n.share for n in region.needs}
    stations = {}
    for f, family in enumerate(region.families):
        wanted = np.array(
            [need.get((family.id, region.classes[k].id), 0.0) for k in d.machine_class]
        )
        wanted = wanted * (1.0 - d.own_cover) * d.rate
        cells = np.flatnonzero(wanted > 0)
        if len(cells):
            # the family's demand follows the seasons of all its repairs together
            profile = rate[:, cells] @ (wanted[cells] / d.rate[cells]) / wanted[cells].sum()
            per_hour = profile[:, None] * wanted[cells]
            ways = ways_of(region, family, share, lines)
            station = _station(region, family, d, cells, per_hour, lead[f], share, ways)
            stations[family.id] = station, ways
    return stations


def _station(
    region: Region, family: Family, d: Demand, cells: Ints, rate: Array, lead: Array,
    share: Array, ways: tuple[Way, ...],
) -> Station:  # fmt: skip
    classes = demand_classes(family.part_numbers, family.zipf)
    holding = family.price_krub / 1000.0 * family.holding_rate
    value = float((d.value[cells] @ rate.sum(axis=0)) / rate.sum())
    offers: list[list[Offer]] = []
    for number, way in enumerate(ways):
        hours = lead.mean(axis=1) + way.later_h(ways[0], lead).mean(axis=1)
        kits = kit_frontier(
            classes, float(share @ (rate.sum(axis=1) * hours)), region.scenario.kits_per_family,
            holding / max(value, 1e-12),
        )  # fmt: skip
        mean = float(share @ hours)
        offers.append([Offer(k, number, mean, way.price_krub / 1000.0, way.line) for k in kits])
    chosen = menu(
        offers[0], [offer for each in offers[1:] for offer in each], piece_mrub=holding,
        parts_per_hour=float(share @ rate.sum(axis=1)), value_mrub=value,
        most=_OTHERS * region.scenario.kits_per_family,
    )  # fmt: skip
    curves = tuple(offer.kit for offer in chosen)
    cost = np.array([kit.pieces * holding for kit in curves])
    return Station(
        name=family.id,
        kind="stock",
        curves=curves,
        cost=np.tile(cost, (len(region.parks), 1)),
        allowed=np.ones((len(region.sizes), len(curves)), dtype=bool),
        cells=cells,
        rate=rate,
        hours=lead[:, None, :],
        weight=np.full(len(region.parks), value),
        supply=supply(ways, [offer.way for offer in chosen], lead),
    )
