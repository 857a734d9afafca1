"""Seeded synthetic regions as Problems: fleets, parks, pools, kits, four seasons, a budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Problem, Station
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.kits import demand_classes, kit_frontier

SEASONS = np.array([0.25, 1 / 12, 0.5, 1 / 6])
SPEED_KMH = np.array([45.0, 35.0, 55.0, 40.0])
COLD = np.array([1.35, 1.1, 1.0, 1.15])
PROFILE = np.array([[1.0, 1.0, 1.0, 1.0], [1.1, 1.0, 0.95, 1.0], [0.6, 1.0, 1.3, 0.8]])
LEVELS = (1, 2, 3, 4, 6, 9)
_CHUNK = 256


@dataclass(frozen=True)
class Size:
    """How large a synthetic region is.

    ``one_season`` takes the mean year instead of four seasons. ``kit_share`` is the part of the
    region's demand that the deepest kits are made for: where hundreds of hubs share a region, none
    would buy a kit for all of it.
    """

    sites: int = 45
    classes: int = 5
    parks: int = 25
    families: int = 4
    levels: int = 4
    share_of_cells: float = 0.55
    parts: bool = True
    budget_share: float = 0.5
    one_season: bool = False
    kit_share: float = 1.0


@dataclass(frozen=True)
class Climate:
    """Seasons of a region: shares of the year, speeds, cold factors and demand profiles."""

    share: np.ndarray
    speed: np.ndarray
    cold: np.ndarray
    profile: np.ndarray


def _climate(one_season: bool) -> Climate:
    if not one_season:
        return Climate(SEASONS, SPEED_KMH, COLD, PROFILE)
    mean = [np.array([SEASONS @ v]) for v in (SPEED_KMH, COLD)]
    return Climate(np.ones(1), mean[0], mean[1], (PROFILE @ SEASONS)[:, None])


def synthetic(seed: int, size: Size = Size()) -> Problem:
    """A region of towns, mines and farms on a plane of 900 x 700 km."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform((0, 0), (900, 700), (max(4, size.parks // 3), 2))
    sites = _around(rng, towns, size.sites, 60)
    parks = _around(rng, towns, size.parks, 15)
    pairs = [
        (i, k)
        for i in range(size.sites)
        for k in range(size.classes)
        if rng.random() < size.share_of_cells
    ]
    site, kind = np.array(pairs).T
    pool = kind % 3
    rate = rng.lognormal(np.log(25), 0.9, len(pairs)) / 8760 * (1 + (kind == 0))
    value = np.array([260.0, 90.0, 18.0, 12.0, 30.0])[kind % 5]
    climate = _climate(size.one_season)
    season = climate.profile[kind % 3]
    season = season / (season @ climate.share)[:, None]
    by_season = (season * rate[:, None]).T  # (S, D)
    km = np.linalg.norm(sites[:, None] - parks[None], axis=2) * 1.35
    weight = value * 1.0
    linear, busy = _hours(km, site, kind, pool, by_season, weight, climate)
    today = rng.uniform(70, 130, len(pairs))
    factor = rng.uniform(1.0, 1.4, size.parks)
    stations = [
        _pool(p, np.flatnonzero(pool == p), by_season, busy[p], weight, rate, factor, size)
        for p in range(3)
    ]
    if size.parts:
        stations += _stocks(rng, kind, by_season, rate, weight, km, size, climate)
    size_cost = np.outer(factor, [7.0, 26.0, 72.0])
    problem = Problem(
        season_share=climate.share, linear=linear, stay=weight * rate * today, size_cost=size_cost,
        stations=tuple(s for s in stations if len(s.cells)), budget=1.0,
        cell_names=tuple(f"site{i} / class{k}" for i, k in pairs),
        park_names=tuple(f"park{j}" for j in range(size.parks)),
    )  # fmt: skip
    return with_budget(problem, size.budget_share)


def _hours(
    km: np.ndarray, site: np.ndarray, kind: np.ndarray, pool: np.ndarray, by_season: np.ndarray,
    weight: np.ndarray, climate: Climate,
) -> tuple[np.ndarray, list[np.ndarray]]:  # fmt: skip
    """(D, J) yearly aim, waiting aside, and busy hours (S, n, J) per pool: few cells at a time."""
    hands = np.array([20.0, 16.0, 11.0, 9.0, 12.0])[kind % 5]
    cold = climate.cold[:, None, None]
    linear = np.empty((len(kind), km.shape[1]))
    busy = [np.empty((len(cold), int((pool == p).sum()), km.shape[1])) for p in range(3)]
    filled = [0, 0, 0]
    for start in range(0, len(kind), _CHUNK):
        part = slice(start, min(start + _CHUNK, len(kind)))
        go = km[site[part]][None] / climate.speed[:, None, None]  # (S, n, J)
        work = hands[part][None, :, None] * cold * np.ones_like(go)
        mobile = (kind[part] % 2 == 0)[None, :, None]
        fixed = 5.0 + work + np.where(mobile, go, 2 * go)
        linear[part] = np.einsum(
            "s,sd,sdj,d->dj", climate.share, by_season[:, part], fixed, weight[part]
        )
        work += np.where(mobile, 2 * go, 0.0)
        work += 1.0
        for p in range(3):
            mine = np.flatnonzero(pool[part] == p)
            busy[p][:, filled[p] : filled[p] + len(mine)] = work[:, mine]
            filled[p] += len(mine)
    return linear, busy


def with_budget(problem: Problem, share: float) -> Problem:
    """The same problem with a budget in proportion to what its busy servers cost."""
    servers = sum(_least_servers(problem, s) for s in problem.stations if s.kind == "servers")
    return replace(problem, budget=share * (45.0 * servers + 60.0))


def _least_servers(problem: Problem, station: Station) -> float:
    """Mean number of busy servers if every cell were served from its nearest park."""
    least = np.empty(len(station.cells))
    for start in range(0, len(least), _CHUNK):
        part = slice(start, start + _CHUNK)
        rate, hours = station.rate[:, part], station.hours[:, part]
        least[part] = np.einsum("s,sn,snj->nj", problem.season_share, rate, hours).min(axis=1)
    return float(least.sum())


def _around(rng: np.random.Generator, towns: np.ndarray, count: int, spread: float) -> np.ndarray:
    near = towns[rng.integers(0, len(towns), count)]
    return near + rng.normal(0, spread, (count, 2))


def _pool(
    p: int, cells: np.ndarray, by_season: np.ndarray, busy: np.ndarray, weight: np.ndarray,
    rate: np.ndarray, factor: np.ndarray, size: Size,
) -> Station:  # fmt: skip
    servers = LEVELS[: size.levels]
    unit = (19.0, 15.0, 12.0)[p]
    most = np.array([2, 3, servers[-1]])
    value = float(weight[cells] @ rate[cells] / rate[cells].sum()) if len(cells) else 0.0
    return Station(
        name=f"pool{p}", kind="servers", curves=tuple(QueueCurve(c) for c in servers),
        cost=np.outer(factor, [unit * c for c in servers]),
        allowed=np.array(servers)[None, :] <= most[:, None], cells=cells,
        rate=by_season[:, cells], hours=busy, weight=np.full(len(factor), 0.75 * value),
    )  # fmt: skip


def _stocks(
    rng: np.random.Generator, kind: np.ndarray, by_season: np.ndarray, rate: np.ndarray,
    weight: np.ndarray, km: np.ndarray, size: Size, climate: Climate,
) -> list[Station]:  # fmt: skip
    stations = []
    for k in range(size.classes):
        cells = np.flatnonzero(kind == k)
        if not len(cells):
            continue
        profile = by_season[:, cells].sum(axis=1) / rate[cells].sum()
        for f in range(size.families):
            share = rng.uniform(0.03, 0.2)
            lead = rng.uniform(120, 320) + rng.uniform(4, 40, km.shape[1])
            per_hour = profile[:, None] * (share * rate[cells])
            numbers, zipf = int(rng.integers(2, 300)), float(rng.uniform(0.4, 1.1))
            price = float(rng.lognormal(np.log(0.25), 1.2)) * (3 if k < 2 else 0.4)
            pipeline = float(climate.share @ per_hour.sum(axis=1) * lead.mean())
            pipeline *= size.kit_share
            value = float(weight[cells].mean())
            kits = kit_frontier(demand_classes(numbers, zipf), pipeline, 8, 0.25 * price / value)
            cost = np.array([0.25 * price * kit.pieces for kit in kits])
            stations.append(
                Station(
                    name=f"family{k}_{f}",
                    kind="stock",
                    curves=kits,
                    cost=np.tile(cost, (km.shape[1], 1)),
                    allowed=np.ones((3, len(kits)), dtype=bool),
                    cells=cells,
                    rate=per_hour,
                    hours=np.broadcast_to(lead, (len(climate.share), 1, km.shape[1])),
                    weight=np.full(km.shape[1], value),
                )
            )
    return stations
