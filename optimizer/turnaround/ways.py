"""Ways of supply: today's, or a lane from the plant, or half by one lane and half by another.

Splitting a Poisson stream keeps it Poisson, and what is on order has the mean rate x mean lead time
whatever the mix (Palm 1938): a mix of lanes is one more lead time and one more price.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from optimizer.problem import NO_SOURCE, Array, Supply
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.region.supply import Lane

USUAL = "usual"
"""Today's mix of sources: the family's own ``resupply_h``."""


@dataclass(frozen=True)
class Way:
    """How parts of a family come to the gateway.

    Attributes
    ----------
    lanes
        Lane, or `USUAL`, and its share of the parts; shares add up to one.
    hours
        (S,) from an order until the part is at the gateway.
    price_krub
        Thousand RUB for each piece, beside the freight of today's mix.
    """

    lanes: tuple[tuple[str, float], ...]
    hours: tuple[float, ...]
    price_krub: float

    @property
    def name(self) -> str:
        """Lanes with their shares, such as ``by-air`` or ``50 % by-air + 50 % by-truck``."""
        if len(self.lanes) == 1:
            return self.lanes[0][0]
        return " + ".join(f"{100 * share:g} % {lane}" for lane, share in self.lanes)


def ways_of(region: Region, family: Family, share: Array) -> tuple[Way, ...]:
    """Ways a family may come: the usual one first, then lanes that no mix of others beats.

    Parameters
    ----------
    share
        (S,) share of the year of each season.
    """
    usual = Way(((USUAL, 1.0),), (family.resupply_h,) * len(region.seasons), 0.0)
    if not region.scenario.lanes:
        return (usual,)
    carried = {c.lane for c in region.carries if c.family == family.id}
    lanes = [_by_lane(region, family, lane) for lane in region.lanes
             if lane.id in carried and _takes(lane, family)]  # fmt: skip
    hull = _lower_hull([usual, *lanes], share)
    mixed = [_half(one, other) for one, other in pairwise(hull)]
    others = [w for w in hull if w is not usual]
    return (usual, *others, *mixed)


def _takes(lane: Lane, family: Family) -> bool:
    return lane.max_piece_kg is None or family.weight_kg <= lane.max_piece_kg


def _by_lane(region: Region, family: Family, lane: Lane) -> Way:
    """In months in which the lane is closed, parts come the usual way."""
    open_share = len(lane.open_months) / 12.0
    price = lane.price_rub_kg * family.weight_kg / 1000.0 - family.freight_krub
    by_month = lane_hours(family, lane)
    hours = tuple(
        sum(by_month[month - 1] for month in season.months) / len(season.months)
        for season in region.seasons
    )
    return Way(((lane.id, 1.0),), hours, price * open_share)


def lane_hours(family: Family, lane: Lane) -> tuple[float, ...]:
    """Hours from an order to the gateway by month: the usual ones where the lane is closed."""
    return tuple(
        family.factory_h + lane.hours if month in lane.open_months else family.resupply_h
        for month in range(1, 13)
    )


def _lower_hull(ways: list[Way], share: Array) -> list[Way]:
    """Ways on the lower left convex hull of mean hours and price, from fast to cheap."""
    points = sorted(ways, key=lambda w: (float(share @ np.array(w.hours)), w.price_krub))
    hull: list[Way] = []
    for way in points:
        if hull and way.price_krub >= hull[-1].price_krub:
            continue
        while len(hull) > 1 and _beaten(hull[-2], hull[-1], way, share):
            hull.pop()
        hull.append(way)
    return hull


def _beaten(left: Way, middle: Way, right: Way, share: Array) -> bool:
    """Whether a mix of two ways is as fast as the one between them, and no dearer."""
    x0, x1, x2 = (float(share @ np.array(w.hours)) for w in (left, middle, right))
    part = (x1 - x0) / max(x2 - x0, 1e-300)
    mix = left.price_krub + part * (right.price_krub - left.price_krub)
    return middle.price_krub >= mix


def _half(one: Way, other: Way) -> Way:
    hours = tuple((a + b) / 2 for a, b in zip(one.hours, other.hours, strict=True))
    lanes = tuple((lane, share / 2) for way in (one, other) for lane, share in way.lanes)
    return Way(lanes, hours, (one.price_krub + other.price_krub) / 2)


def supply(ways: tuple[Way, ...], way_of_level: list[int], lead: Array) -> Supply | None:
    """The ways of a stock station, from the usual lead time (S, J); None where there is one only.

    The way from the gateway to the hub is the same for all.
    """
    if len(ways) == 1:
        return None
    usual = np.array(ways[0].hours)[:, None]
    hours = np.array([w.hours for w in ways])[:, :, None]
    factor = (lead - usual + hours) / lead
    price = np.array([w.price_krub for w in ways])[:, None] / 1000.0 * 8760.0
    return Supply(
        np.array(way_of_level), factor, np.repeat(price, lead.shape[1], axis=1),
        np.full(len(ways), NO_SOURCE),
    )  # fmt: skip
