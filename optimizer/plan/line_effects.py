"""What the product lines of a plan are good for: the plan beside one without them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.kept import with_sources
from optimizer.solve.levels import best_levels

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.problem import Bools

EFFECT_COLUMNS = ("line", "park", "saved_mrub", "turnaround_h")


def line_effects(plan: Plan) -> pd.DataFrame:
    """One row per line that is built, and one for all together; columns in docs/plan.md."""
    built = plan.choice.sources(plan.problem)
    rows = []
    line = np.arange(len(built)) < len(plan.built.lines)  # the other sources are depots
    for number in np.flatnonzero(built & line):
        at = plan.built.lines[number]
        others = built & (np.arange(len(built)) != number)
        rows.append({"line": at.line.id, "park": at.park.id, **_effect(plan, others)})
    if rows:
        rows.append({"line": "", "park": "", **_effect(plan, built & ~line)})
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _effect(plan: Plan, built: Bools) -> dict[str, Any]:
    """Aim and mean hours of a repair that a plan saves beside itself with other lines.

    The same hubs, fleets and budget; their levels are solved again.
    """
    found = best_levels(with_sources(plan.problem, built), plan.choice.served, plan.choice.share)
    if found is None:
        return {"saved_mrub": np.inf, "turnaround_h": np.nan}
    other = replace(plan, choice=found)
    repairs = max(float(plan.built.demand.rate.sum()), 1e-300)
    return {
        "saved_mrub": other.evaluation.objective - plan.evaluation.objective,
        "turnaround_h": float((other.standing - plan.standing).sum()) / repairs,
    }
