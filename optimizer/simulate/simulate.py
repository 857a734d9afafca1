"""simulate: plan in, what becomes of it out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.simulate.hub_tables import pool_table, shelf_table
from optimizer.simulate.options import Discipline, Options
from optimizer.simulate.outcome import Outcome
from optimizer.simulate.predict import by_month, promised, with_own_mix
from optimizer.simulate.refresh import refreshed
from optimizer.simulate.replicate import Tell, Work, replicate
from optimizer.simulate.result import Simulation
from optimizer.simulate.sample import Sample
from optimizer.simulate.setting import Setting, setting
from optimizer.simulate.tables import month_table, stage_table, turnaround_table

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.simulate.rollout.result import RollOutSimulation


@overload
def simulate(
    plan: Plan, *, years: int = 10, replications: int = 20, seed: int = 0,
    cv: float | None = None, resupply_cv: float = 1.0, discipline: Discipline = "fcfs",
    warm_years: int = 1, workers: int | None = None, on_progress: Tell | None = None,
) -> Simulation: ...  # fmt: skip


@overload
def simulate(
    plan: RollOutPlan, *, years: int = 10, replications: int = 20, seed: int = 0,
    cv: float | None = None, resupply_cv: float = 1.0, discipline: Discipline = "fcfs",
    warm_years: int = 1, workers: int | None = None, on_progress: Tell | None = None,
) -> RollOutSimulation: ...  # fmt: skip


def simulate(
    plan: Plan | RollOutPlan, *, years: int = 10, replications: int = 20, seed: int = 0,
    cv: float | None = None, resupply_cv: float = 1.0, discipline: Discipline = "fcfs",
    warm_years: int = 1, workers: int | None = None, on_progress: Tell | None = None,
) -> Simulation | RollOutSimulation:  # fmt: skip
    """Live a plan through, repair by repair, and hold its promise against what comes.

    The simulation starts from the facts of the region and the decisions of the plan; no formula of
    the model enters it. The same seed gives the same run, on any number of cores.

    A plan over quarters is lived quarter after quarter, from today's way of repair on; besides,
    each quarter is lived as if it went on for ever, so that what comes of the change can be told.

    Parameters
    ----------
    years, replications
        Counted years of each replication, and how many there are. A replication of a plan over
        quarters lives them all so many times, and each quarter alone for so many years.
    cv
        Coefficient of variation of hands-on hours instead of each class's own: 0 is fixed, 1
        exponential, any other lognormal. The promise is that of the plan at the same variation.
    resupply_cv
        The same of the resupply hours of parts.
    discipline
        Order of a line: ``fcfs`` first come first served, ``value`` the dearest machine first.
    warm_years
        Years before counting starts, from full shelves and no machine down.
    workers
        Processes; by default one for each core.
    on_progress
        Told after each replication how many are done, of how many.

    Raises
    ------
    InputError
        A number is out of its range.
    KeyboardInterrupt
        Ctrl-C came before the first replication was done; later, what is done is kept.
    """
    options = Options(years=years, replications=replications, seed=seed, cv=cv,
                      resupply_cv=resupply_cv, discipline=discipline,
                      warm_years=warm_years)  # fmt: skip
    options.check(workers)
    if isinstance(plan, RollOutPlan):
        from optimizer.simulate.rollout.live import simulate_roll_out

        return simulate_roll_out(plan, options, workers, on_progress)
    start = time.monotonic()
    scene = setting(plan, cv=cv, resupply_cv=resupply_cv, by_value=discipline == "value")
    work = Work(scene.network, seed, warm_years, years)
    samples, interrupted = replicate(work, replications, workers, on_progress)
    return told(plan, scene, samples, options, interrupted, start)


def told(
    plan: Plan, scene: Setting, samples: Sequence[Sample], options: Options, interrupted: bool,
    start: float,
) -> Simulation:  # fmt: skip
    """What the samples of a plan say; ``start`` is when they were begun, by the monotonic clock."""
    cv = options.cv
    outcome = Outcome(
        plan,
        scene,
        samples,
        options.years,
        promised(plan, cv),
        with_own_mix(plan, cv),
        by_month(plan, cv),
        refreshed(plan, cv),
    )
    return Simulation(
        region=dict(plan.region.title), years=options.years, replications=len(samples),
        warm_years=options.warm_years, seed=options.seed, cv=cv, resupply_cv=options.resupply_cv,
        discipline=options.discipline,
        turnaround=turnaround_table(outcome), pools=pool_table(outcome),
        stages=stage_table(outcome), months=month_table(outcome), shelves=shelf_table(outcome),
        unfinished=sum(one.unfinished for one in samples), interrupted=interrupted,
        seconds=time.monotonic() - start,
    )  # fmt: skip
