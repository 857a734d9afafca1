"""optimize: region in, plan out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from optimizer.errors import HubsError, InfeasibleError
from optimizer.model.choice import Choice
from optimizer.plan.infeasible import why_infeasible
from optimizer.plan.plan import Plan
from optimizer.problem import Array
from optimizer.region import Region, load_region
from optimizer.solve.solution import Solution
from optimizer.solve.solve import Method, solve
from optimizer.solve.watch import Progress
from optimizer.turnaround.build import (
    Turnaround,
    mix_variability,
    turnaround,
    with_variability,
)

_SCOUT_SHARE = 0.1
"""Part of the time limit in which a first plan is made, to learn each hub's mix of repairs."""


class NoPlanError(HubsError):
    """The time ran out before any plan was found."""

    exit_code = 5


def optimize(
    region: str | Path | Region, *, scenario: str | Path = "base",
    values: Literal["low", "base", "high"] | None = None, budget_mrub: float | None = None,
    time_limit: float = 60.0, gap: float = 0.005, method: Method = "auto",
    solver: str = "HiGHS", threads: int | None = None, seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
) -> Plan:  # fmt: skip
    """Place the hubs of a region so that repair turnaround is shortest for the money.

    Parameters
    ----------
    region
        Bundled name, folder, or a `Region` that is read already (then ``scenario``, ``values`` and
        ``budget_mrub`` are its own).
    budget_mrub
        Million RUB a year; the scenario says it otherwise.
    time_limit
        Seconds of solving; the best plan is kept.
    gap
        Proven gap to stop at, a fraction.

    Raises
    ------
    InputError
        The facts are not in order.
    InfeasibleError
        No plan keeps all rules; in words, with the least change that mends it.
    NoPlanError
        The time ran out before a plan was found.
    """
    if not isinstance(region, Region):
        region = load_region(region, scenario=scenario, values=values, budget_mrub=budget_mrub)
    built = turnaround(region)
    start = time.monotonic()

    def run(problem_of: Turnaround, seconds: float, wanted: float, tell: bool) -> Solution:
        return solve(
            problem_of.problem, method=method, solver=solver, time_limit=seconds, gap=wanted,
            threads=threads, seed=seed, on_progress=on_progress if tell else None,
        )  # fmt: skip

    scout = run(built, max(1.0, _SCOUT_SHARE * time_limit), max(gap, 0.02), False)
    if scout.choice is not None:
        built = with_variability(built, _variability(built, scout.choice))
    left = max(0.5, time_limit - (time.monotonic() - start))
    solution = run(built, left, gap, True)
    if solution.choice is None:
        reasons = why_infeasible(built, solver)
        if reasons:
            raise InfeasibleError("no plan keeps all rules:\n" + "\n".join(reasons))
        raise NoPlanError(f"no plan within {time_limit:g} s; give more with --time-limit")
    return _plan(built, solution, time.monotonic() - start)


def _variability(built: Turnaround, choice: Choice) -> dict[str, Array]:
    """Squared cv of the busy hours of each hub's own mix; of the repairs nearby where it has none."""
    served = choice.shares(built.problem)
    mixed = {}
    for pool, nearby in built.variability.items():
        own = mix_variability(
            built.region, pool, built.demand, built.stages, built.season_share, built.rate, served
        )
        cells = [built.region.classes[k].pool == pool for k in built.demand.machine_class]
        has = served[np.array(cells, dtype=bool)].sum(axis=0) > 0
        mixed[pool] = np.where(has, own, nearby)
    return mixed


def _plan(built: Turnaround, solution: Solution, seconds: float) -> Plan:
    if solution.choice is None:
        raise NoPlanError("no plan")
    parks = [p.id for p in built.region.parks]
    return Plan(
        built=built, choice=replace(solution.choice), status=solution.status,
        bound=solution.bound, method=solution.method, why=solution.why, seconds=seconds,
        money_price=solution.money_price, ruled_out=tuple(parks[j] for j in solution.ruled_out),
        certain=tuple(parks[j] for j in solution.certain),
    )  # fmt: skip
