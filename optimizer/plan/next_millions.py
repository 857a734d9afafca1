"""What the next millions of budget would buy: crews and bays, kits, ways of supply, lines.

For fleets that stay where they are the best use of more money is a knapsack that is solved exactly
again, with all levels free or those of one kind. Whatever is changed, the plan's price of money
bounds what can be saved: no plan with ΔB more has an aim below L − μ ΔB.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.changes import changes
from optimizer.plan.kept import best_within, with_sources
from optimizer.problem import NO_SOURCE, Array, Bools, Station
from optimizer.turnaround.demand import HOURS_PER_YEAR

if TYPE_CHECKING:
    from optimizer.model.choice import Choice
    from optimizer.plan.plan import Plan

NEXT_COLUMNS = (
    "what", "saved_mrub", "machines_down", "turnaround_h", "cost_mrub", "changes", "changes_ru",
    "how",
)  # fmt: skip
RESOLVED = "re-solve with hubs and fleets kept"
BOUNDED = "price of money, a valid bound"


def next_millions(plan: Plan, mrub: float) -> pd.DataFrame:
    """One row per kind of thing that ``mrub`` million RUB more a year could buy.

    Columns in docs/plan.md.
    """
    kinds = ["servers", "stock"]
    kinds += [kind for kind in ("lanes", "lines") if getattr(plan.region.scenario, kind)]
    rows = [_bought(plan, kind, mrub) for kind in (*kinds, "all")]
    if math.isfinite(plan.money_bound) and math.isfinite(plan.money_price):
        rows.append(_at_most(plan, mrub))
    return pd.DataFrame(rows, columns=list(NEXT_COLUMNS))


def _bought(plan: Plan, kind: str, mrub: float) -> dict[str, Any]:
    """What the money saves where only one kind of thing may change."""
    other = replace(plan, choice=_spent(plan, kind, mrub))
    fewer = float((plan.standing - other.standing).sum())
    repairs = float(plan.built.demand.rate.sum()) * HOURS_PER_YEAR
    return {
        "what": kind,
        "saved_mrub": plan.evaluation.objective - other.evaluation.objective,
        "machines_down": fewer,
        "turnaround_h": fewer * HOURS_PER_YEAR / max(repairs, 1e-300),
        "cost_mrub": other.evaluation.cost - plan.evaluation.cost,
        "changes": "; ".join(changes(plan, other.choice, "en")),
        "changes_ru": "; ".join(changes(plan, other.choice, "ru")),
        "how": RESOLVED,
    }


def _at_most(plan: Plan, mrub: float) -> dict[str, Any]:
    """What no plan can save more than, other hubs and other fleets included."""
    most = plan.evaluation.objective - (plan.money_bound - plan.money_price * mrub)
    return {
        "what": "anything", "saved_mrub": most, "machines_down": np.nan, "turnaround_h": np.nan,
        "cost_mrub": mrub, "changes": "", "changes_ru": "", "how": BOUNDED,
    }  # fmt: skip


def _spent(plan: Plan, kind: str, mrub: float) -> Choice:
    """The best choice for the larger budget that differs in one kind of thing only."""
    problem, choice = plan.problem, plan.choice
    built = choice.sources(problem)
    only = [_may(s, choice.level[k], built, kind) for k, s in enumerate(problem.stations)]
    richer = replace(problem, budget=problem.budget + mrub)
    if kind in ("lines", "all"):
        found = best_within(richer, choice, only)
    else:
        found = best_within(with_sources(richer, built), choice, only)
    if found is None or replace(plan, choice=found).evaluation.objective >= (
        plan.evaluation.objective * (1.0 - 1e-9)
    ):
        return choice
    return found


def _may(station: Station, level: Array, built: Bools, kind: str) -> Bools:
    """(J, L) levels of a station that may be chosen: the present one, and those of the kind."""
    levels = len(station.curves)
    if kind == "all" or (kind, station.kind) == ("servers", "servers"):
        return np.ones((len(level), levels), dtype=bool)
    kept = np.arange(levels)[None, :] == level[:, None]
    if station.kind == "servers" or kind == "servers":
        return np.asarray(kept)
    way = np.zeros(levels, dtype=int) if station.supply is None else station.supply.way
    other = way[None, :] != way[np.maximum(level, 0)][:, None]
    if kind == "stock":
        return np.asarray(~other)
    needs = np.array([station.level_needs(v) for v in range(levels)])
    there = (needs == NO_SOURCE) | np.append(built, True)[needs]
    wanted = there if kind == "lanes" else ~there
    return np.asarray(kept | (other & wanted[None, :]))
