"""Patterns and the compact MILP, two ways to the same plan: neither proves the other wrong.

HUBS_LONG_TESTS=1 looks at fifty regions, and more closely.
"""

import os

import pytest
from made_problems import KINDS, made
from small_problems import small_problem

from bench.synthetic import Size, synthetic
from optimizer.model.choice import evaluate
from optimizer.problem import Problem
from optimizer.solve.solution import Solution
from optimizer.solve.solve import solve

SLOW = bool(os.environ.get("HUBS_LONG_TESTS"))
GAP, SECONDS = (0.005, 30.0) if SLOW else (0.03, 3.0)
COUNT = 50 if SLOW else 9


def region(seed: int) -> Problem:
    """A small region of the generator, with a tight or a loose budget."""
    if seed % 3 == 0:
        return small_problem(100 + seed, cells=5 + seed % 2)
    size = Size(
        sites=4 + seed % 4, classes=3, parks=3 + seed % 2, families=1 + seed % 3,
        budget_share=(0.3, 0.5, 0.8, 1.2)[seed % 4],
    )  # fmt: skip
    return synthetic(seed, size)


def both(problem: Problem) -> tuple[Solution, Solution]:
    """The two solutions, each checked for itself and against the other."""
    found = [
        solve(problem, method=method, gap=GAP, time_limit=SECONDS, threads=1)
        for method in ("patterns", "milp")
    ]
    for solution in found:
        assert solution.choice is not None
        again = evaluate(problem, solution.choice)
        assert again.feasible and again.objective == pytest.approx(solution.value, rel=1e-12)
    patterns, milp = found
    rounding = 1e-6 * abs(milp.value)
    assert patterns.bound <= milp.value + rounding, "the MILP's plan is below the patterns' bound"
    assert milp.bound <= patterns.value + rounding, "the patterns' plan is below the MILP's bound"
    return patterns, milp


@pytest.mark.parametrize("seed", range(COUNT))
def test_small_regions_agree_within_their_gaps(seed):
    patterns, milp = both(region(seed))
    assert patterns.value * (1 - patterns.gap) <= milp.value * (1 + 1e-9)
    assert milp.value * (1 - milp.gap) <= patterns.value * (1 + 1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_problems_of_every_kind_agree(kind):
    both(made(kind, 3))
