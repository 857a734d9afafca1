"""Central depots: where one may stand, what it would keep, and what that costs.

A depot is offered in a few places and with a few policies. A policy says what a rouble spent on
stock must save; for each family it then says whether the depot keeps it, by which lane it comes and
how many pieces of each part number there are, by marginal analysis (Sherbrooke 1968) over a
reference of three hubs. Which depot pays, if any, the model decides: any stock is a legal one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.problem import Array
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.region.sites import Park
from optimizer.region.supply import Depot
from optimizer.travel import Travel
from optimizer.travel.between_parks import between_parks
from optimizer.turnaround.asked import Asked
from optimizer.turnaround.depot_curve import DepotCurve
from optimizer.turnaround.kits import DemandClasses, demand_classes, marginal_stock
from optimizer.turnaround.poisson import KitCurve, backorders
from optimizer.turnaround.ways import Way, lane_ways, way_again

POLICIES = (1.0,)
"""Downtime that a rouble of stock must save, in roubles."""
CHARGED = 0.85
"""Part of the cost of stock that bounds charge by the share of use; the rest is paid up front.

Any part gives a true bound; this one was the tightest where a depot just does not pay.
"""
_OFFERED = 3
"""Places offered: from where parts come to the region's hubs soonest."""
_HUBS = (0.6, 0.3, 0.1)
"""Shares of the demand of the reference's hubs."""
_BLAME = (1.0, 0.5, 0.25, 0.1)
"""Machines that stand for each piece that the depot owes: the hubs' own kits cover the rest."""


@dataclass(frozen=True)
class Carried:
    """A family that a depot keeps.

    Attributes
    ----------
    inbound
        How its parts come to the depot.
    stock
        Base stock of each demand class.
    pieces, cost_mrub
        In all, and the yearly cost of keeping them.
    """

    inbound: Way
    stock: tuple[int, ...]
    pieces: int
    cost_mrub: float


@dataclass(frozen=True, eq=False)
class DepotAt:
    """A depot in a park with a policy.

    Attributes
    ----------
    policy
        What a rouble of its stock must save.
    store_mrub
        Million RUB a year of the store: capital as an annuity and running cost.
    carried
        What it keeps, by family.
    to_depot_h
        (S,) hours from the gateway to its shelf, handling included.
    to_hub_h
        (S, J) hours from its shelf to each park's, handling included.
    """

    row: Depot
    park: Park
    policy: float
    store_mrub: float
    to_depot_h: Array
    to_hub_h: Array
    carried: dict[str, Carried] = field(default_factory=dict)

    @property
    def cost_mrub(self) -> float:
        """Million RUB a year of store and stock."""
        return self.store_mrub + sum(c.cost_mrub for c in self.carried.values())


def depots_at(
    region: Region, travel: Travel, share: Array, asked: dict[str, Asked]
) -> tuple[DepotAt, ...]:
    """Depots that are offered; none where they are switched off or would keep nothing.

    Parameters
    ----------
    share
        (S,) share of the year of each season.
    asked
        Demand of the region by family.
    """
    if not region.scenario.depot:
        return ()
    places = _places(region, travel)
    if not places:
        return ()
    found = []
    for policy in POLICIES:
        carried = _carried(region, share, asked, places[0], policy)
        if carried:
            found += [
                DepotAt(p.row, p.park, policy, p.store_mrub, p.to_depot_h, p.to_hub_h, carried)
                for p in places
            ]
    return tuple(found)


def depots_in(region: Region, travel: Travel, depots: tuple[DepotAt, ...]) -> tuple[DepotAt, ...]:
    """The same depots with the same stock, with the costs and ways of another region: a quarter."""
    if not depots:
        return ()
    again = {at.park.id: at for at in _everywhere(region, travel)}
    families = {f.id: f for f in region.families}
    return tuple(
        replace(again[at.park.id], policy=at.policy, carried={
            family: replace(kept, inbound=way_again(region, families[family], kept.inbound))
            for family, kept in at.carried.items()
        })
        for at in depots
    )  # fmt: skip


def _places(region: Region, travel: Travel) -> list[DepotAt]:
    """Places with room, the nearest to all parks first, without stock."""
    found = [at for at in _everywhere(region, travel) if at.park.area_m2 >= at.row.area_m2]
    return sorted(found, key=lambda at: (float(at.to_hub_h.mean()), at.park.id))[:_OFFERED]


def _everywhere(region: Region, travel: Travel) -> list[DepotAt]:
    """All places, without stock."""
    months = [[m - 1 for m in s.months] for s in region.seasons]
    between = np.array([between_parks(travel)[m].mean(axis=0) for m in months])  # (S, J, J)
    by_month = [travel.parts_h[travel.month_variant(m)] for m in range(1, 13)]
    gateway = np.array([np.mean([by_month[m] for m in season], axis=0) for season in months])
    handling = region.scenario.parts_handling_h
    index = {p.id: j for j, p in enumerate(region.parks)}
    found = []
    for row in region.depots:
        j = index[row.park]
        park = region.parks[j]
        store = (
            row.capital_mrub * region.scenario.annuity_rate * park.capital_factor
            + row.running_mrub * park.running_factor
        )
        found.append(
            DepotAt(row, park, 0.0, store, handling + gateway[:, j], handling + between[:, j])
        )
    return found


def _carried(
    region: Region, share: Array, asked: dict[str, Asked], place: DepotAt, policy: float
) -> dict[str, Carried]:
    """Families that pay in the reference, at the price of money of a policy."""
    found = {}
    for family in region.families:
        if family.id in asked:
            best = _best_stock(region, family, asked[family.id], share, place, policy)
            if best is not None:
                found[family.id] = best
    return found


def _best_stock(
    region: Region, family: Family, asked: Asked, share: Array, place: DepotAt, policy: float
) -> Carried | None:
    """Lane and stock of a family that the reference's hubs gain most by; None for none."""
    classes = demand_classes(family.part_numbers, family.zipf)
    reference = _Reference(family, classes, asked, share, policy)
    ways = lane_ways(region, family, share)
    usual = place.to_depot_h - region.scenario.parts_handling_h  # the way to a hub, much the same
    alone = min(reference.without_depot(way, usual + region.scenario.parts_handling_h)
                for way in ways)  # fmt: skip
    best, found = alone, None
    for way in ways:
        for blame in _BLAME:
            worth, stock = reference.with_depot(way, place, blame)
            if stock.any() and worth < best:
                best = worth
                pieces = int(np.dot(stock, classes.numbers))
                kept = tuple(int(s) for s in stock)
                found = Carried(way, kept, pieces, pieces * reference.piece_mrub)
    return found


class _Reference:
    """Three hubs that ask for a family: aim per year, money at the policy's price."""

    def __init__(
        self, family: Family, classes: DemandClasses, asked: Asked, share: Array, policy: float
    ) -> None:
        self.classes, self.share, self.policy = classes, share, policy
        self.piece_mrub = family.price_krub / 1000.0 * family.holding_rate
        self.value = max(asked.value, 1e-12)
        self.rate = asked.rate.sum(axis=1)  # (S,) of the region
        self.threshold = policy * self.piece_mrub / self.value

    def without_depot(self, way: Way, to_hub_h: Array) -> float:
        """Each hub with the best kit for itself."""
        pipeline = float(self.share @ (self.rate * (np.array(way.hours) + to_hub_h)))
        total = self._freight(way)
        for part in _HUBS:
            kit = self._kit(part * pipeline)
            total += self.value * float(kit.value(np.array(part * pipeline)))
            total += self.policy * self.piece_mrub * kit.pieces
        return total

    def with_depot(self, way: Way, place: DepotAt, blame: float) -> tuple[float, Array]:
        """The same with stock at the depot behind them, and that stock."""
        classes = self.classes
        pipeline = float(self.share @ (self.rate * (np.array(way.hours) + place.to_depot_h)))
        to_hub = float(self.share @ (self.rate * place.to_hub_h.mean(axis=1)))
        stock = self._stock(pipeline, self.threshold / blame)
        late = float(classes.numbers @ backorders(stock, classes.share * pipeline))
        total = self._freight(way)
        total += self.policy * self.piece_mrub * float(np.dot(stock, classes.numbers))
        kept = tuple(int(s) for s in stock)
        for part in _HUBS:
            kit = self._kit(part * (to_hub + late))
            curve = DepotCurve(kit, kept, pipeline, to_hub)
            total += self.value * float(curve.value(np.array(part)))
            total += self.policy * self.piece_mrub * kit.pieces
        return total, stock

    def _freight(self, way: Way) -> float:
        parts = float(self.share @ self.rate) * 8760.0
        return self.policy * way.price_krub / 1000.0 * parts

    def _kit(self, pipeline: float) -> KitCurve:
        stock = self._stock(pipeline, self.threshold)
        share = tuple(float(v) for v in self.classes.share)
        numbers = tuple(int(n) for n in self.classes.numbers)
        return KitCurve(tuple(int(s) for s in stock), share, numbers)

    def _stock(self, pipeline: float, threshold: float) -> Array:
        """None where not even the first piece pays; a piece is never for nothing."""
        if threshold >= 1.0:
            return np.zeros(len(self.classes.share))
        return marginal_stock(self.classes, pipeline, max(threshold, 1e-6))
