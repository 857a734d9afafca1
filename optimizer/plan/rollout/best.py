"""roll_out: region in, plan over quarters out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from optimizer.errors import InputError
from optimizer.plan.mix import own_variability
from optimizer.plan.optimize import NoPlanError
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.region import Region, load_region
from optimizer.solve.record import Progress
from optimizer.solve.rollout.method import RolledOut, solve_roll_out
from optimizer.solve.status import Status
from optimizer.turnaround.quarters import Quarters, quarters, with_own_variability

_SCOUT_SHARE, _SCOUT_GAP = 0.4, 0.03
"""Part of the time limit in which first timetables are made, to learn each hub's mix of repairs."""

_SECONDS, _GAP = 40.0, 0.0025
"""Time limit and gap for each quarter, where none is given: a longer plan is harder to prove."""

Tell = Callable[[Progress], None]


def roll_out(
    region: str | Path | Region, *, scenario: str | Path = "rollout4",
    values: Literal["low", "base", "high"] | None = None, time_limit: float | None = None,
    gap: float | None = None, threads: int | None = None, on_progress: Tell | None = None,
) -> RollOutPlan:  # fmt: skip
    """Plan a region over quarters: what is built when, so that the fewest machines stand.

    Parameters
    ----------
    region
        Bundled name, folder, or a `Region` that is read already (then ``scenario`` and ``values``
        are its own). Its scenario has a table ``[roll_out]``.
    time_limit
        Seconds of solving; the best plan is kept. Default: 40 for each quarter.
    gap
        Proven gap to stop at, a fraction. Default: 0.0025 for each quarter.

    Raises
    ------
    InputError
        The facts are not in order, or the scenario is one of one period.
    NoPlanError
        The time ran out before a plan was found, or no plan keeps all rules.
    """
    if not isinstance(region, Region):
        region = load_region(region, scenario=scenario, values=values)
    if region.scenario.roll_out is None:
        name = region.scenario.name
        raise InputError(
            [f"scenario '{name}': has no table [roll_out]; add one, or plan one period (optimize)"]
        )
    return best_roll_out(
        quarters(region), time_limit=time_limit, gap=gap, threads=threads, on_progress=on_progress
    )


def best_roll_out(
    found: Quarters, *, time_limit: float | None = None, gap: float | None = None,
    threads: int | None = None, on_progress: Tell | None = None,
) -> RollOutPlan:  # fmt: skip
    """Plan of quarters that are built already; see `roll_out`.

    A queue depends on how unlike the repairs of its hub are, which only a plan can tell: a first
    solve learns the mix of each hub in each quarter, the second one is proven with it.
    """
    start, count = time.monotonic(), found.roll_out.count
    time_limit = _SECONDS * count if time_limit is None else time_limit
    gap = _GAP * count if gap is None else gap
    cores = threads or os.cpu_count() or 1

    def run(seconds: float, wanted: float, tell: Tell | None, known: RolledOut | None) -> RolledOut:
        return solve_roll_out(
            found.roll_out, time_limit=max(0.1, seconds), gap=wanted, threads=cores,
            on_progress=tell, known=known, prove_it=known is not None,
        )  # fmt: skip

    first = run(_SCOUT_SHARE * time_limit, max(gap, _SCOUT_GAP), _as_scout(on_progress), None)
    last = first
    if first.timetable is not None and first.status != Status.INTERRUPTED:
        pairs = zip(found.built, first.timetable.quarters, strict=True)
        found = with_own_variability(found, [own_variability(b, c) for b, c in pairs])
        spent = time.monotonic() - start
        last = run(time_limit - spent, gap, _later(on_progress, spent), first)
    if last.timetable is None:
        if last.status == Status.INTERRUPTED:
            raise KeyboardInterrupt
        raise NoPlanError(f"no plan within {time_limit:g} s; give more with --time-limit")
    return RollOutPlan(
        found, last.timetable, last.status, last.bound, time.monotonic() - start, last.money_price
    )


def _as_scout(tell: Tell | None) -> Tell | None:
    """The report of the first solve; its bound is one of another mix, so it is not told."""
    if tell is None:
        return None
    return lambda p: tell(replace(p, bound=-float("inf"), doing=f"first look: {p.doing}"))


def _later(tell: Tell | None, spent: float) -> Tell | None:
    if tell is None:
        return None
    return lambda p: tell(replace(p, seconds=p.seconds + spent))
