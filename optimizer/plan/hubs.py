"""Tables of hubs and of their stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.fleets import alternative_hours

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


def hub_table(plan: Plan) -> pd.DataFrame:
    """One row per open hub, the largest saving first; columns in docs/plan.md."""
    region, choice, ev = plan.region, plan.choice, plan.evaluation
    fleets, stations = plan.assignments, plan.stations
    worth = _worth(plan)
    rows: list[dict[str, Any]] = []
    for j in np.flatnonzero(choice.size >= 0):
        park, size = region.parks[j], region.sizes[choice.size[j]]
        mine = fleets[fleets["park"] == park.id]
        pools = stations[(stations["park"] == park.id) & (stations["kind"] == "servers")]
        repairs = mine["repairs_per_year"].sum()
        rows.append(
            {
                "park": park.id, "name": park.name, "name_ru": park.name_ru or park.name,
                "lat": park.lat, "lon": park.lon, "place": park.place, "status": park.status,
                "size": size.id, "servers": int(pools["servers"].sum()),
                "cost_mrub": ev.size_cost[j] + ev.level_cost[:, j].sum(),
                "jobs": size.jobs + pools["jobs"].sum(), "machines": mine["count"].sum(),
                "area_m2": size.area_m2 + pools["area_m2"].sum(),
                "repairs_per_year": repairs,
                "turnaround_h": float(
                    (mine["repairs_per_year"] * mine["turnaround_h"]).sum() / max(repairs, 1e-12)
                ),
                "utilisation": pools["utilisation"].max() if len(pools) else 0.0,
                "worth_mrub": worth[j], "assumption": park.assumption,
            }
        )  # fmt: skip
    columns = ["park"] if not rows else None
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("worth_mrub", ascending=False, ignore_index=True) if rows else frame


def _worth(plan: Plan) -> Any:
    """(J,) downtime a year that is lost without the hub: its fleets go to the next best, at present
    waits, or back to today's way."""
    d, served = plan.built.demand, plan.choice.served
    fleets = plan.assignments
    alternatives = alternative_hours(plan)
    mine = np.flatnonzero(served >= 0)
    alternatives[mine, served[mine]] = np.inf
    fallback = np.minimum(alternatives.min(axis=1), d.today_h)
    lost = d.value * d.rate * (fallback - fleets["turnaround_h"].to_numpy())
    return np.bincount(served[mine], weights=lost[mine], minlength=plan.problem.parks)


def station_table(plan: Plan) -> pd.DataFrame:
    """One row per pool and per stocked part family of every open hub."""
    region, choice = plan.region, plan.choice
    pools = {p.id: p for p in region.pools}
    families = {f.id: f for f in region.families}
    share = plan.built.season_share
    rows: list[dict[str, Any]] = []
    for j in np.flatnonzero(choice.size >= 0):
        for k, station in enumerate(plan.problem.stations):
            level, load = int(choice.level[k, j]), plan.evaluation.loads[k][:, j]
            if level < 0 or load.max() <= 0:
                continue
            servers = station.kind == "servers"
            named = pools[station.name] if servers else families[station.name]
            row = {
                "park": region.parks[j].id, "station": station.name, "kind": station.kind,
                "name": named.name, "name_ru": named.name_ru or named.name, "level": level,
                "cost_mrub": float(station.cost[j, level]),
                "load": float(share @ load),
            }  # fmt: skip
            detail = _pool_detail if servers else _stock_detail
            rows.append(row | detail(plan, k, int(j), level))
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["park", "kind", "servers"])


def _pool_detail(plan: Plan, k: int, j: int, level: int) -> dict[str, Any]:
    station, load = plan.problem.stations[k], plan.evaluation.loads[k][:, j]
    rows = sorted((v for v in plan.region.levels if v.pool == station.name),
                  key=lambda v: v.servers)  # fmt: skip
    jobs = station.rate @ plan.choice.shares(plan.problem)[station.cells, j]
    wait = plan.hours.queue_wait[station.name][:, j]
    share = plan.built.season_share
    servers = rows[level].servers
    return {
        "servers": servers, "stock_mrub": 0.0, "pieces": 0,
        "utilisation": float(share @ load) / servers, "peak_utilisation": load.max() / servers,
        "waiting": float(share @ (wait * jobs)), "fill_rate": np.nan,
        "wait_h": float(share @ (wait * jobs)) / max(float(share @ jobs), 1e-300),
        "jobs": rows[level].jobs, "area_m2": rows[level].area_m2,
    }  # fmt: skip


def _stock_detail(plan: Plan, k: int, j: int, level: int) -> dict[str, Any]:
    station, load = plan.problem.stations[k], plan.evaluation.loads[k][:, j]
    family = next(f for f in plan.region.families if f.id == station.name)
    kit = station.curves[level]
    jobs = station.rate @ plan.choice.shares(plan.problem)[station.cells, j]
    wait = plan.hours.part_wait[station.name][:, j]
    share = plan.built.season_share
    asked = float(share @ jobs)
    fill = 1.0 - float(share @ (jobs * kit.slope(load))) / max(asked, 1e-300)
    pieces = int(getattr(kit, "pieces", 0))
    return {
        "servers": 0, "stock_mrub": pieces * family.price_krub / 1000.0, "pieces": pieces,
        "utilisation": np.nan, "peak_utilisation": np.nan,
        "waiting": float(share @ (wait * jobs)), "fill_rate": max(0.0, fill),
        "wait_h": float(share @ (wait * jobs)) / max(asked, 1e-300),
        "jobs": 0.0, "area_m2": 0.0,
    }  # fmt: skip
