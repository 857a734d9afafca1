"""What the plan promises, and what its own formulas say with more care.

The plan's figures rest on the mix of repairs of an earlier plan and on the mean of each season.
`with_own_mix` takes the plan's own mix, `by_month` besides it the work of each month.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import Choice, evaluate
from optimizer.plan.hours import STAGES, plan_hours, standing
from optimizer.plan.mix import own_variability
from optimizer.problem import Array, Ints, Problem
from optimizer.region.seasons import Season
from optimizer.simulate.calendar import lived_months
from optimizer.turnaround.build import Turnaround, turnaround, with_variability
from optimizer.turnaround.demand import months_of

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Prediction:
    """Hours by formula.

    Attributes
    ----------
    period
        (12,) number of the season that each month of the simulated year falls into.
    season_share
        (S,) share of that year of each season.
    rate
        (S, D) repairs per hour.
    hours
        (6, S, D) mean hours of each stage; those of today's way for fleets that keep it.
    year_h
        (6, D) their mean over the year's repairs.
    load
        By pool: (J,) mean busy servers.
    """

    period: Ints
    season_share: Array
    rate: Array
    hours: Array
    year_h: Array
    load: dict[str, Array]

    @property
    def year_rate(self) -> Array:
        """(D,) repairs per hour, mean of the year."""
        return np.asarray(self.season_share @ self.rate)

    @property
    def down(self) -> Array:
        """(12,) mean number of machines down in each month."""
        return np.asarray(standing(self.rate, self.hours.sum(axis=0)).sum(axis=1)[self.period])

    def stages(self, fleets: Ints) -> Array:
        """(6,) mean hours of each stage over the repairs of some fleets; nan where there is none.

        Parameters
        ----------
        fleets
            Their numbers.
        """
        rate = self.year_rate[fleets]
        standing_in = standing(rate, self.year_h[:, fleets]).sum(axis=1)
        return standing_in / rate.sum() if rate.sum() > 0 else np.full(len(STAGES), np.nan)

    def in_months(self, months: Ints) -> float:
        """Mean turnaround of the repairs whose failure falls into some months (0 to 11)."""
        periods = self.period[months]
        rate, hours = self.rate[periods], self.hours.sum(axis=0)[periods]
        return float(standing(rate, hours).sum() / max(float(rate.sum()), 1e-300))


def promised(plan: Plan, cv: float | None = None) -> Prediction:
    """The plan's own figures; with ``cv``, those it gives for hands-on hours of that variation."""
    return prediction_of(plan.built if cv is None else _own_mix(plan, cv), plan.choice)


def with_own_mix(plan: Plan, cv: float | None = None) -> Prediction:
    """The same formulas with the variation of each pool's own repairs."""
    return prediction_of(_own_mix(plan, cv), plan.choice)


def by_month(plan: Plan, cv: float | None = None) -> Prediction:
    """The same month by month, instead of the mean of each season."""
    return prediction_of(monthly(plan, cv), plan.choice)


def prediction_of(built: Turnaround, choice: Choice) -> Prediction:
    """Hours of a choice by the formulas of the plan."""
    evaluation = evaluate(built.problem, choice)
    planned = plan_hours(built, choice, evaluation)
    hours = np.array([planned.by_season[stage] for stage in STAGES])
    year_h = np.array([planned.by_year[stage] for stage in STAGES])
    kept = choice.served < 0
    year_h[:, kept] = _today(built)[:, kept]
    hours[:, :, kept] = year_h[:, None, kept]
    load = {
        station.name: built.season_share @ evaluation.loads[k]
        for k, station in enumerate(built.problem.stations)
        if station.kind == "servers"
    }
    period = [
        next(s for s, season in enumerate(built.region.seasons) if month + 1 in season.months)
        for month in lived_months(built.region)
    ]
    return Prediction(np.array(period), built.season_share, built.rate, hours, year_h, load)


def _today(built: Turnaround) -> Array:
    """(6, D) hours of today's stages, in the order of the plan's; 0 where nobody says."""
    rows = {(row.machine_class, row.workshop): row for row in built.region.today}
    found = [rows.get((f.machine_class, f.workshop)) for f in built.region.fleets]
    return np.array(
        [
            (row.report_h, row.parts_h, row.queue_h, row.travel_h, row.handson_h, 0.0)
            if row
            else (0.0,) * len(STAGES)
            for row in found
        ]
    ).T


def _own_mix(plan: Plan, cv: float | None) -> Turnaround:
    """The plan's Problem with queues that follow from its own repairs, and from ``cv`` if given."""
    built = plan.built
    if cv is not None:
        classes = tuple(replace(machine, handson_cv=cv) for machine in plan.region.classes)
        region = replace(plan.region, classes=classes)
        built = turnaround(region, built.travel, built.variability, built.offer)
        built = replace(built, problem=_with_levels_of(built.problem, plan.problem))
    return with_variability(built, own_variability(built, plan.choice))


def monthly(plan: Plan, cv: float | None) -> Turnaround:
    """The same with every month a season of its own, and the plan's own kits."""
    source = _own_mix(plan, cv)
    names = [m + 1 for m in months_of(source.region)]
    months = tuple(Season(id=str(m), name=str(m), months=frozenset((m,))) for m in names)
    region = replace(source.region, seasons=months)
    built = turnaround(region, source.travel, source.variability, source.offer)
    return replace(built, problem=_with_levels_of(built.problem, plan.problem))


def _with_levels_of(problem: Problem, other: Problem) -> Problem:
    """The problem with the levels of another one: those of kits depend on the seasons."""
    levels = {s.name: s for s in other.stations}
    stations = []
    for station in problem.stations:
        like = levels[station.name]
        supply = station.supply
        if supply is not None and like.supply is not None:
            supply = replace(supply, way=like.supply.way)
        stations.append(
            replace(
                station, curves=like.curves, cost=like.cost, allowed=like.allowed, supply=supply
            )
        )
    return replace(problem, stations=tuple(stations))
