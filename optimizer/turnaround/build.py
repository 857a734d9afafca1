"""From facts to arrays: the Problem of a region, and what is needed to read its answer back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.problem import Array, Bools, Ints, Problem, Station
from optimizer.region.region import Region
from optimizer.region.resources import Pool
from optimizer.travel import Travel, travel_times
from optimizer.turnaround.asked import asked_of
from optimizer.turnaround.demand import Demand, demand, months_of
from optimizer.turnaround.depots import DepotAt, depots_at, depots_in
from optimizer.turnaround.erlang import QueueCurve, queue_factor
from optimizer.turnaround.lines import LineAt, lines_at, lines_in
from optimizer.turnaround.sources import sources_of
from optimizer.turnaround.stages import Stages, stages
from optimizer.turnaround.stocks import lead_hours, stock_stations
from optimizer.turnaround.ways import Way


@dataclass(frozen=True, eq=False)
class OnOffer:
    """Lines and depots that a plan may build."""

    lines: tuple[LineAt, ...] = ()
    depots: tuple[DepotAt, ...] = ()


@dataclass(frozen=True, eq=False)
class Turnaround:
    """A region turned into stages, stations and the Problem."""

    region: Region
    travel: Travel
    demand: Demand
    stages: Stages
    season_share: Array
    """(S,) share of the year."""
    rate: Array
    """(S, D) repairs per hour (lambda_ds)."""
    lead_h: Array
    """(F, S, J) hours from an order until the part is at the park, the usual way."""
    variability: dict[str, Array]
    """(J,) squared coefficient of variation of the busy hours (C^2), by pool."""
    problem: Problem
    ways: dict[str, tuple[Way, ...]] = field(default_factory=dict)
    """Ways of supply by part family, the usual one first."""
    lines: tuple[LineAt, ...] = ()
    """Product lines in parks: the first sources of the Problem."""
    depots: tuple[DepotAt, ...] = ()
    """Central depots that are offered: the other sources."""

    @property
    def variability_factor(self) -> dict[str, Array]:
        """(J,) factor k on the queue of M/M/c, by pool."""
        return {pool: queue_factor(cv2) for pool, cv2 in self.variability.items()}

    @property
    def offer(self) -> OnOffer:
        """What may be built, to offer the same elsewhere."""
        return OnOffer(self.lines, self.depots)


def on_offer(region: Region, travel: Travel) -> OnOffer:
    """What a region offers over the whole year, for all of its quarters alike."""
    d = demand(region)
    share, rate = _share(region), _rate(region, d)
    depots = depots_at(region, travel, share, asked_of(region, d, rate))
    return OnOffer(lines_at(region, travel), depots)


def turnaround(
    region: Region, travel: Travel | None = None, variability: dict[str, Array] | None = None,
    offer: OnOffer | None = None,
) -> Turnaround:  # fmt: skip
    """Build the Problem of a region (docs/model.md, sections 1 to 4).

    Parameters
    ----------
    variability
        (J,) squared coefficient of variation of the busy hours by pool, where a plan's own mix of
        repairs is known; else that of the repairs near each park.
    offer
        Lines and depots that may be built; else the region's own.
    """
    travel = travel if travel is not None else travel_times(region)
    d = demand(region)
    st = stages(region, travel, d)
    share, rate = _share(region), _rate(region, d)
    lead = lead_hours(region, travel)
    cv2 = variability if variability is not None else nearby_variability(region, d, st, share, rate)
    asked = asked_of(region, d, rate)
    if offer is None:
        lines, depots = lines_at(region, travel), depots_at(region, travel, share, asked)
    else:
        lines = lines_in(region, travel, offer.lines)
        depots = depots_in(region, travel, offer.depots)
    stocks = stock_stations(region, asked, share, lead, lines, depots)
    stations = [
        *(_pool_station(region, pool, d, st, rate, cv2[pool.id]) for pool in region.pools),
        *(station for station, _ in stocks.values()),
    ]
    problem = Problem(
        season_share=share,
        linear=_linear(region, d, st, share, rate),
        stay=_stay(region, d),
        size_cost=_size_cost(region),
        stations=tuple(s for s in stations if len(s.cells)),
        budget=region.scenario.budget_mrub,
        cell_names=tuple(f"{f.site} / {f.machine_class}" for f in region.fleets),
        park_names=tuple(p.id for p in region.parks),
        sources=sources_of(region, lines, depots),
    )
    ways = {family: way for family, (_, way) in stocks.items()}
    return Turnaround(region, travel, d, st, share, rate, lead, cv2, problem, ways, lines, depots)


def _share(region: Region) -> Array:
    """(S,) share of the year of each season."""
    return np.array([len(s.months) for s in region.seasons]) / len(months_of(region))


def _rate(region: Region, d: Demand) -> Array:
    """(S, D) repairs per hour."""
    return np.array(
        [d.by_month[[m - 1 for m in sorted(s.months)]].mean(axis=0) for s in region.seasons]
    )


def with_variability(built: Turnaround, cv2: dict[str, Array]) -> Turnaround:
    """The same Problem with other service variability, pool by pool."""
    stations = tuple(
        replace(s, weight=_queue_weight(built.region, built.demand, s.cells, cv2[s.name]))
        if s.kind == "servers"
        else s
        for s in built.problem.stations
    )
    problem = replace(built.problem, stations=stations)
    return replace(built, variability=cv2, problem=problem)


def _linear(region: Region, d: Demand, st: Stages, share: Array, rate: Array) -> Array:
    """(D, J) aim per year of the stages without waiting, and of hours beyond the reach target."""
    hours = st.report_h[None, :, None] + st.go_h + st.handson_h + st.back_h
    target, weight = region.scenario.reach_target_h, region.scenario.reach_weight
    if target is not None and weight > 0:
        hours = hours + weight * np.maximum(st.go_h - target, 0.0)
    # a season without repairs asks for no way: it may be closed
    hours = np.where(rate[:, :, None] > 0, hours, 0.0)
    return _worth(d.value[:, None], np.einsum("s,sd,sdj->dj", share, rate, hours))


def _worth(value: Array, standing: Array) -> Array:
    """Aim per year of so many standing machines; inf where they are, whatever the value."""
    finite = np.isfinite(standing)
    return np.where(finite, value * np.where(finite, standing, 0.0), np.inf)


def _stay(region: Region, d: Demand) -> Array:
    """(D,) aim per year of today's way of repair."""
    if not region.scenario.keep_today:
        return np.full(len(d.rate), np.inf)
    target = region.scenario.reach_target_h or 0.0
    hours = d.today_h + region.scenario.reach_weight * target
    return _worth(d.value, d.rate * np.where(d.rate > 0, hours, 0.0))


def _yearly(region: Region, capital: float, running: float) -> Array:
    """(J,) million RUB a year of something built in each park."""
    annuity = region.scenario.annuity_rate
    return np.array(
        [capital * annuity * p.capital_factor + running * p.running_factor for p in region.parks]
    )


def _size_cost(region: Region) -> Array:
    return np.array([_yearly(region, s.capital_mrub, s.running_mrub) for s in region.sizes]).T


def _hosts(region: Region, pool: str, servers: list[int]) -> Bools:
    """(B, L) whether a hub size hosts so many servers of the pool."""
    most = {(h.size, h.pool): h.max_servers for h in region.hosting}
    return np.array([[n <= most.get((s.id, pool), 0) for n in servers] for s in region.sizes])


def _pool_station(
    region: Region, pool: Pool, d: Demand, st: Stages, rate: Array, cv2: Array
) -> Station:
    levels = sorted((v for v in region.levels if v.pool == pool.id), key=lambda v: v.servers)
    cells = np.array(
        [i for i, k in enumerate(d.machine_class) if region.classes[k].pool == pool.id], dtype=int
    )
    return Station(
        name=pool.id,
        kind="servers",
        curves=tuple(QueueCurve(v.servers, region.scenario.max_utilisation) for v in levels),
        cost=np.array([_yearly(region, v.capital_mrub, v.running_mrub) for v in levels]).T,
        allowed=_hosts(region, pool.id, [v.servers for v in levels]),
        cells=cells,
        rate=rate[:, cells],
        hours=np.where(np.isfinite(st.busy_h), st.busy_h, 0.0)[:, cells, :],
        weight=_queue_weight(region, d, cells, cv2),
    )


def _queue_weight(region: Region, d: Demand, cells: Ints, cv2: Array) -> Array:
    """(J,) mean value of a standing machine of the pool x Allen–Cunneen's k = (1 + C²)/2."""
    if not len(cells):
        return np.zeros(len(region.parks))
    mean_value = (d.value[cells] @ d.rate[cells]) / max(d.rate[cells].sum(), 1e-300)
    return np.asarray(mean_value * queue_factor(cv2))


def nearby_variability(
    region: Region, d: Demand, st: Stages, share: Array, rate: Array
) -> dict[str, Array]:
    """(J,) squared cv of busy hours by pool, of the repairs near each park.

    A cell counts by its repairs and by (shortest way / this way) squared: a first guess, until a
    plan says which cells a park really serves.
    """
    go = np.einsum("s,sdj->dj", share, st.go_h) + 1.0
    closeness = 1.0 / go  # 0 where there is no way
    near = (closeness / np.maximum(closeness.max(axis=1, keepdims=True), 1e-300)) ** 2
    return {
        pool.id: mix_variability(region, pool.id, d, st, share, rate, near) for pool in region.pools
    }


def mix_variability(
    region: Region, pool: str, d: Demand, st: Stages, share: Array, rate: Array, served: Array
) -> Array:
    """(J,) squared cv of the busy hours of the cells ``served`` (D, J) of a pool; 1 where none."""
    mine = np.array([region.classes[k].pool == pool for k in d.machine_class])
    weight = np.einsum("s,sd->sd", share, rate)[:, :, None] * (served * mine[:, None])[None]
    usable = np.isfinite(st.busy_h)
    mean = np.where(usable, st.busy_h, 0.0)
    square = np.where(usable, st.busy_square, 0.0)
    total = (weight * usable).sum(axis=(0, 1))
    first, second = (weight * mean).sum(axis=(0, 1)), (weight * square).sum(axis=(0, 1))
    safe = np.where(first > 0, first, 1.0)
    return np.where(first > 0, second * total / safe**2 - 1.0, 1.0)
