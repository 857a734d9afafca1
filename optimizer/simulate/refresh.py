"""What the plan's formulas say when machines that stand do not fail (docs/model.md, section 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.model.choice import Choice, evaluate
from optimizer.plan.hours import STAGES, standing
from optimizer.problem import Array, Ints, Station
from optimizer.simulate.finite import finite_factor
from optimizer.simulate.predict import Prediction, monthly, prediction_of
from optimizer.turnaround.build import Turnaround
from optimizer.turnaround.demand import HOURS_PER_YEAR, failures_per_year, outside_share
from optimizer.turnaround.erlang import QueueCurve

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_ROUNDS = 8
"""Rounds of rate, wait, rate; each shrinks the error about tenfold."""
_QUEUE = STAGES.index("queue_h")


def refreshed(plan: Plan, cv: float | None = None) -> Prediction:
    """Month by month, with the repairs and the lines that a finite number of machines can make.

    With N machines, λ repairs an hour if all worked and T hours each, N − λ'T machines work on
    average, so that the true rate is λ' = λ / (1 + λT/N); T follows from λ' in turn.
    """
    built, choice = monthly(plan, cv), plan.choice
    machines = np.maximum(built.demand.count, 1e-300)
    season = built.rate / np.maximum(built.demand.year_rate, 1e-300)
    own = _own_repairs(built) * season
    found = prediction_of(built, choice)
    for _ in range(_ROUNDS):
        down = standing(built.rate, found.hours.sum(axis=0)) / machines + own
        slowed = _slowed(built, 1.0 / (1.0 + down))
        found = _with_few(slowed, built.rate, choice)
    return found


def _own_repairs(built: Turnaround) -> Array:
    """(D,) hours in the owner's workshop for each hour that a machine works."""
    region = built.region
    machines = [region.classes[k] for k in built.demand.machine_class]
    hours = [
        failures_per_year(f, m) * (1.0 - outside_share(f, m)) * m.own_repair_h
        for f, m in zip(region.fleets, machines, strict=True)
    ]
    return np.array(hours) / HOURS_PER_YEAR


def _slowed(built: Turnaround, factor: Array) -> Turnaround:
    """The Problem at (S, D) factors of its rates."""
    stations = tuple(replace(s, rate=s.rate * factor[:, s.cells]) for s in built.problem.stations)
    rate = built.rate * factor
    return replace(
        built, rate=rate, demand=replace(built.demand, rate=built.season_share @ rate),
        problem=replace(built.problem, stations=stations),
    )  # fmt: skip


def _with_few(slowed: Turnaround, full: Array, choice: Choice) -> Prediction:
    """The prediction, its lines shortened to those that so few machines can form.

    ``full`` are the (S, D) repairs an hour if all machines worked.
    """
    found, problem = prediction_of(slowed, choice), slowed.problem
    loads = evaluate(problem, choice).loads
    hours, year_h = found.hours.copy(), found.year_h.copy()
    for k, station in enumerate(problem.stations):
        if station.kind == "servers":
            for j in np.flatnonzero(choice.level[k] >= 0):
                who = station.cells[choice.served[station.cells] == j]
                factor = _factor(slowed, full, station, int(choice.level[k, j]), who,
                                 hours[_QUEUE][:, who], loads[k][:, j])  # fmt: skip
                hours[_QUEUE][:, who] *= factor[:, None]
    weight = slowed.season_share[:, None] * slowed.rate
    served = choice.served >= 0
    mean = standing(weight, hours[_QUEUE]).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300)
    year_h[_QUEUE, served] = mean[served]
    return replace(found, hours=hours, year_h=year_h)


def _factor(
    slowed: Turnaround, full: Array, station: Station, level: int, who: Ints, queue_h: Array,
    load: Array,
) -> Array:  # fmt: skip
    """(S,) wait with as few machines as there are over the wait with machines without end.

    Machines of several fleets count as so many equal ones as are as unlikely to meet themselves.
    """
    curve = station.curves[level]
    assert isinstance(curve, QueueCurve), "the levels of a pool are queues"
    factor, jobs = np.ones(len(load)), slowed.rate[:, who].sum(axis=1)
    busy = np.flatnonzero(jobs > 0)
    if not len(busy):
        return factor
    count = np.maximum(slowed.demand.count[who], 1e-300)
    full, jobs = full[np.ix_(busy, who)], jobs[busy]
    equal = full.sum(axis=1) ** 2 / (full**2 / count).sum(axis=1)
    factor[busy] = finite_factor(
        curve.servers, equal, equal / jobs, queue_h[busy].mean(axis=1), load[busy] / jobs
    )
    return factor
