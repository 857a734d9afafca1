"""Tables of a plan over quarters: the timeline, and every step with its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.model.choice import Choice
from optimizer.model.timetable import handed_over
from optimizer.plan.figures import key_figures
from optimizer.plan.rollout.lines import source_steps
from optimizer.roll_out import NEW, Steps
from optimizer.turnaround.quarters import growth_by, months_in

if TYPE_CHECKING:
    from optimizer.plan.rollout.plan import RollOutPlan

TIMELINE_COLUMNS = (
    "quarter", "months", "opened", "upgraded", "closed", "lines", "depot", "hubs", "spent_mrub",
    "capital_mrub", "running_mrub", "handed_over", "carried_mrub", "turnaround_h", "today_h",
    "machines_down", "today_machines_down", "downtime_mrub", "jobs", "fleet_growth",
)  # fmt: skip
STEP_COLUMNS = (
    "park", "park_name", "park_name_ru", "what", "name", "name_ru", "before", "after",
    "decided_quarter", "works_quarter", "capital_mrub",
)  # fmt: skip


def timeline(plan: RollOutPlan) -> pd.DataFrame:
    """One row per quarter, the first being 1; columns in docs/plan.md."""
    rules, worth = plan.region.scenario.roll_out, plan.worth
    assert rules is not None, "a plan over quarters has their rules"
    steps, rows = plan.steps, []
    handed = handed_over(plan.timetable.quarters)
    for t, quarter in enumerate(plan.plans):
        figures = key_figures(quarter)
        now = steps[steps["works_quarter"] == t + 1]
        hubs = now[~now["what"].isin(["line", "depot"])]
        opened = list(now.loc[(now["what"] == "hub") & (now["before"] == ""), "park"])
        rows.append({
            "quarter": t + 1,
            "months": "-".join(str(m) for m in _ends(sorted_months(months_in(rules, t)))),
            "opened": opened,
            "upgraded": [park for park in dict.fromkeys(hubs["park"]) if park not in opened],
            "closed": _closed(plan) if t == 0 else [],
            "lines": list(now.loc[now["what"] == "line", "after"]),
            "depot": list(now.loc[now["what"] == "depot", "park"]),
            "hubs": len(quarter.hubs), "spent_mrub": float(worth.spent[t]),
            "capital_mrub": float(worth.capital[t]), "running_mrub": float(worth.running[t]),
            "handed_over": int(handed[t]), "carried_mrub": float(worth.carried[t]),
            "turnaround_h": figures["turnaround_h"]["plan"],
            "today_h": figures["turnaround_h"]["today"],
            "machines_down": figures["machines_down"]["plan"],
            "today_machines_down": figures["machines_down"]["today"],
            "downtime_mrub": figures["downtime_mrub"]["plan"],
            "jobs": figures["jobs"], "fleet_growth": growth_by(rules, t),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(TIMELINE_COLUMNS))


def tables(plan: RollOutPlan) -> dict[str, pd.DataFrame]:
    """Timeline, steps, and hubs, stations and assignments of all quarters."""
    line = plan.timeline.copy()
    for name in ("opened", "upgraded", "closed", "lines", "depot"):
        line[name] = [", ".join(parks) for parks in line[name]]
    found = {"timeline": line, "steps": plan.steps}
    for name in ("lines", "line_effects", "depot"):
        if len(getattr(plan, name)):
            found[name] = getattr(plan, name)
    for name in ("hubs", "stations", "assignments"):
        frames = [getattr(quarter, name) for quarter in plan.plans]
        for t, frame in enumerate(frames):
            frames[t] = frame.assign(quarter=t + 1)[["quarter", *frame.columns]]
        filled = [frame for frame in frames if len(frame)] or frames[:1]
        found[name] = pd.concat(filled, ignore_index=True)
    return found


def sorted_months(months: frozenset[int]) -> list[int]:
    """Months of a quarter in their order, also over the turn of the year."""
    first = next(m for m in months if (m - 2) % 12 + 1 not in months)
    return [(first - 1 + i) % 12 + 1 for i in range(len(months))]


def _ends(months: list[int]) -> tuple[int, int]:
    return months[0], months[-1]


def _closed(plan: RollOutPlan) -> list[str]:
    stands = plan.quarters.roll_out.existing >= 0
    gone = stands & (plan.timetable.quarters[0].size < 0)
    return [plan.region.parks[j].id for j in np.flatnonzero(gone)]


def step_table(plan: RollOutPlan) -> pd.DataFrame:
    """One row per step of a hub, of a pool in it, or per line; columns in docs/plan.md."""
    rows: list[dict[str, Any]] = []
    roll_out = plan.quarters.roll_out
    empty = np.full(roll_out.parks, -1)
    for t, choice in enumerate(plan.timetable.quarters):
        before = plan.timetable.quarters[t - 1] if t else None
        was = roll_out.existing if before is None else before.size
        rows += _sizes(plan, t, was, choice)
        for k in range(len(roll_out.servers)):
            rows += _servers(plan, t, k, empty if before is None else before.level[k], choice)
    rows += source_steps(plan)
    frame = pd.DataFrame(rows, columns=list(STEP_COLUMNS))
    return frame.sort_values(["works_quarter", "park"], kind="stable", ignore_index=True)


def _sizes(plan: RollOutPlan, t: int, was: Any, choice: Choice) -> list[dict[str, Any]]:
    sizes, steps = plan.region.sizes, plan.quarters.roll_out.sizes
    rows = []
    for j in np.flatnonzero((choice.size >= 0) & (choice.size != was)):
        old, new = int(was[j]), int(choice.size[j])
        rows.append({
            **_park(plan, int(j)), "what": "hub", "name": sizes[new].name,
            "name_ru": sizes[new].name_ru or sizes[new].name,
            "before": sizes[old].id if old >= 0 else "", "after": sizes[new].id,
            **_dates(steps, t, int(j), old, new),
        })  # fmt: skip
    return rows


def _servers(plan: RollOutPlan, t: int, k: int, was: Any, choice: Choice) -> list[dict[str, Any]]:
    station, steps = plan.quarters.roll_out.quarters[t].stations[k], plan.quarters.roll_out.servers
    pool = next(p for p in plan.region.pools if p.id == station.name)
    count = sorted(v.servers for v in plan.region.levels if v.pool == pool.id)
    rows = []
    for j in np.flatnonzero((choice.level[k] >= 0) & (choice.level[k] != was)):
        old, new = int(was[j]), int(choice.level[k, j])
        rows.append({
            **_park(plan, int(j)), "what": pool.id, "name": pool.name,
            "name_ru": pool.name_ru or pool.name, "before": str(count[old]) if old >= 0 else "",
            "after": str(count[new]), **_dates(steps[k], t, int(j), old, new),
        })  # fmt: skip
    return rows


def _park(plan: RollOutPlan, j: int) -> dict[str, str]:
    park = plan.region.parks[j]
    return {"park": park.id, "park_name": park.name, "park_name_ru": park.name_ru or park.name}


def _dates(steps: Steps, t: int, j: int, old: int, new: int) -> dict[str, Any]:
    capital = steps.capital[j, new] - (steps.capital[j, old] if old >= 0 else 0.0)
    standing = np.full(len(steps.start), steps.rank[old] if old >= 0 else NEW)
    begun = t - int(steps.lead(standing)[j, new])
    return {
        "decided_quarter": begun + 1, "works_quarter": t + 1, "capital_mrub": float(capital),
    }  # fmt: skip
