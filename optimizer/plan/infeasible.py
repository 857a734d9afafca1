"""Why no plan keeps all rules, in words, with the least change that would mend it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import Bools, Problem
from optimizer.solve.solve import solve
from optimizer.solve.status import Status
from optimizer.turnaround.build import Turnaround

_KEEP = "let fleets keep today's way (keep_today = true in the scenario, a row in today)"


def can_fail(problem: Problem) -> bool:
    """Whether there may be no plan at all: not if every fleet may keep today's way."""
    return bool((~np.isfinite(problem.stay)).any())


def why_infeasible(built: Turnaround, solver: str = "HiGHS", seconds: float = 30.0) -> list[str]:
    """Rules that cannot be met; empty where none is found to be broken."""
    problem = built.problem
    must = ~np.isfinite(problem.stay)
    reasons = [
        f"{problem.cell_names[d]} is out of reach of every park; open a link to its place, add a "
        f"park nearby, or {_KEEP}"
        for d in np.flatnonzero(must & ~np.isfinite(problem.linear).any(axis=1))
    ]
    reasons += _too_much(built, must)
    return reasons or _budget_short(problem, solver, seconds)


def _too_much(built: Turnaround, must: Bools) -> list[str]:
    """Fleets whose repairs alone are more than the largest level of any park can do."""
    problem, reasons = built.problem, []
    for station in problem.stations:
        if station.kind != "servers":
            continue
        most = station.capacity[station.allowed.any(axis=0)].max(initial=0.0)
        reach = np.isfinite(problem.linear[station.cells])
        load = (station.rate[:, :, None] * station.hours).max(axis=0)
        least = np.where(reach, load, np.inf).min(axis=1)
        for n in np.flatnonzero(must[station.cells] & np.isfinite(least) & (least > most)):
            name = problem.cell_names[station.cells[n]]
            reasons.append(
                f"{name} keeps {least[n]:.2f} servers of {station.name} busy, the largest level "
                f"carries {most:.2f}; add a level, or split the fleet over two rows"
            )
    return reasons


def _budget_short(problem: Problem, solver: str, seconds: float) -> list[str]:
    """The least that serving everybody costs, if that is more than the budget."""
    stations = tuple(replace(s, weight=np.zeros_like(s.weight)) for s in problem.stations)
    linear = np.where(np.isfinite(problem.linear), 0.0, np.inf)
    stay = np.where(np.isfinite(problem.stay), 0.0, np.inf)
    cheapest = solve(
        replace(problem, linear=linear, stay=stay, stations=stations, budget=float("inf"),
                money=1.0),
        method="milp", solver=solver, time_limit=seconds, gap=0.01,
    )  # fmt: skip
    if cheapest.status == Status.INFEASIBLE:
        return [
            "no money would do: the largest levels of all parks together cannot carry the repairs "
            f"that must be served; add levels or parks, or {_KEEP}"
        ]
    if cheapest.bound <= problem.budget or cheapest.evaluation is None:
        return []
    need = cheapest.evaluation.cost
    return [
        f"serving every fleet costs at least {cheapest.bound:.1f} million RUB a year, the budget "
        f"is {problem.budget:g}: short by {need - problem.budget:.1f}; raise budget_mrub to "
        f"{need:.1f}, or {_KEEP}"
    ]
