"""Product lines of a plan: what is made where, for how much, and to what effect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from optimizer.plan.kept import with_sources
from optimizer.solve.levels import best_levels

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.problem import Bools

LINE_COLUMNS = (
    "line", "name", "name_ru", "park", "park_name", "park_name_ru", "lat", "lon", "cost_mrub",
    "capital_mrub", "jobs", "area_m2", "volume", "families", "saved_mrub", "turnaround_h",
)  # fmt: skip


def line_table(plan: Plan) -> pd.DataFrame:
    """One row per line that is built; columns in docs/plan.md."""
    rows = []
    built = plan.choice.sources(plan.problem)
    for number in np.flatnonzero(built):
        at = plan.built.lines[number]
        others = built & (np.arange(len(built)) != number)
        saved, hours = _effect(plan, with_lines_only(plan, others))
        rows.append(
            {
                "line": at.line.id, "name": at.line.name,
                "name_ru": at.line.name_ru or at.line.name, "park": at.park.id,
                "park_name": at.park.name, "park_name_ru": at.park.name_ru or at.park.name,
                "lat": at.park.lat, "lon": at.park.lon,
                "cost_mrub": float(plan.evaluation.source_cost[number]),
                "capital_mrub": at.line.capital_mrub * at.park.capital_factor,
                "jobs": at.line.jobs, "area_m2": at.line.area_m2, "volume": at.line.volume,
                "families": len(supplied(plan, at.line.id)), "saved_mrub": saved,
                "turnaround_h": hours,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LINE_COLUMNS))


def supplied(plan: Plan, line: str) -> list[str]:
    """Part families that a line can supply."""
    return [p.family for p in plan.region.line_parts if p.line == line and p.share > 0]


def with_lines_only(plan: Plan, built: Bools) -> Plan | None:
    """The same hubs and fleets under the same budget with other lines, their levels solved again.

    None where the money does not carry the hubs then.
    """
    found = best_levels(with_sources(plan.problem, built), plan.choice.served, plan.choice.share)
    return None if found is None else replace(plan, choice=found)


def without_lines(plan: Plan) -> dict[str, float]:
    """Aim lost and mean hours of a repair without any line; see `with_lines_only`."""
    none = np.zeros(plan.problem.source_count, dtype=bool)
    saved, hours = _effect(plan, with_lines_only(plan, none))
    return {"saved_mrub": saved, "turnaround_h": plan.figures["turnaround_h"]["plan"] + hours}


def _effect(plan: Plan, other: Plan | None) -> tuple[float, float]:
    """Aim and mean hours of a repair that a plan saves beside another one."""
    if other is None:
        return float("inf"), float("nan")
    saved = other.evaluation.objective - plan.evaluation.objective
    rate = plan.built.demand.rate
    repairs = max(float(rate.sum()), 1e-300)
    return saved, float((other.standing - plan.standing).sum()) / repairs
