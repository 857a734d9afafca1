"""Key figures of a plan, today beside plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.hours import standing
from optimizer.plan.mix import mix_error
from optimizer.problem import Array
from optimizer.turnaround.demand import HOURS_PER_YEAR, failures_per_year, outside_share

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_STAGES = (
    ("report", ("report_h",), "today_report_h"),
    ("parts", ("parts_h",), "today_parts_h"),
    ("queue", ("queue_h",), "today_queue_h"),
    ("travel", ("go_h", "return_h"), "today_travel_h"),
    ("handson", ("handson_h",), "today_handson_h"),
)
"""Stages as told: columns of the fleets table under the plan, and the one of today."""


def key_figures(plan: Plan) -> dict[str, Any]:
    """Figures of the whole plan; pairs hold ``plan`` and ``today``."""
    fleets, d = plan.assignments, plan.built.demand
    repairs = float(fleets["repairs_per_year"].sum())
    return {
        "turnaround_h": _pair(fleets, "repairs_per_year", "turnaround_h", "today_h"),
        "machines_down": {
            "plan": float(fleets["machines_down"].sum()),
            "today": float(fleets["today_machines_down"].sum()),
        },
        "downtime_mrub": {
            "plan": float(fleets["downtime_mrub"].sum()),
            "today": float(fleets["today_downtime_mrub"].sum()),
        },
        "availability": {
            "plan": _mean(availability(plan, fleets["turnaround_h"].to_numpy()), d.count),
            "today": _mean(availability(plan, d.today_h), d.count),
        },
        "reach_share": _reach(plan),
        "worst_site": _worst(fleets),
        "cost_mrub": plan.evaluation.cost,
        "budget_mrub": plan.problem.budget,
        "jobs": float(plan.hubs["jobs"].sum()) + float(plan.lines["jobs"].sum()),
        "hubs": len(plan.hubs),
        "status": str(plan.status),
        "gap": plan.gap,
        "bound": plan.bound,
        "objective": plan.evaluation.objective,
        "repairs_per_year": repairs,
        "machines": float(d.count.sum()),
        "served_share": float(
            fleets.loc[fleets["park"] != "", "repairs_per_year"].sum() / max(repairs, 1e-300)
        ),
        "money_price": plan.money_price,
        "mix_error": mix_error(plan.built, plan.choice),
    }


def availability(plan: Plan, turnaround_h: Array) -> Array:
    """(D,) share of the calendar in which a machine can work.

    1 − (own repairs + planned maintenance + outside repairs x turnaround) / 8760.
    """
    region, d = plan.region, plan.built.demand
    down = np.zeros(len(d.rate))
    for i, fleet in enumerate(region.fleets):
        machine = region.classes[d.machine_class[i]]
        failures = failures_per_year(fleet, machine)
        outside = failures * outside_share(fleet, machine)
        hours = fleet.hours_per_year or (
            (fleet.km_per_year or 0.0) / machine.mean_kmh if machine.mean_kmh else 0.0
        )
        down[i] = (
            (failures - outside) * machine.own_repair_h
            + hours * machine.pm_h_per_1000h / 1000.0
            + (outside * turnaround_h[i] if outside > 0 else 0.0)
        )
    return 1.0 - down / HOURS_PER_YEAR


def by_group(plan: Plan, key: str) -> pd.DataFrame:
    """Turnaround and machines down, plan beside today, by a column of the fleets table."""
    fleets = plan.assignments
    d = plan.built.demand
    frame = fleets.assign(
        _plan=fleets["machines_down"] * HOURS_PER_YEAR,
        _today=fleets["today_machines_down"] * HOURS_PER_YEAR,
        _available=availability(plan, fleets["turnaround_h"].to_numpy()) * d.count,
        _available_today=availability(plan, d.today_h) * d.count,
    )
    total = frame.groupby(key, sort=False)[
        ["count", "repairs_per_year", "_plan", "_today", "machines_down", "today_machines_down",
         "downtime_mrub", "today_downtime_mrub", "_available", "_available_today"]
    ].sum()  # fmt: skip
    total["turnaround_h"] = total.pop("_plan") / total["repairs_per_year"]
    total["today_h"] = total.pop("_today") / total["repairs_per_year"]
    total["availability"] = total.pop("_available") / total["count"]
    total["today_availability"] = total.pop("_available_today") / total["count"]
    return total.reset_index()


def by_season(plan: Plan) -> pd.DataFrame:
    """Mean turnaround of all repairs in each season."""
    rate, hours = plan.built.rate, plan.hours.turnaround_by_season
    kept = plan.choice.served < 0
    hours = np.where(kept, plan.built.demand.today_h, hours)
    total = rate.sum(axis=1)
    mean = standing(rate, hours).sum(axis=1) / np.maximum(total, 1e-300)
    return pd.DataFrame(
        {
            "season": [s.id for s in plan.region.seasons],
            "name": [s.name for s in plan.region.seasons],
            "name_ru": [s.name_ru or s.name for s in plan.region.seasons],
            "turnaround_h": mean,
            "repairs_per_month": total * HOURS_PER_YEAR / 12.0,
        }
    )


def by_stage(plan: Plan) -> pd.DataFrame:
    """Mean hours of each stage of a repair and machines in it, today beside plan."""
    fleets, rate = plan.assignments, plan.built.demand.rate
    rows = []
    for stage, now, then in _STAGES:
        planned = standing(rate, fleets[list(now)].to_numpy().sum(axis=1)).sum()
        today = standing(rate, fleets[then].to_numpy()).sum()
        rows.append({"stage": stage, "plan_machines": planned, "today_machines": today})
    frame = pd.DataFrame(rows)
    together = frame[["plan_machines", "today_machines"]].sum(skipna=False)
    frame.loc[len(frame)] = {"stage": "total", **together}
    total = max(float(rate.sum()), 1e-300)
    frame["plan_h"] = frame["plan_machines"] / total
    frame["today_h"] = frame["today_machines"] / total
    return frame


def _pair(frame: pd.DataFrame, weight: str, plan: str, today: str) -> dict[str, float]:
    return {
        "plan": _mean(frame[plan].to_numpy(), frame[weight].to_numpy()),
        "today": _mean(frame[today].to_numpy(), frame[weight].to_numpy()),
    }


def _mean(values: Array, weights: Array) -> float:
    return float(standing(weights, values).sum() / max(float(weights.sum()), 1e-300))


def _reach(plan: Plan) -> dict[str, float]:
    """Share of repairs to which help gets within the target; nan without a target."""
    target = plan.region.scenario.reach_target_h
    if target is None:
        return {"plan": float("nan"), "today": float("nan")}
    fleets = plan.assignments
    weight = plan.built.season_share[:, None] * plan.built.rate
    go = plan.hours.by_season["go_h"]
    kept = (plan.choice.served < 0)[None, :]
    travel = np.broadcast_to(fleets["today_travel_h"].to_numpy()[None, :], go.shape)
    within = np.where(kept, travel, go) <= target
    known = np.isfinite(travel)
    return {
        "plan": _mean(within.astype(float), weight),
        "today": _mean((travel <= target)[known].astype(float), weight[known])
        if known.any()
        else float("nan"),
    }


def _worst(fleets: pd.DataFrame) -> dict[str, Any]:
    """Site with the longest mean turnaround under the plan."""
    busy = fleets[fleets["repairs_per_year"] > 0]
    if busy.empty:
        return {}
    sums = busy.groupby("site")[["repairs_per_year", "machines_down", "today_machines_down"]].sum()
    hours = sums[["machines_down", "today_machines_down"]] * HOURS_PER_YEAR
    mean = hours.div(sums["repairs_per_year"], axis=0)
    site = str(mean["machines_down"].idxmax())
    row = busy[busy["site"] == site].iloc[0]
    return {
        "site": site, "name": row["site_name"], "name_ru": row["site_name_ru"],
        "turnaround_h": float(mean["machines_down"][site]),
        "today_h": float(mean["today_machines_down"][site]),
    }  # fmt: skip
