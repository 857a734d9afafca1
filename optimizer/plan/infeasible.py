"""Why no plan keeps all rules, in words, with the least change that would mend it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import Problem
from optimizer.solve.solve import solve
from optimizer.turnaround.build import Turnaround


def why_infeasible(built: Turnaround, solver: str = "HiGHS") -> list[str]:
    """Rules that cannot be met; empty where none is found to be broken."""
    problem = built.problem
    must = ~np.isfinite(problem.stay)
    reasons = [
        f"{problem.cell_names[d]} is out of reach of every park; open a link to its place, add a "
        "park nearby, or let it keep today's way (keep_today = true)"
        for d in np.flatnonzero(must & ~np.isfinite(problem.linear).any(axis=1))
    ]
    reasons += _too_much(built, must)
    return reasons or _budget_short(problem, solver)


def _too_much(built: Turnaround, must: np.ndarray) -> list[str]:
    """Fleets whose repairs alone are more than the largest level of any park can do."""
    problem, reasons = built.problem, []
    for station in problem.stations:
        if station.kind != "servers":
            continue
        hosted = station.allowed.any(axis=0)
        most = station.capacity[hosted].max(initial=0.0)
        load = (station.rate[:, :, None] * station.hours).max(axis=0)
        least = np.where(np.isfinite(load), load, np.inf).min(axis=1)
        for n in np.flatnonzero(must[station.cells] & (least > most)):
            name = problem.cell_names[station.cells[n]]
            reasons.append(
                f"{name} asks {least[n]:.2f} {station.name} busy on average, the largest level "
                f"carries {most:.2f}; add a level to the levels table or split the fleet"
            )
    return reasons


def _budget_short(problem: Problem, solver: str) -> list[str]:
    """The least that serving everybody costs, if that is more than the budget."""
    if not np.isfinite(problem.budget):
        return []
    stations = tuple(replace(s, weight=np.zeros_like(s.weight)) for s in problem.stations)
    linear = np.where(np.isfinite(problem.linear), 0.0, np.inf)
    stay = np.where(np.isfinite(problem.stay), 0.0, np.inf)
    cheapest = solve(
        replace(problem, linear=linear, stay=stay, stations=stations, budget=float("inf"),
                money=1.0),
        method="milp", solver=solver, time_limit=30.0, gap=0.01,
    )  # fmt: skip
    if cheapest.bound <= problem.budget or cheapest.evaluation is None:
        return []
    need = cheapest.evaluation.cost
    return [
        f"serving every fleet costs at least {cheapest.bound:.1f} million RUB a year (a plan for "
        f"{need:.1f} exists), the budget is {problem.budget:.1f}: short by "
        f"{need - problem.budget:.1f}; raise budget_mrub, or let fleets keep today's way "
        "(keep_today = true)"
    ]
