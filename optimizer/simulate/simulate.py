"""simulate: plan in, what becomes of it out."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Literal

from optimizer.errors import InputError
from optimizer.simulate.hub_tables import pool_table, shelf_table
from optimizer.simulate.outcome import Outcome
from optimizer.simulate.predict import by_month, promised, with_own_mix
from optimizer.simulate.refresh import refreshed
from optimizer.simulate.replicate import Tell, Work, replicate
from optimizer.simulate.result import Simulation
from optimizer.simulate.setting import setting
from optimizer.simulate.tables import month_table, stage_table, turnaround_table

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

Discipline = Literal["fcfs", "value"]


def simulate(
    plan: Plan, *, years: int = 10, replications: int = 20, seed: int = 0,
    cv: float | None = None, resupply_cv: float = 1.0, discipline: Discipline = "fcfs",
    warm_years: int = 1, workers: int | None = None, on_progress: Tell | None = None,
) -> Simulation:  # fmt: skip
    """Live a plan through, repair by repair, and hold its promise against what comes.

    The simulation starts from the facts of the region and the decisions of the plan; no formula of
    the model enters it. The same seed gives the same run, on any number of cores.

    Parameters
    ----------
    years, replications
        Counted years of each replication, and how many there are.
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
    _check(years, replications, seed, cv, resupply_cv, discipline, warm_years, workers)
    start = time.monotonic()
    scene = setting(plan, cv=cv, resupply_cv=resupply_cv, by_value=discipline == "value")
    work = Work(scene.network, seed, warm_years, years)
    samples, interrupted = replicate(work, replications, workers, on_progress)
    outcome = Outcome(
        plan,
        scene,
        samples,
        years,
        promised(plan, cv),
        with_own_mix(plan, cv),
        by_month(plan, cv),
        refreshed(plan, cv),
    )
    return Simulation(
        region=dict(plan.region.title), years=years, replications=len(samples),
        warm_years=warm_years, seed=seed, cv=cv, resupply_cv=resupply_cv, discipline=discipline,
        turnaround=turnaround_table(outcome), pools=pool_table(outcome),
        stages=stage_table(outcome), months=month_table(outcome), shelves=shelf_table(outcome),
        unfinished=sum(one.unfinished for one in samples), interrupted=interrupted,
        seconds=time.monotonic() - start,
    )  # fmt: skip


def _check(
    years: int, replications: int, seed: int, cv: float | None, resupply_cv: float,
    discipline: str, warm_years: int, workers: int | None,
) -> None:  # fmt: skip
    """Name every number that is out of its range."""
    rules = (
        ("years", years, 1 <= years <= 100_000, "1 or more"),
        ("replications", replications, 1 <= replications <= 100_000, "1 or more"),
        ("seed", seed, seed >= 0, "0 or more"),
        ("cv", cv, cv is None or 0 <= cv <= 10, "0 for fixed hours, 1 for exponential, up to 10"),
        ("resupply-cv", resupply_cv, 0 <= resupply_cv <= 10, "from 0 to 10"),
        ("discipline", discipline, discipline in ("fcfs", "value"), "fcfs or value"),
        ("warm-years", warm_years, 0 <= warm_years <= 1000, "0 or more"),
        ("workers", workers, workers is None or workers >= 1, "1 or more"),
    )
    wrong = [
        f"{name}: is out of range (got '{got}'); give {fix}" for name, got, ok, fix in rules
        if not ok or (isinstance(got, float) and math.isnan(got))
    ]  # fmt: skip
    if wrong:
        raise InputError(wrong)
