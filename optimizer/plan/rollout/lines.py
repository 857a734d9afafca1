"""Product lines and the depot of a plan over quarters: when each comes, and what it is good for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.model.choice import Choice
from optimizer.model.timetable import evaluate_timetable
from optimizer.plan.depot import DEPOT_COLUMNS
from optimizer.plan.line_effects import EFFECT_COLUMNS
from optimizer.plan.lines import LINE_COLUMNS
from optimizer.solve.rollout.levels import best_timetable

if TYPE_CHECKING:
    from optimizer.plan.rollout.plan import RollOutPlan
    from optimizer.problem import Bools, Ints

DATES = ("decided_quarter", "works_quarter")
ROLL_LINE_COLUMNS = (*LINE_COLUMNS, *DATES)
ROLL_DEPOT_COLUMNS = (*DEPOT_COLUMNS, "capital_mrub", *DATES)


def built(plan: RollOutPlan) -> Bools:
    """(T, Z) lines, then depots, that work in each quarter."""
    pairs = zip(plan.timetable.quarters, plan.quarters.roll_out.quarters, strict=True)
    return np.array([choice.sources(problem) for choice, problem in pairs], dtype=bool)


def starts(plan: RollOutPlan) -> dict[int, dict[str, int]]:
    """Quarters in which each line or depot that is built is decided and begins to work."""
    works, build = built(plan), plan.quarters.roll_out.sources.build
    found = {}
    for o in np.flatnonzero(works.any(axis=0)):
        first = int(works[:, o].argmax())
        found[int(o)] = {"decided_quarter": first + 1 - int(build[o]), "works_quarter": first + 1}
    return found


def line_table(plan: RollOutPlan) -> pd.DataFrame:
    """One row per line; costs a year are running costs less what it saves, capital apart."""
    lines, dates = plan.quarters.built[-1].lines, starts(plan)
    last = plan.plans[-1].lines  # nothing is given up: the last quarter has them all
    when = {(at.line.id, at.park.id): dates[o] for o, at in enumerate(lines) if o in dates}
    rows: list[dict[Any, Any]] = [
        {**row, **when[row["line"], row["park"]]} for row in last.to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=list(ROLL_LINE_COLUMNS))
    return frame.sort_values(["works_quarter", "line", "park"], kind="stable", ignore_index=True)


def depot_table(plan: RollOutPlan) -> pd.DataFrame:
    """One row for the depot if there is one, as it works in the last quarter."""
    first, dates = len(plan.quarters.built[-1].lines), starts(plan)
    capital = plan.quarters.roll_out.sources.capital
    depots = [o for o in dates if o >= first]
    rows = [
        {**row, "capital_mrub": float(capital[o]), **dates[o]}
        for row, o in zip(plan.plans[-1].depot.to_dict("records"), depots, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(ROLL_DEPOT_COLUMNS))


def line_effects(plan: RollOutPlan) -> pd.DataFrame:
    """One row per line that is built, and one for all together; columns in docs/plan.md."""
    lines, works = plan.quarters.built[-1].lines, np.asarray(built(plan).any(axis=0))
    line = np.arange(len(works)) < len(lines)
    rows = [
        {"line": lines[o].line.id, "park": lines[o].park.id,
         **_effect(plan, works & (np.arange(len(works)) != o))}
        for o in np.flatnonzero(works & line)
    ]  # fmt: skip
    if rows:
        rows.append({"line": "", "park": "", **_effect(plan, works & ~line)})
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _effect(plan: RollOutPlan, left: Bools) -> dict[str, Any]:
    """Aim and mean hours of a repair that a plan saves beside itself with the sources left.

    The same fleets and the same money; hubs, servers and kits are chosen anew, quarter by quarter.
    """
    roll_out = plan.quarters.roll_out
    late = np.where(left, roll_out.sources.build, roll_out.count + 1)
    bare = replace(roll_out, sources=replace(roll_out.sources, build=late))
    served: Ints = np.array([c.served for c in plan.timetable.quarters])
    found = best_timetable(bare, served)
    if found is None:
        return {"saved_mrub": np.inf, "turnaround_h": np.nan}
    other = replace(plan, timetable=found)
    standing = sum(
        float((a.standing - b.standing).sum()) for a, b in zip(other.plans, plan.plans, strict=True)
    )
    repairs = sum(float(quarter.built.demand.rate.sum()) for quarter in plan.plans)
    return {
        "saved_mrub": evaluate_timetable(roll_out, found).objective - plan.worth.objective,
        "turnaround_h": standing / max(repairs, 1e-300),
    }


def source_steps(plan: RollOutPlan) -> list[dict[str, Any]]:
    """Rows of the table of steps: lines and the depot, with their dates and their price."""
    first, rows = plan.quarters.built[-1], []
    for o, when in starts(plan).items():
        if o < len(first.lines):
            at = first.lines[o]
            park, told = at.park, {
                "what": "line", "name": at.line.name, "name_ru": at.line.name_ru or at.line.name,
                "after": at.line.id,
            }  # fmt: skip
        else:
            park = first.depots[o - len(first.lines)].park
            told = {
                "what": "depot", "name": "central depot", "name_ru": "центральный склад",
                "after": "depot",
            }  # fmt: skip
        rows.append({
            "park": park.id, "park_name": park.name, "park_name_ru": park.name_ru or park.name,
            **told, "before": "", **when,
            "capital_mrub": float(plan.quarters.roll_out.sources.capital[o]),
        })  # fmt: skip
    return rows


def line_rows(plan: RollOutPlan, choice: Choice, quarter: int) -> list[dict[str, str]]:
    """Lines that work in a quarter, as the plan file names them."""
    lines = plan.quarters.built[quarter].lines
    made = choice.sources(plan.quarters.roll_out.quarters[quarter])[: len(lines)]
    return [
        {"line": lines[o].line.id, "park": lines[o].park.id} for o in np.flatnonzero(made)
    ]  # fmt: skip
