"""optimize: region in, plan out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from optimizer.errors import HubsError, InfeasibleError, InputError
from optimizer.model.choice import evaluate
from optimizer.plan.infeasible import can_fail, why_infeasible
from optimizer.plan.mix import mix_error, own_variability
from optimizer.plan.plan import Plan
from optimizer.region import Region, load_region
from optimizer.solve.solution import Solution
from optimizer.solve.solve import Method, solve
from optimizer.solve.status import Status
from optimizer.solve.watch import Progress
from optimizer.turnaround.build import Turnaround, turnaround, with_variability

_SCOUT_SHARE = 0.1
"""Part of the time limit in which a first plan is made, to learn each hub's mix of repairs."""
_SCOUT_LEAST_S = 4.0
_SCOUT_GAP = 0.02
_ROUNDS = 3
_MIX_PART, _MIX_LEAST = 0.2, 1e-4
"""Solve again where its own mix moves a plan's aim by more than this part of the gap."""

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
        The facts are not in order, or the scenario is one over quarters (`roll_out`).
    InfeasibleError
        No plan keeps all rules; in words, with the least change that mends it.
    NoPlanError
        The time ran out before a plan was found.
    """
    if not isinstance(region, Region):
        region = load_region(region, scenario=scenario, values=values, budget_mrub=budget_mrub)
    if region.scenario.roll_out is not None:
        name = region.scenario.name
        fix = "plan it with optimizer.roll_out, or name a scenario of one period"
        raise InputError(
            [f"scenario '{name}': has a table [roll_out], it is one over quarters; {fix}"]
        )
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

    def left() -> float:
        return time_limit - (time.monotonic() - start)

    def run(seconds: float, wanted: float, tell: Tell | None) -> Solution:
        return solve(
            built.problem, method=method, solver=solver, time_limit=max(0.1, seconds), gap=wanted,
            threads=threads, seed=seed, on_progress=tell,
        )  # fmt: skip

    scout_s = min(0.5 * time_limit, max(_SCOUT_LEAST_S, _SCOUT_SHARE * time_limit))
    solution = run(scout_s, max(gap, _SCOUT_GAP), _as_scout(on_progress))
    for again in range(_ROUNDS):
        if solution.status == Status.INTERRUPTED:
            break
        known, wanted_s, worth = solution, left(), float("inf")
        if known.choice is not None:
            built = with_variability(built, own_variability(built, known.choice))
            worth = evaluate(built.problem, known.choice).objective
        tell = _later(on_progress, time_limit - wanted_s, worth, again)
        solution = run(wanted_s, gap, tell)
        solution = _better(built, solution, known, gap)
        if solution.choice is None or solution.status != Status.OPTIMAL or left() < 0.5 * wanted_s:
            break
        if abs(mix_error(built, solution.choice)) <= max(_MIX_PART * gap, _MIX_LEAST):
            break
    if solution.choice is None:
        raise _without_plan(built, solution, solver, time_limit)
    return _plan(built, solution, time.monotonic() - start)


def _without_plan(
    built: Turnaround, solution: Solution, solver: str, time_limit: float
) -> BaseException:
    """What to raise where there is no plan: interrupted, infeasible with reasons, out of time."""
    if solution.status == Status.INTERRUPTED:
        return KeyboardInterrupt()
    if can_fail(built.problem):
        reasons = why_infeasible(built, solver, seconds=min(30.0, max(5.0, time_limit)))
        if reasons or solution.status == Status.INFEASIBLE:
            return InfeasibleError("\n".join(["no plan keeps all rules", *reasons]))
    return NoPlanError(f"no plan within {time_limit:g} s; give more with --time-limit")


def _as_scout(tell: Tell | None) -> Tell | None:
    """The report of the first solve; its bound is one of another variability, so it is not told."""
    if tell is None:
        return None
    return lambda p: tell(replace(p, bound=-float("inf"), doing=f"first look: {p.doing}"))


def _later(tell: Tell | None, spent: float, known: float, again: int) -> Tell | None:
    """The report of a solve that started after ``spent`` seconds with a plan of worth ``known``.

    Where the mix was learned ``again``, queues are counted anew: the same plan has another worth.
    """
    if tell is None:
        return None
    look = "with its own mix of repairs: " if again else ""
    return lambda p: tell(
        replace(p, seconds=p.seconds + spent, value=min(p.value, known), doing=f"{look}{p.doing}")
    )


def _better(built: Turnaround, solution: Solution, known: Solution, gap: float) -> Solution:
    """The solution, with the plan known before where that is better under the mix now used."""
    if known.choice is None:
        return solution
    evaluation = evaluate(built.problem, known.choice)
    if not evaluation.feasible or evaluation.objective >= solution.value:
        return solution
    better = replace(solution, choice=known.choice, evaluation=evaluation)
    if better.gap <= gap:
        return replace(better, status=Status.OPTIMAL)
    ended = Status.TIME_LIMIT if solution.status == Status.NO_PLAN else solution.status
    return replace(better, status=ended)


def _plan(built: Turnaround, solution: Solution, seconds: float) -> Plan:
    assert solution.choice is not None, "a solution without a plan is raised before"
    parks = [p.id for p in built.region.parks]
    return Plan(
        built=built, choice=solution.choice, status=solution.status,
        bound=solution.bound, method=solution.method, why=solution.why, seconds=seconds,
        money_price=solution.money_price, ruled_out=tuple(parks[j] for j in solution.ruled_out),
        certain=tuple(parks[j] for j in solution.certain), money_bound=solution.money_bound,
    )  # fmt: skip
