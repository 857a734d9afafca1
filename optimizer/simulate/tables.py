"""Tables of the repairs: their hours by group and by stage, and machines down over the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.problem import Ints
from optimizer.simulate.calendar import Calendar, when
from optimizer.simulate.engine import STAGES
from optimizer.simulate.estimate import FIGURES, Estimate, half_width, hours_by_group, mean_of
from optimizer.simulate.network import MONTHS
from optimizer.simulate.outcome import Outcome

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


@dataclass(frozen=True)
class _Group:
    key: str
    name: str
    name_ru: str
    fleets: Ints
    """Their numbers."""
    months: Ints | None = None
    """Only failures of these months of the simulated year (0 to 11)."""


def turnaround_table(outcome: Outcome) -> pd.DataFrame:
    """Turnaround of all repairs, and by hub, class, site and season, with 95 % intervals."""
    parts = []
    for by, groups in _groups(outcome.plan, outcome.setting.calendar).items():
        label = np.full((len(outcome.plan.region.fleets), MONTHS), -1)
        for g, group in enumerate(groups):
            months = np.arange(MONTHS) if group.months is None else group.months
            label[np.ix_(group.fleets, months)] = g
        hours = hours_by_group(outcome.samples, label, len(groups))
        rows = [_turnaround(outcome, by, g, group, hours) for g, group in enumerate(groups)]
        parts += [row for row in rows if row["repairs_per_year"] > 0]
    return pd.DataFrame(parts)


def _turnaround(
    outcome: Outcome, by: str, g: int, group: _Group, hours: Estimate
) -> dict[str, Any]:
    months = np.arange(MONTHS) if group.months is None else group.months
    count = sum(int(one.repairs[np.ix_(group.fleets, months)].sum()) for one in outcome.samples)
    if group.months is None:
        promised = float(outcome.promised.stages(group.fleets).sum())
        corrected = float(outcome.refreshed.stages(group.fleets).sum())
    else:
        promised = outcome.promised.in_months(group.months)
        corrected = outcome.refreshed.in_months(group.months)
    row: dict[str, Any] = {
        "by": by, "key": group.key, "name": group.name, "name_ru": group.name_ru,
        "repairs_per_year": count / (outcome.years * len(outcome.samples)),
        "predicted_h": promised, "corrected_h": corrected,
        "error": promised / hours.value[g, 0] - 1.0,
        "corrected_error": corrected / hours.value[g, 0] - 1.0,
    }  # fmt: skip
    for n, figure in enumerate(FIGURES):
        row[f"{figure}_h"] = hours.value[g, n]
        row[f"{figure}_low_h"], row[f"{figure}_high_h"] = hours.low[g, n], hours.high[g, n]
    return row


def _groups(plan: Plan, calendar: Calendar) -> dict[str, list[_Group]]:
    region, demand, served = plan.region, plan.built.demand, plan.choice.served
    every = np.arange(len(region.fleets))

    def of(rows: Sequence[Any], index: Ints) -> list[_Group]:
        return [
            _Group(row.id, row.name, row.name_ru or row.name, np.flatnonzero(index == n))
            for n, row in enumerate(rows)
        ]

    return {
        "all": [_Group("", "", "", every)],
        "hub": [*of(region.parks, served), _Group("", "", "", np.flatnonzero(served < 0))],
        "class": of(region.classes, demand.machine_class),
        "site": of(region.sites, demand.site),
        "season": [
            _Group(s.id, s.name, s.name_ru or s.name, every, np.array(when(calendar, s.months)))
            for s in region.seasons
        ],
    }


def stage_table(outcome: Outcome) -> pd.DataFrame:
    """Mean hours of each stage of a repair: promised, corrected, simulated."""
    every = np.arange(len(outcome.plan.region.fleets))
    count = np.array([one.repairs.sum() for one in outcome.samples], float)
    hours = np.array([one.stage_h.sum(axis=(0, 1)) for one in outcome.samples])
    pooled = hours.sum(axis=0) / max(count.sum(), 1.0)
    half = half_width(hours / np.maximum(count, 1.0)[:, None])
    return pd.DataFrame(
        {
            "stage": STAGES, "predicted_h": outcome.promised.stages(every),
            "corrected_h": outcome.refreshed.stages(every), "simulated_h": pooled,
            "low_h": pooled - half, "high_h": pooled + half,
        }
    )  # fmt: skip


def month_table(outcome: Outcome) -> pd.DataFrame:
    """Mean number of machines down in each calendar month that is lived."""
    calendar = np.array(outcome.setting.calendar)
    months = np.unique(calendar)
    same = (calendar == months[:, None]) / (len(calendar) / len(months))  # (M, 12)
    down = mean_of(np.array([same @ one.down for one in outcome.samples]))
    return pd.DataFrame(
        {
            "month": months + 1, "predicted": same @ outcome.promised.down,
            "corrected": same @ outcome.refreshed.down, "simulated": down.value, "low": down.low,
            "high": down.high,
        }
    )  # fmt: skip
