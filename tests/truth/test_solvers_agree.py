"""Every plan, HiGHS, CBC and the patterns agree on small regions made up from seeds.

All of them with HUBS_LONG_TESTS=1, the first of each without.
"""

import os
from dataclasses import replace

import pulp
import pytest
from agreement import CLOSE, disagreements
from every_plan import best_plan
from made_regions import made_region, problem_of
from proven import prove

from optimizer.region import load_region
from optimizer.solve.solve import solve
from optimizer.solve.status import Status
from optimizer.turnaround.build import turnaround

LONG = bool(os.environ.get("HUBS_LONG_TESTS"))
HAS_CBC = {"PULP_CBC_CMD", "COIN_CMD"} & set(pulp.listSolvers(onlyAvailable=True))


def seeds(all_of_them: int, few: int) -> range:
    return range(all_of_them if LONG else few)


def tiny(seed: int):
    return problem_of(made_region(seed, sites=3, parks=2))


@pytest.mark.parametrize("seed", seeds(20, 8))
def test_milp_finds_the_best_of_all_plans(seed):
    problem = tiny(seed)
    best = best_plan(problem).objective
    solution = solve(problem, method="milp", gap=1e-4, time_limit=30)
    assert disagreements(problem, solution, 1e-4) == []
    assert solution.status == Status.OPTIMAL
    assert solution.value == pytest.approx(best, rel=1e-4)
    assert solution.bound <= best * (1 + CLOSE)


@pytest.mark.skipif(not HAS_CBC, reason="PuLP 4 ships no CBC, and none is installed")
@pytest.mark.parametrize("seed", seeds(20, 6))
def test_highs_and_cbc_agree(seed):
    problem = problem_of(made_region(100 + seed, sites=3, parks=2))
    ours, theirs = prove(problem, "HiGHS", close=1e-5), prove(problem, "CBC", close=1e-5)
    assert theirs.objective == pytest.approx(ours.objective, rel=1e-5)
    assert max(ours.bound, theirs.bound) <= min(ours.objective, theirs.objective) * (1 + CLOSE)


@pytest.mark.parametrize("seed", seeds(50, 4))
def test_patterns_and_milp_agree_within_their_gaps(seed):
    problem = problem_of(made_region(200 + seed, sites=4 + seed % 4, parks=3))
    by_milp = solve(problem, method="milp", gap=0.002, time_limit=4)
    by_patterns = solve(problem, method="patterns", gap=0.002, time_limit=4)
    for solution in (by_milp, by_patterns):
        assert disagreements(problem, solution, 0.002) == []
        assert solution.choice is not None
    least = min(by_milp.value, by_patterns.value)
    assert max(by_milp.bound, by_patterns.bound) <= least * (1 + CLOSE)


@pytest.mark.parametrize("budget", [60, 80])
def test_patterns_find_the_best_of_all_plans_of_the_tutorial(budget):
    problem = replace(turnaround(load_region("tutorial")).problem, budget=float(budget))
    best = best_plan(problem).objective
    solution = solve(problem, method="patterns", gap=1e-3, time_limit=40)
    assert disagreements(problem, solution, 1e-3) == []
    assert solution.value == pytest.approx(best, rel=CLOSE)
    assert solution.bound <= best * (1 + CLOSE)


@pytest.mark.parametrize("seed", seeds(20, 5))
def test_patterns_find_the_best_of_all_plans_of_tiny_regions(seed):
    problem = tiny(seed)
    best = best_plan(problem).objective
    solution = solve(problem, method="patterns", gap=1e-4, time_limit=20)
    assert disagreements(problem, solution, 1e-4) == []
    assert solution.value == pytest.approx(best, rel=1e-4)
    assert solution.bound <= best * (1 + CLOSE)
