"""How a solve ended: status, value, bound and gap of a solution never contradict each other."""

import math

import numpy as np
import pytest
from small_problems import small_problem

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.solve.solution import conclude
from optimizer.solve.status import Status
from optimizer.solve.watch import Watch


def watch(limit: float = math.inf, plan: bool = True, gap: float = 0.01) -> Watch:
    """A watch with everybody kept as today, or without a plan."""
    problem = small_problem(0)
    found = Watch(problem, time_limit=limit, gap=gap)
    if plan:
        level = np.full((len(problem.stations), problem.parks), NONE)
        found.offer(Choice(np.full(5, TODAY), np.full(problem.parks, CLOSED), level))
    return found


def status(found: Watch) -> Status:
    """Status of the solution that a watch holds."""
    return conclude(found, "milp", "asked for").status


def test_proven():
    found = watch(limit=0.0)
    found.raise_bound(0.995 * found.value)
    assert status(found) == Status.OPTIMAL
    found.interrupt()
    assert status(found) == Status.OPTIMAL, "what is proven stays proven"


def test_out_of_time():
    assert status(watch(limit=0.0)) == Status.TIME_LIMIT
    assert status(watch(limit=0.0, plan=False)) == Status.NO_PLAN


def test_nothing_left_to_try():
    assert status(watch()) == Status.STALLED


def test_interrupted():
    found = watch()
    found.interrupt()
    assert status(found) == Status.INTERRUPTED
    without = watch(plan=False)
    without.interrupt()
    assert status(without) == Status.INTERRUPTED


def test_infeasible():
    found = watch(plan=False)
    found.infeasible = True
    assert status(found) == Status.INFEASIBLE


def test_figures_of_a_solution():
    found = watch()
    found.raise_bound(0.9 * found.value, "somehow")
    solution = conclude(found, "patterns", "many pairs", money_price=1.5, ruled_out=(2,))
    assert solution.value == found.value == pytest.approx(found.problem.stay.sum())
    assert solution.bound == 0.9 * found.value
    assert solution.gap == pytest.approx(0.1)
    assert (solution.method, solution.why) == ("patterns", "many pairs")
    assert (solution.money_price, solution.ruled_out) == (1.5, (2,))
    assert [p.bound for p in solution.history][-1] == solution.bound


def test_a_solution_without_a_plan():
    solution = conclude(watch(plan=False), "milp", "asked for")
    assert solution.choice is None
    assert solution.value == math.inf and solution.gap == math.inf
    assert math.isnan(solution.money_price)
