"""What a solution says of itself must agree: status, plan, value, bound, gap, history."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from every_plan import number_waiting

from optimizer.model.choice import Choice, evaluate
from optimizer.problem import Problem
from optimizer.solve.solution import Solution
from optimizer.solve.status import Status

CLOSE = 2e-6
"""What a solver's tolerance may make of a bound, relative to the aim."""
WITHOUT_PLAN = (Status.NO_PLAN, Status.INFEASIBLE)


def worth_again(problem: Problem, choice: Choice) -> float:
    """The aim of a plan, cell by cell and station by station, with sums instead of recursions."""
    total = 0.0
    for d, j in enumerate(choice.served):
        total += float(problem.stay[d] if j < 0 else problem.linear[d, j])
    for k, station in enumerate(problem.stations):
        for j in range(problem.parks):
            level = int(choice.level[k, j])
            if level < 0:
                continue
            total += problem.money * float(station.cost[j, level])
            mine = np.flatnonzero(choice.served[station.cells] == j)
            times = np.ones(problem.seasons)
            if station.supply is not None:
                way = station.supply.way[level]
                times = station.supply.factor[way, :, j]
                asked = float(problem.season_share @ station.rate[:, mine].sum(axis=1))
                total += problem.money * float(station.supply.price[way, j]) * asked
            for s, share in enumerate(problem.season_share):
                hours = station.hours[s, mine if station.hours.shape[1] > 1 else 0, j]
                load = math.fsum(np.atleast_1d(station.rate[s, mine] * hours))
                waiting = number_waiting(station.curves[level], load * float(times[s]))
                total += float(share * station.weight[j] * waiting)
    for j in np.flatnonzero(choice.size >= 0):
        total += problem.money * float(problem.size_cost[j, choice.size[j]])
    if problem.sources is not None and choice.built is not None:
        total += problem.money * float(problem.sources.cost[choice.built].sum())
    return total


def disagreements(problem: Problem, solution: Solution, wanted: float) -> list[str]:
    """Everything that a solution says which does not fit the rest of what it says."""
    found = []

    def must(true: bool, what: str) -> None:
        if not true:
            found.append(what)

    values = [p.value for p in solution.history]
    bounds = [p.bound for p in solution.history]
    if solution.status != Status.INTERRUPTED:  # with or without a plan
        must((solution.choice is None) == (solution.status in WITHOUT_PLAN), "status and plan")
    must((solution.choice is None) == (solution.evaluation is None), "plan and evaluation")
    must(values == sorted(values, reverse=True), "the best plan got lost on the way")
    fell = [a - b for a, b in pairwise(bounds) if b < a]
    must(max(fell, default=0.0) <= CLOSE * abs(solution.value), "the bound fell")
    if solution.choice is None:
        must(solution.value == math.inf, "a value without a plan")
        must(solution.gap == math.inf, "a gap without a plan")
        must(all(v == math.inf for v in values), "a plan was found and lost")
        return found
    exact = evaluate(problem, solution.choice)
    must(exact.feasible, f"rules broken: {exact.broken}")
    must(exact.objective == solution.value, "value and exact evaluation")
    again = worth_again(problem, solution.choice)
    must(math.isclose(again, solution.value, rel_tol=1e-9), f"value {solution.value} and {again}")
    must(solution.value == min(values), "a better plan was found and lost")
    lost = max(bounds) - solution.bound if solution.bound < max(bounds) else 0.0
    must(lost <= CLOSE * abs(solution.value), "a better bound was found and lost")
    must(solution.bound <= solution.value * (1 + CLOSE), "bound above value")
    gap = max(0.0, solution.value - solution.bound) / abs(solution.value)
    must(math.isclose(solution.gap, gap, abs_tol=1e-12), "gap, value and bound")
    must((solution.status == Status.OPTIMAL) == (gap <= wanted), "status and gap")
    return found
