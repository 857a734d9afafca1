"""A depot's part of an audit: what it costs, and what hubs wait for that it supplies."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln

from optimizer.plan.audit.books import Books
from optimizer.problem import Array, Ints
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.region.seasons import Season
from optimizer.region.sites import Park
from optimizer.turnaround.depots import DepotAt
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.ways import USUAL, Way


def depots_mrub(region: Region, built: list[DepotAt]) -> float:
    """Million RUB a year of depots: the store, and the pieces that it keeps."""
    families, annuity = {f.id: f for f in region.families}, region.scenario.annuity_rate
    total = 0.0
    for at in built:
        total += at.row.capital_mrub * annuity * at.park.capital_factor
        total += at.row.running_mrub * at.park.running_factor
        for name, kept in at.carried.items():
            family = families[name]
            total += kept.pieces * family.price_krub / 1000.0 * family.holding_rate
    return total


def waiting_through_depot(
    books: Books, family: Family, kit: KitCurve, way: Way, park: Park, season: Season,
    share: float, parts_per_hour: float,
) -> float:  # fmt: skip
    """Machines that wait for a part of a family in a season, at a hub that a depot supplies.

    Parameters
    ----------
    share
        Of the hub in the region's demand.
    parts_per_hour
        That demand.
    """
    at = books.plan.built.depots[way.depot]
    to_depot, to_hub, months = 0.0, 0.0, len(season.months)
    handling = books.region.scenario.parts_handling_h
    lanes = {lane.id: lane for lane in books.region.lanes}
    for month in season.months:
        to_depot += handling + books.repairs.ways.parts(at.park, month)
        for name, part in way.lanes:
            sent = name != USUAL and month in lanes[name].open_months
            by_lane = family.factory_h + lanes[name].hours if sent else family.resupply_h
            to_depot += part * by_lane
        to_hub += handling + books.repairs.ways.between(at.park, park, month)
    kept, total = at.carried[family.id].stock, 0.0
    for stock, depot, weight, n in zip(kit.stock, kept, kit.share, kit.numbers, strict=True):
        asked = weight * parts_per_hour
        total += n * _short(stock, depot, asked * to_depot / months, asked * to_hub / months, share)
    return total


def _short(stock: int, depot: int, pipeline: float, way: float, share: float) -> float:
    """Mean of (X − S)⁺: every chance of what the depot owes, of the hub's part, of what is sent."""
    most = depot + int(pipeline + 12.0 * math.sqrt(pipeline) + 30.0)
    order = _chances(pipeline, most + 1)
    owed = np.concatenate([[order[: depot + 1].sum()], order[depot + 1 :]])
    b = np.arange(len(owed))
    k = b[:, None]
    logs = gammaln(b + 1) - gammaln(k + 1) - gammaln(np.maximum(b - k, 0) + 1)
    inside, outside = _power(share, k), _power(1.0 - share, np.maximum(b - k, 0))
    mine = np.where(k <= b, np.exp(logs) * inside * outside, 0.0) @ owed
    sent = _chances(way * share, int(way * share + 12.0 * math.sqrt(way * share) + 30.0))
    waits = np.convolve(mine, sent)
    return float(waits @ np.maximum(np.arange(len(waits)) - stock, 0))


def _chances(mean: float, count: int) -> Array:
    """P(N = n) for n below ``count``, N Poisson."""
    n = np.arange(count)
    if mean <= 0.0:
        return np.asarray(n == 0, dtype=float)
    return np.asarray(np.exp(n * math.log(mean) - mean - gammaln(n + 1)))


def _power(base: float, exponent: Ints) -> Array:
    return np.asarray(np.power(min(max(base, 0.0), 1.0), exponent), dtype=float)
