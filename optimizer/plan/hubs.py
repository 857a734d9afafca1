"""Tables of hubs and of their stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.without import downtime_mrub, without_hub
from optimizer.problem import Curve
from optimizer.turnaround.depot_curve import DepotCurve

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family, Pool

HUB_COLUMNS = (
    "park", "name", "name_ru", "lat", "lon", "place", "status", "size", "servers", "cost_mrub",
    "jobs", "machines", "area_m2", "repairs_per_year", "turnaround_h", "utilisation", "worth_mrub",
    "assumption",
)  # fmt: skip
STATION_COLUMNS = (
    "park", "station", "kind", "name", "name_ru", "level", "cost_mrub", "load", "servers",
    "stock_mrub", "pieces", "utilisation", "peak_utilisation", "waiting", "fill_rate", "wait_h",
    "jobs", "area_m2", "supply",
)  # fmt: skip


def hub_table(plan: Plan) -> pd.DataFrame:
    """One row per open hub, the one that saves most first; columns in docs/plan.md."""
    opened = np.flatnonzero(plan.choice.size >= 0)
    rows = [_hub(plan, int(j)) for j in opened]
    frame = pd.DataFrame(rows, columns=list(HUB_COLUMNS))
    return frame.sort_values("worth_mrub", ascending=False, kind="stable", ignore_index=True)


def _hub(plan: Plan, j: int) -> dict[str, Any]:
    region, ev = plan.region, plan.evaluation
    park, size = region.parks[j], region.sizes[plan.choice.size[j]]
    mine = plan.assignments[plan.assignments["park"] == park.id]
    pools = plan.stations[(plan.stations["park"] == park.id) & (plan.stations["kind"] == "servers")]
    repairs = float(mine["repairs_per_year"].sum())
    hours = float((mine["repairs_per_year"] * mine["turnaround_h"]).sum())
    return {
        "park": park.id, "name": park.name, "name_ru": park.name_ru or park.name,
        "lat": park.lat, "lon": park.lon, "place": park.place, "status": park.status,
        "size": size.id, "servers": int(pools["servers"].sum()),
        "cost_mrub": float(ev.size_cost[j] + ev.level_cost[:, j].sum()),
        "jobs": float(size.jobs + pools["jobs"].sum()), "machines": float(mine["count"].sum()),
        "area_m2": float(size.area_m2 + pools["area_m2"].sum()), "repairs_per_year": repairs,
        "turnaround_h": hours / repairs if repairs else np.nan,
        "utilisation": float(pools["utilisation"].max()) if len(pools) else 0.0,
        "worth_mrub": _worth(plan, j), "assumption": park.assumption,
    }  # fmt: skip


def _worth(plan: Plan, j: int) -> float:
    """Downtime a year that the hub saves; inf where some fleet can be served by no other."""
    other = without_hub(plan, j)
    if other is None:
        return float("inf")
    return downtime_mrub(plan, other) - downtime_mrub(plan, plan.choice)


def station_table(plan: Plan) -> pd.DataFrame:
    """One row per pool and per part family that is used or paid for; columns in docs/plan.md."""
    choice, share = plan.choice, plan.built.season_share
    named: dict[str, Pool | Family] = {p.id: p for p in plan.region.pools}
    named |= {f.id: f for f in plan.region.families}
    rows: list[dict[str, Any]] = []
    for j in np.flatnonzero(choice.size >= 0):
        for k, station in enumerate(plan.problem.stations):
            level, load = int(choice.level[k, j]), plan.evaluation.loads[k][:, j]
            if level < 0 or (load.max() <= 0 and station.cost[j, level] <= 0):
                continue
            about = named[station.name]
            detail = _pool_detail if station.kind == "servers" else _stock_detail
            rows.append(
                {
                    "park": plan.region.parks[j].id, "station": station.name, "kind": station.kind,
                    "name": about.name, "name_ru": about.name_ru or about.name, "level": level,
                    "cost_mrub": float(plan.evaluation.level_cost[k, j]),
                    "load": float(share @ station.level_load(level, int(j), load)),
                    **detail(plan, k, int(j), level),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(STATION_COLUMNS))


def _waiting(plan: Plan, k: int, j: int, wait_h: dict[str, Any]) -> tuple[float, float, Any]:
    """Number waiting, mean wait per job, and jobs per hour by season, at one station."""
    station, share = plan.problem.stations[k], plan.built.season_share
    asked = station.rate @ plan.choice.shares(plan.problem)[station.cells, j]
    waiting = float(share @ (wait_h[station.name][:, j] * asked))
    return waiting, waiting / max(float(share @ asked), 1e-300), asked


def _pool_detail(plan: Plan, k: int, j: int, level: int) -> dict[str, Any]:
    station, load = plan.problem.stations[k], plan.evaluation.loads[k][:, j]
    levels = sorted(
        (v for v in plan.region.levels if v.pool == station.name), key=lambda v: v.servers
    )
    servers = levels[level].servers
    waiting, wait, _ = _waiting(plan, k, j, plan.hours.queue_wait)
    return {
        "servers": servers, "stock_mrub": 0.0, "pieces": 0,
        "utilisation": float(plan.built.season_share @ load) / servers,
        "peak_utilisation": float(load.max()) / servers, "waiting": waiting, "wait_h": wait,
        "fill_rate": np.nan, "jobs": levels[level].jobs, "area_m2": levels[level].area_m2,
        "supply": "",
    }  # fmt: skip


def _stock_detail(plan: Plan, k: int, j: int, level: int) -> dict[str, Any]:
    station = plan.problem.stations[k]
    load = station.level_load(level, j, plan.evaluation.loads[k][:, j])
    family = next(f for f in plan.region.families if f.id == station.name)
    kit, share = station.curves[level], plan.built.season_share
    waiting, wait, asked = _waiting(plan, k, j, plan.hours.part_wait)
    # a request that finds its part on the shelf: those who arrive see the mean of time (PASTA)
    missing = [_finds_nothing(station.curve(level, s, j), load[s]) for s in range(len(load))]
    short = float(share @ (asked * np.array(missing))) / max(float(share @ asked), 1e-300)
    pieces = int(getattr(kit, "pieces", 0))
    return {
        "servers": 0, "stock_mrub": pieces * family.price_krub / 1000.0, "pieces": pieces,
        "utilisation": np.nan, "peak_utilisation": np.nan, "waiting": waiting, "wait_h": wait,
        "fill_rate": min(1.0, max(0.0, 1.0 - short)), "jobs": 0.0, "area_m2": 0.0,
        "supply": plan.way_of(k, j).name,
    }  # fmt: skip


def _finds_nothing(curve: Curve, load: float) -> float:
    """Share of the demand that finds no part on the shelf."""
    at = np.array(load)
    return float(curve.stockout(at) if isinstance(curve, DepotCurve) else curve.slope(at))
