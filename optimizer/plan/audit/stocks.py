"""Machines that wait for a part of every family at every hub, season by season."""

from __future__ import annotations

import math

from optimizer.plan.audit.books import Books, weighted_mean
from optimizer.plan.audit.depot import waiting_through_depot
from optimizer.plan.audit.ledger import freight_mrub
from optimizer.plan.audit.waits import waiting_for_a_piece
from optimizer.region.resources import Family
from optimizer.region.seasons import Season
from optimizer.region.sites import Park
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.ways import USUAL, Way


def enter_stocks(books: Books) -> None:
    """Enter machines that wait for a part."""
    for family in books.region.families:
        k, asked = books.station(family.id), _asked(books, family)
        if k is None or sum(asked) <= 0:
            continue
        worth = weighted_mean(books.value, asked)
        for j, park in enumerate(books.region.parks):
            here = math.fsum(asked[d] for d, _ in books.served(j))
            if here <= 0:
                continue
            number = int(books.plan.choice.level[k, j])
            kit = books.plan.problem.stations[k].curves[number]
            if number < 0 or not isinstance(kit, KitCurve):
                books.broken.append(f"{park.id}: serves without a stock of {family.id}")
                continue
            way = books.plan.way_of(k, j)
            books.freight_mrub += freight_mrub(books.region, family, way, here)
            for season in books.region.seasons:
                if way.stock is not None:
                    share, parts = here / sum(asked), sum(asked) * _profile(books, asked, season)
                    waits = waiting_through_depot(
                        books, family, kit, way, park, season, share, parts
                    )
                    books.stand(books.year(season) * waits, worth)
                    continue
                lead = _lead(books, family, way, park, season)
                pipeline = here * _profile(books, asked, season) * lead
                books.stand(books.year(season) * waiting_for_a_piece(kit, pipeline), worth)


def _asked(books: Books, family: Family) -> list[float]:
    """Parts of the family that each fleet asks of its hub, per hour."""
    need = {n.machine_class: n.share for n in books.region.needs if n.family == family.id}
    asked = []
    for d, fleet in enumerate(books.region.fleets):
        row = books.repairs.today(fleet)
        cover = row.own_cover if row else 0.0
        asked.append(need.get(fleet.machine_class, 0.0) * (1.0 - cover) * books.rate[d])
    return asked


def _lead(books: Books, family: Family, way: Way, park: Park, season: Season) -> float:
    """Hours from an order until the part is at the hub, mean of the season's months."""
    lanes = {lane.id: lane for lane in books.region.lanes}
    total = 0.0
    for month in season.months:
        total += books.region.scenario.parts_handling_h
        for name, share in way.lanes:
            sent = name != USUAL and month in lanes[name].open_months
            by_lane = family.factory_h + lanes[name].hours if sent else family.resupply_h
            total += share * (by_lane + books.repairs.ways.parts(park, month))
        total += way.line_share * _from_line(books, family, way, park, month)
    return total / len(season.months)


def _from_line(books: Books, family: Family, way: Way, park: Park, month: int) -> float:
    """Hours of a part that a product line of the region makes; 0 where there is none."""
    if way.line < 0:
        return 0.0
    at = books.plan.built.lines[way.line]
    part = next(
        p for p in books.region.line_parts if p.line == at.line.id and p.family == family.id
    )
    return part.lead_h + books.repairs.ways.between(at.park, park, month)


def _profile(books: Books, asked: list[float], season: Season) -> float:
    """Demand of a family in a season over its mean: one profile for all its repairs."""
    total = 0.0
    for d, fleet in enumerate(books.region.fleets):
        if asked[d] > 0:
            months = [books.repairs.per_hour_in(fleet, m) for m in season.months]
            total += asked[d] * math.fsum(months) / len(months) / books.rate[d]
    return total / math.fsum(asked)
