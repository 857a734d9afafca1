"""optimize: region in, plan out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from optimizer.errors import HubsError, InfeasibleError
from optimizer.model.choice import Choice, evaluate
from optimizer.plan.infeasible import why_infeasible
from optimizer.plan.plan import Plan
from optimizer.problem import Array
from optimizer.region import Region, load_region
from optimizer.solve.solution import Solution
from optimizer.solve.solve import Method, solve
from optimizer.solve.status import Status
from optimizer.solve.watch import Progress
from optimizer.turnaround.build import (
    Turnaround,
    mix_variability,
    turnaround,
    with_variability,
)

_SCOUT_SHARE = 0.1
"""Part of the time limit in which a first plan is made, to learn each hub's mix of repairs."""
_SCOUT_LEAST_S = 4.0
_SCOUT_GAP = 0.02

Tell = Callable[[Progress], None]


class NoPlanError(HubsError):
    """The time ran out before any plan was found."""

    exit_code = 5


def optimize(
    region: str | Path | Region, *, scenario: str | Path = "base",
    values: Literal["low", "base", "high"] | None = None, budget_mrub: float | None = None,
    time_limit: float = 60.0, gap: float = 0.005, method: Method = "auto",
    solver: str = "HiGHS", threads: int | None = None, seed: int = 0,
    on_progress: Tell | None = None,
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
    return best_plan(
        turnaround(region), time_limit=time_limit, gap=gap, method=method, solver=solver,
        threads=threads, seed=seed, on_progress=on_progress,
    )  # fmt: skip


def best_plan(
    built: Turnaround, *, time_limit: float = 60.0, gap: float = 0.005, method: Method = "auto",
    solver: str = "HiGHS", threads: int | None = None, seed: int = 0,
    on_progress: Tell | None = None,
) -> Plan:  # fmt: skip
    """Plan of a region whose Problem is built already; see `optimize`.

    A queue depends on how unlike the repairs of its hub are (C²), which only a plan can tell: a
    short first solve learns the mix of each hub, the second one is proven with it.
    """
    start = time.monotonic()

    def run(seconds: float, wanted: float, tell: Tell | None) -> Solution:
        return solve(
            built.problem, method=method, solver=solver, time_limit=seconds, gap=wanted,
            threads=threads, seed=seed, on_progress=tell,
        )  # fmt: skip

    scout_s = min(0.5 * time_limit, max(_SCOUT_LEAST_S, _SCOUT_SHARE * time_limit))
    scout = run(scout_s, max(gap, _SCOUT_GAP), _as_scout(on_progress))
    if scout.status == Status.INTERRUPTED:
        return _plan(built, scout, time.monotonic() - start)
    if scout.choice is not None:
        built = with_variability(built, _variability(built, scout.choice))
    spent = time.monotonic() - start
    solution = run(max(0.1, time_limit - spent), gap, _later(on_progress, spent))
    if solution.choice is None and solution.status == Status.INFEASIBLE:
        reasons = why_infeasible(built, solver)
        if reasons:
            raise InfeasibleError("no plan keeps all rules:\n" + "\n".join(reasons))
        raise InfeasibleError("no plan keeps all rules")
    solution = _better(built, solution, scout)
    if solution.choice is None:
        raise NoPlanError(f"no plan within {time_limit:g} s; give more with --time-limit")
    return _plan(built, solution, time.monotonic() - start)


def _as_scout(tell: Tell | None) -> Tell | None:
    """The report of the first solve; its bound is one of another variability, so it is not told."""
    if tell is None:
        return None
    return lambda p: tell(replace(p, bound=-float("inf"), doing=f"first look: {p.doing}"))


def _later(tell: Tell | None, spent: float) -> Tell | None:
    """The report of a solve that started ``spent`` seconds after the clock."""
    if tell is None:
        return None
    return lambda p: tell(replace(p, seconds=p.seconds + spent))


def _better(built: Turnaround, solution: Solution, scout: Solution) -> Solution:
    """The solution, with the scout's plan where that is better under the mix now used."""
    if scout.choice is None:
        return solution
    evaluation = evaluate(built.problem, scout.choice)
    if not evaluation.feasible or evaluation.objective >= solution.value:
        return solution
    status = Status.TIME_LIMIT if solution.choice is None else solution.status
    return replace(solution, choice=scout.choice, evaluation=evaluation, status=status)


def _variability(built: Turnaround, choice: Choice) -> dict[str, Array]:
    """(J,) squared cv of the busy hours of each hub's own mix; of repairs nearby where none."""
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
        built=built, choice=solution.choice, status=solution.status,
        bound=solution.bound, method=solution.method, why=solution.why, seconds=seconds,
        money_price=solution.money_price, ruled_out=tuple(parks[j] for j in solution.ruled_out),
        certain=tuple(parks[j] for j in solution.certain),
    )  # fmt: skip
