"""Table of fleets: who is served from where, and how long each stage takes, plan beside today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.plan.hours import STAGES, standing
from optimizer.problem import Array
from optimizer.turnaround.demand import HOURS_PER_YEAR

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

TODAY_STAGES = ("report_h", "parts_h", "queue_h", "travel_h", "handson_h")


def fleet_table(plan: Plan) -> pd.DataFrame:
    """One row per fleet; the columns are described in docs/plan.md.

    Fleets that keep today's way have ``park == ''`` and today's hours in the stages.
    """
    region, d, served = plan.region, plan.built.demand, plan.choice.served
    sites = [region.sites[i] for i in d.site]
    classes = [region.classes[k] for k in d.machine_class]
    frame = pd.DataFrame(
        {
            "site": [s.id for s in sites],
            "site_name": [s.name for s in sites],
            "site_name_ru": [s.name_ru or s.name for s in sites],
            "lat": [s.lat for s in sites],
            "lon": [s.lon for s in sites],
            "machine_class": [c.id for c in classes],
            "class_name": [c.name for c in classes],
            "class_name_ru": [c.name_ru or c.name for c in classes],
            "group": [c.group or c.name for c in classes],
            "count": d.count,
            "workshop": [f.workshop for f in region.fleets],
            "repairs_per_year": d.rate * HOURS_PER_YEAR,
            "park": [region.parks[j].id if j >= 0 else "" for j in served],
            "way": _ways(plan),
        }
    )
    kept = served < 0
    today = _today(plan)
    for stage in STAGES:
        own = today.get(stage, np.zeros(len(served)))
        if stage == "go_h":
            own = today["travel_h"]
        frame[stage] = np.where(kept, own, plan.hours.by_year[stage])
    frame["turnaround_h"] = np.where(kept, d.today_h, plan.hours.turnaround_h)
    frame["today_h"] = d.today_h
    for stage in TODAY_STAGES:
        frame[f"today_{stage}"] = today[stage]
    frame["machines_down"] = standing(d.rate, frame["turnaround_h"].to_numpy())
    frame["today_machines_down"] = standing(d.rate, d.today_h)
    frame["downtime_mrub"] = d.value * frame["machines_down"]
    frame["today_downtime_mrub"] = d.value * frame["today_machines_down"]
    frame["next_park"], frame["next_h"] = _next_best(plan)
    frame["kept_because"] = _kept_because(frame)
    frame["assumption"] = [f.assumption for f in region.fleets]
    return frame


def _kept_because(frame: pd.DataFrame) -> list[str]:
    """Why a fleet keeps today's way; empty where a hub serves it.

    ``idle``: nothing goes outside; ``slower``: no hub of the plan would be quicker; ``dearer``: one
    would be, but what it would take there is worth more elsewhere.
    """
    kept, idle = frame["park"] == "", frame["repairs_per_year"] <= 0
    quicker = frame["next_h"] < frame["today_h"]
    reason = np.where(idle, "idle", np.where(quicker, "dearer", "slower"))
    return [str(each) for each in np.where(kept, reason, "")]


def _ways(plan: Plan) -> list[str]:
    """'mobile', 'to_hub' or 'today': how most repairs of the fleet are done."""
    share = np.einsum("s,sdj->dj", plan.built.season_share, plan.built.stages.mobile)
    return [
        "today" if j < 0 else ("mobile" if share[d, j] >= 0.5 else "to_hub")
        for d, j in enumerate(plan.choice.served)
    ]


def _today(plan: Plan) -> dict[str, Array]:
    rows = {(t.machine_class, t.workshop): t for t in plan.region.today}
    found = [rows.get((f.machine_class, f.workshop)) for f in plan.region.fleets]
    return {
        stage: np.array([getattr(row, stage) if row else np.nan for row in found])
        for stage in TODAY_STAGES
    }


def alternative_hours(plan: Plan) -> Array:
    """(D, J) turnaround of each fleet at each open hub, at the hubs' present waits; inf elsewhere.

    What the fleet itself would add to the waits is left out.
    """
    built, st = plan.built, plan.built.stages
    share = built.season_share[:, None, None] * built.rate[:, :, None]
    share = share / np.maximum(share.sum(axis=0), 1e-300)
    way = standing(share, st.go_h + st.handson_h + st.back_h).sum(axis=0)
    fixed = st.report_h[:, None] + way
    total = np.where(plan.choice.size[None, :] >= 0, fixed, np.inf)
    for k, station in enumerate(plan.problem.stations):
        if station.kind == "servers":
            wait = plan.hours.queue_wait[station.name]
            there = (plan.choice.level[k] >= 0)[None, :]
            added = np.einsum("sn,sj->nj", share[:, station.cells, 0], wait)
            total[station.cells] += np.where(there, added, np.inf)
        else:
            each = station.rate / np.maximum(built.rate[:, station.cells], 1e-300)
            wait = _stock_wait(plan, k)
            total[station.cells] += np.einsum("sn,sj->nj", share[:, station.cells, 0] * each, wait)
    return total


def _stock_wait(plan: Plan, k: int) -> Array:
    """(S, J) wait per part; where nobody asks yet, the resupply time of an empty kit."""
    station = plan.problem.stations[k]
    wait = plan.hours.part_wait[station.name]
    asked = plan.evaluation.loads[k] > 0
    return np.where(asked, wait, station.hours[:, 0, :])


def _next_best(plan: Plan) -> tuple[list[str], Array]:
    """Next best hub of each fleet ('' for today's way) and its turnaround."""
    hours = alternative_hours(plan)
    served = plan.choice.served
    mine = np.flatnonzero(served >= 0)
    hours[mine, served[mine]] = np.inf
    best = hours.argmin(axis=1)
    there = hours[np.arange(len(served)), best]
    today = np.where(served < 0, np.inf, plan.built.demand.today_h)
    hub_next = np.isfinite(there) & (there <= today)
    names = [plan.region.parks[j].id if hub else "" for j, hub in zip(best, hub_next, strict=True)]
    return names, np.minimum(there, today)
