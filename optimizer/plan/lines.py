"""Product lines of a plan: what is made where, and for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

LINE_COLUMNS = (
    "line", "name", "name_ru", "park", "park_name", "park_name_ru", "lat", "lon", "cost_mrub",
    "capital_mrub", "jobs", "area_m2", "volume", "families",
)  # fmt: skip


def line_table(plan: Plan) -> pd.DataFrame:
    """One row per line that is built; columns in docs/plan.md."""
    rows = []
    built = plan.choice.sources(plan.problem)
    for number in np.flatnonzero(built[: len(plan.built.lines)]):
        at = plan.built.lines[number]
        rows.append(
            {
                "line": at.line.id, "name": at.line.name,
                "name_ru": at.line.name_ru or at.line.name, "park": at.park.id,
                "park_name": at.park.name, "park_name_ru": at.park.name_ru or at.park.name,
                "lat": at.park.lat, "lon": at.park.lon,
                "cost_mrub": float(plan.evaluation.source_cost[number]),
                "capital_mrub": at.line.capital_mrub * at.park.capital_factor,
                "jobs": at.line.jobs, "area_m2": at.line.area_m2, "volume": at.line.volume,
                "families": len(supplied(plan, at.line.id)),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(LINE_COLUMNS))


def supplied(plan: Plan, line: str) -> list[str]:
    """Part families that a line can supply."""
    return [p.family for p in plan.region.line_parts if p.line == line and p.share > 0]
