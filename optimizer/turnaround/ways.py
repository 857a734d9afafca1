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
from optimizer.region.sites import Park
from optimizer.region.supply import Lane
from optimizer.turnaround.depot_stock import DepotStock
from optimizer.turnaround.lines import LineAt

USUAL = "usual"
"""Today's mix of sources: the family's own ``resupply_h``."""


@dataclass(frozen=True, eq=False)
class Way:
    """How parts of a family come to a hub.

    Attributes
    ----------
    lanes
        Lane, or `USUAL`, and its share of the parts; with a line's share they add up to one.
    hours
        (S,) from an order until a part that comes by the lanes is at the gateway.
    price_krub
        Thousand RUB for each piece of all, beside the freight of today's mix.
    line
        Index of the line in a park that supplies the rest; `NO_SOURCE` for none.
    line_share, line_name
        Its share of the parts, and what it is called.
    line_h
        (S, J) hours from an order until its parts are at each hub, handling included.
    depot, depot_park
        Index of the depot through which the lanes' parts come, `NO_SOURCE` for none, and its park.
    stock
        What the depot keeps of the family.
    source
        Index of what it needs among the Problem's sources; `NO_SOURCE` for nothing.
    """

    lanes: tuple[tuple[str, float], ...]
    hours: tuple[float, ...]
    price_krub: float
    line: int = NO_SOURCE
    line_share: float = 0.0
    line_name: str = ""
    line_h: Array | None = None
    depot: int = NO_SOURCE
    depot_park: Park | None = None
    stock: DepotStock | None = None
    source: int = NO_SOURCE

    @property
    def name(self) -> str:
        """Where parts come from, such as ``by-air`` or ``50 % by-air + 50 % by-truck``."""
        if self.depot_park is not None:
            return f"depot at {self.depot_park.id} ({self.lanes[0][0]})"
        parts = [(self.line_name, self.line_share), *self.lanes] if self.line_name else self.lanes
        if len(parts) == 1:
            return parts[0][0]
        return " + ".join(f"{100 * share:g} % {what}" for what, share in parts)

    def later_h(self, usual: Way, lead: Array) -> Array:
        """(S, J) mean hours to the hubs beyond the usual way's ``lead`` hours (S, J)."""
        by_lane = np.array(self.hours)[:, None] - np.array(usual.hours)[:, None]
        if self.line_h is None:
            return np.asarray(np.broadcast_to(by_lane, lead.shape))
        by_line = self.line_h - lead
        return np.asarray((1.0 - self.line_share) * by_lane + self.line_share * by_line)


def ways_of(
    region: Region, family: Family, share: Array, lines: tuple[LineAt, ...] = (),
) -> tuple[Way, ...]:  # fmt: skip
    """Ways a family may come: the usual one first, lanes that no mix of others beats, lines.

    Parameters
    ----------
    share
        (S,) share of the year of each season.
    lines
        Lines in parks; those that supply the family do so for their share of it, lanes for the
        rest.
    """
    usual = _usual(region, family)
    lanes = _by_lanes(region, family, share, usual) if region.scenario.lanes else ()
    pure = [usual, *(way for way in lanes if len(way.lanes) == 1)]
    return (usual, *lanes, *_by_lines(region, family, lines, pure))


def lane_ways(region: Region, family: Family, share: Array) -> list[Way]:
    """The usual way, and lanes alone, without mixes."""
    return [way for way in ways_of(region, family, share) if len(way.lanes) == 1]


def way_again(region: Region, family: Family, way: Way) -> Way:
    """A way by one lane, or the usual one, in another region: a quarter has its own months."""
    ((name, _),) = way.lanes
    if name == USUAL:
        return _usual(region, family)
    return _by_lane(region, family, next(lane for lane in region.lanes if lane.id == name))


def _usual(region: Region, family: Family) -> Way:
    return Way(((USUAL, 1.0),), (family.resupply_h,) * len(region.seasons), 0.0)


def _by_lines(
    region: Region, family: Family, lines: tuple[LineAt, ...], rest: list[Way]
) -> list[Way]:
    """A line for its share, free of freight, and each of the other ways for the rest."""
    parts = {p.line: p for p in region.line_parts if p.family == family.id and p.share > 0}
    ways = []
    for number, at in enumerate(lines):
        part = parts.get(at.line.id)
        if part is None:
            continue
        hours = part.lead_h + at.way_h + region.scenario.parts_handling_h
        saved = part.share * family.freight_krub
        for way in rest if part.share < 1.0 else rest[:1]:
            left = 1.0 - part.share
            lanes = tuple((lane, left * of) for lane, of in way.lanes) if left > 0 else ()
            price = left * way.price_krub - saved
            name = f"{at.line.id} at {at.park.id}"
            ways.append(
                Way(lanes, way.hours, price, number, part.share, name, hours, source=number)
            )
    return ways


def _by_lanes(region: Region, family: Family, share: Array, usual: Way) -> tuple[Way, ...]:
    carried = {c.lane for c in region.carries if c.family == family.id}
    lanes = [_by_lane(region, family, lane) for lane in region.lanes
             if lane.id in carried and _takes(lane, family)]  # fmt: skip
    hull = _lower_hull([usual, *lanes], share)
    mixed = [_half(one, other) for one, other in pairwise(hull)]
    return (*(way for way in hull if way is not usual), *mixed)


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


def supply(
    ways: tuple[Way, ...], way_of_level: list[int], lead: Array, rate: Array, part: list[float]
) -> Supply | None:
    """The ways of a stock station, from the usual lead time (S, J); None where there is but one.

    Parameters
    ----------
    rate
        (S,) parts per hour of the region.
    part
        What of its source's cost each way has to itself, million RUB a year.
    """
    if len(ways) == 1:
        return None
    factor = np.array(
        [
            (lead + way.later_h(ways[0], lead)) / lead
            if way.stock is None
            else 1.0 / (np.maximum(rate, 1e-300)[:, None] * lead)
            for way in ways
        ]
    )
    price = np.array([w.price_krub for w in ways])[:, None] / 1000.0 * 8760.0
    through = any(way.stock is not None for way in ways)
    return Supply(
        np.array(way_of_level), factor, np.repeat(price, lead.shape[1], axis=1),
        np.array([way.source for way in ways]),
        tuple(way.stock for way in ways) if through else (),
        np.array(part) if through else np.zeros(0),
    )  # fmt: skip
