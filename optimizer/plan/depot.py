"""Central depot of a plan: where it stands, what it keeps, how well it supplies the hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.turnaround.depot_curve import DepotCurve
from optimizer.turnaround.depots import DepotAt
from optimizer.turnaround.kits import demand_classes
from optimizer.turnaround.poisson import stockout

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family

DEPOT_COLUMNS = (
    "park", "park_name", "park_name_ru", "cost_mrub", "store_mrub", "stock_mrub", "pieces",
    "families", "hubs", "fill_rate", "waiting", "metric_waiting", "area_m2",
)  # fmt: skip


def built_depot(plan: Plan) -> DepotAt | None:
    """The depot that a plan builds, if any."""
    made = plan.choice.sources(plan.problem)[len(plan.built.lines) :]
    chosen = [at for at, yes in zip(plan.built.depots, made, strict=True) if yes]
    return chosen[0] if chosen else None


def depot_table(plan: Plan) -> pd.DataFrame:
    """One row for the depot if there is one; columns in docs/plan.md."""
    at = built_depot(plan)
    if at is None:
        return pd.DataFrame([], columns=list(DEPOT_COLUMNS))
    families = {f.id: f for f in plan.region.families}
    pieces = sum(kept.pieces for kept in at.carried.values())
    stock = sum(k.pieces * families[f].price_krub / 1000.0 for f, k in at.carried.items())
    waiting, metric, hubs = _waiting(plan)
    row: dict[str, Any] = {
        "park": at.park.id, "park_name": at.park.name,
        "park_name_ru": at.park.name_ru or at.park.name,
        "cost_mrub": at.cost_mrub, "store_mrub": at.store_mrub, "stock_mrub": stock,
        "pieces": pieces, "families": len(at.carried), "hubs": hubs,
        "fill_rate": _fill_rate(plan, at, families), "waiting": waiting,
        "metric_waiting": metric, "area_m2": at.row.area_m2,
    }  # fmt: skip
    return pd.DataFrame([row], columns=list(DEPOT_COLUMNS))


def depot_object(plan: Plan) -> dict[str, Any] | None:
    """The depot for ``--json``; None where there is none."""
    rows = plan.depot.to_dict("records")
    if not rows:
        return None
    row = rows[0]
    told = ("park", "stock_mrub", "cost_mrub", "families", "fill_rate")
    return {**{name: row[name] for name in told}, "name": row["park_name"]}


def _fill_rate(plan: Plan, at: DepotAt, families: dict[str, Family]) -> float:
    """Share of the region's demand for what it keeps that finds the piece on its shelf."""
    found = asked = 0.0
    for station in plan.problem.stations:
        if station.name not in at.carried:
            continue
        family, kept = families[station.name], at.carried[station.name]
        classes = demand_classes(family.part_numbers, family.zipf)
        rate = station.rate.sum(axis=1)  # (S,)
        order = rate * (np.array(kept.inbound.hours) + at.to_depot_h)
        for share, parts, pipeline in zip(plan.built.season_share, rate, order, strict=True):
            short = stockout(np.array(kept.stock, float), classes.share * pipeline)
            here = float((classes.numbers * classes.share) @ (1.0 - short))
            found, asked = found + share * parts * here, asked + share * parts
    return float(found / max(asked, 1e-300))


def _waiting(plan: Plan) -> tuple[float, float, int]:
    """Machines that wait for parts through the depot, METRIC's word for it, and hubs supplied."""
    exact = metric = 0.0
    hubs: set[int] = set()
    share, loads = plan.built.season_share, plan.evaluation.loads
    for k, station in enumerate(plan.problem.stations):
        for j in np.flatnonzero(plan.choice.level[k] >= 0):
            level, load = int(plan.choice.level[k, j]), loads[k][:, j]
            if load.max() <= 0:
                continue
            seen = station.level_load(level, int(j), load)
            for s, part in enumerate(share):
                curve = station.curve(level, s, int(j))
                if isinstance(curve, DepotCurve):
                    exact += float(part * curve.value(seen[s]))
                    metric += float(part * curve.metric(seen[s]))
                    hubs.add(int(j))
    return exact, metric, len(hubs)
