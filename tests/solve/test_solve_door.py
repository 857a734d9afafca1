"""solve: which way, why, and what is kept when it is cut short."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from every_plan import best_plan
from made_problems import made
from small_problems import small_problem

from bench.synthetic import Size, synthetic
from optimizer.errors import InputError
from optimizer.model.choice import evaluate
from optimizer.problem import Problem
from optimizer.region import load_region
from optimizer.solve.patterns.method import solve_patterns
from optimizer.solve.solution import Solution, conclude
from optimizer.solve.solve import solve
from optimizer.solve.status import Status
from optimizer.solve.watch import Watch
from optimizer.turnaround.build import turnaround

MIDDLE = Size(sites=14, classes=3, parks=9, families=2)


def agrees(problem: Problem, solution: Solution) -> None:
    """Status, value, bound and re-evaluation of a solution say the same."""
    if solution.choice is None:
        assert solution.status in {Status.NO_PLAN, Status.INTERRUPTED, Status.INFEASIBLE}
        return
    again = evaluate(problem, solution.choice)
    assert again.feasible
    assert again.objective == pytest.approx(solution.value, rel=1e-12)
    assert solution.bound <= solution.value
    values = [p.value for p in solution.history]
    bounds = [p.bound for p in solution.history]
    assert values == sorted(values, reverse=True) and bounds == sorted(bounds)
    assert not set(solution.ruled_out) & set(np.flatnonzero(solution.choice.size >= 0))


def test_a_small_problem_goes_to_the_milp():
    problem = small_problem(1)
    solution = solve(problem, threads=1)
    assert (solution.method, solution.why) == ("milp", "small: 15 pairs of fleet and park")
    assert solution.status == Status.OPTIMAL
    agrees(problem, solution)


def test_a_large_problem_goes_to_the_patterns():
    problem = synthetic(1, replace(MIDDLE, sites=30, parks=14))
    solution = solve(problem, threads=1, time_limit=0.5)
    assert solution.method == "patterns"
    assert solution.why == f"{problem.cells * 14} pairs of fleet and park tied by one budget"
    agrees(problem, solution)


def test_other_solvers_and_shared_cells_go_to_the_milp():
    problem = synthetic(1, MIDDLE)
    shared = solve(replace(problem, split=True), threads=1, time_limit=0.2)
    assert (shared.method, shared.why) == ("milp", "cells may be split between parks")
    with pytest.raises(InputError, match="no solver 'delphi' here"):
        solve(problem, solver="delphi", threads=1)


def test_what_is_asked_for_is_done():
    problem = small_problem(1)
    solution = solve(problem, method="patterns", threads=1, gap=0.05, time_limit=10)
    assert (solution.method, solution.why) == ("patterns", "asked for")


def test_patterns_refuse_what_they_cannot_express():
    problem = small_problem(1)
    with pytest.raises(InputError, match="cells may be split between parks; use 'milp'"):
        solve(replace(problem, split=True), method="patterns")
    roubles = replace(problem, size_cost=1e8 * problem.size_cost)
    with pytest.raises(InputError, match="count money in a larger unit"):
        solve(roubles, method="patterns")
    assert solve(roubles, threads=1, time_limit=5).method == "milp"


@pytest.mark.parametrize("method", ["milp", "patterns"])
def test_the_tutorial_is_solved_to_its_best_plan(method):
    problem = turnaround(load_region("tutorial")).problem
    best = best_plan(problem)
    solution = solve(problem, method=method, gap=0.01, threads=1, time_limit=30)
    assert solution.status == Status.OPTIMAL
    assert solution.value == pytest.approx(best.objective, rel=1e-9)
    assert solution.choice is not None and tuple(solution.choice.served) == best.served
    agrees(problem, solution)


@pytest.mark.parametrize("method", ["milp", "patterns"])
def test_the_same_seed_gives_the_same_plan(method):
    problem = synthetic(4, Size(sites=5, classes=3, parks=4, families=2))
    one, two = (solve(problem, method=method, gap=0.02, threads=1, seed=5) for _ in range(2))
    assert one.status == two.status == Status.OPTIMAL
    assert one.value == two.value and one.bound == two.bound
    assert one.choice is not None and two.choice is not None
    assert (one.choice.served == two.choice.served).all()
    assert (one.choice.level == two.choice.level).all()


@pytest.mark.parametrize("method", ["milp", "patterns"])
@pytest.mark.parametrize("limit", [0.0, 0.3, 1.0])
def test_a_time_limit_is_kept_and_so_is_the_best_plan(method, limit):
    problem = synthetic(2, MIDDLE)
    started = time.monotonic()
    solution = solve(problem, method=method, gap=0.0, threads=2, time_limit=limit)
    assert time.monotonic() - started < limit + 5.0
    assert solution.status in {Status.TIME_LIMIT, Status.NO_PLAN}
    agrees(problem, solution)


@pytest.mark.parametrize("after", [0.0, 0.6, 1.5])
def test_an_interrupt_keeps_the_best_plan(after):
    problem = synthetic(2, MIDDLE)
    watch = Watch(problem, gap=0.0)
    hand = threading.Timer(after, watch.interrupt)
    hand.start()
    started = time.monotonic()
    solve_patterns(watch, threads=2, seed=0)
    hand.join()
    assert time.monotonic() - started < after + 5.0
    solution = conclude(watch, "patterns", "asked for")
    assert solution.status == Status.INTERRUPTED
    assert watch.best is not None or after < 1.0
    agrees(problem, solution)


def test_no_plan_at_all_is_proven_by_the_milp():
    problem = made("must be served", 0)
    nowhere = replace(problem, budget=3.0)
    solution = solve(nowhere, method="patterns", threads=1, time_limit=10)
    assert solution.status == Status.INFEASIBLE
    assert solution.choice is None
    assert solution.why.endswith("the search met no plan, the compact MILP looks for one")


def test_a_problem_without_stations():
    """Plain facility location: nobody waits, each hub costs money."""
    rng = np.random.default_rng(0)
    linear = rng.uniform(1, 30, (9, 4))
    problem = Problem(
        season_share=np.ones(1), linear=linear, stay=np.full(9, np.inf),
        size_cost=rng.uniform(5, 20, (4, 1)), stations=(), budget=np.inf, money=1.0,
    )  # fmt: skip
    solution = solve(problem, method="patterns", gap=1e-6, threads=1, time_limit=10)
    opened = [np.array([code >> j & 1 for j in range(4)], dtype=bool) for code in range(1, 16)]
    best = min(linear[:, y].min(axis=1).sum() + problem.size_cost[y].sum() for y in opened)
    assert solution.status == Status.OPTIMAL
    assert solution.value == pytest.approx(best)


def test_no_parks_worth_their_money():
    problem = replace(small_problem(3), budget=1.0)
    solution = solve(problem, method="patterns", threads=1, time_limit=10)
    assert solution.status == Status.OPTIMAL
    assert solution.value == pytest.approx(problem.stay.sum())


def test_a_node_that_no_budget_pays_is_closed():
    """A tight budget: the master mixes what it can pay with what it cannot."""
    size = Size(sites=5, classes=3, parks=4, families=2, budget_share=0.3)
    problem = synthetic(3, size)
    solution = solve(problem, method="patterns", gap=0.005, threads=1, time_limit=20)
    assert solution.status == Status.OPTIMAL
    agrees(problem, solution)
