"""Properties of the compact MILP on made-up problems, each proven to 1e-6."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from every_plan import best_plan
from proven import prove
from small_problems import reordered, small_problem

from optimizer.model.choice import evaluate


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_is_better(seed):
    problem = small_problem(seed)
    best = best_plan(problem)
    proof = prove(problem)
    assert proof.objective == pytest.approx(best.objective, rel=1e-6)
    assert evaluate(problem, proof.choice).cost <= problem.budget


def test_more_budget_is_never_worse():
    problem = small_problem(10)
    worth = [prove(replace(problem, budget=b)).objective for b in (0.0, 30.0, 55.0, 400.0)]
    assert worth[0] == pytest.approx(problem.stay.sum())
    assert all(more <= less * (1 + 2e-6) for less, more in pairwise(worth))
    assert worth[-1] < worth[0]


@pytest.mark.parametrize("seed", [20, 21])
def test_order_of_rows_does_not_matter(seed):
    problem = small_problem(seed)
    worth = prove(problem).objective
    assert prove(reordered(problem, seed)).objective == pytest.approx(worth, rel=2e-6)


def test_a_park_moved_nearer_is_never_slower():
    problem = small_problem(30)
    nearer = replace(problem, linear=np.where(np.isfinite(problem.linear), problem.linear - 4, 50))
    assert prove(nearer).objective <= prove(problem).objective * (1 + 2e-6)


def test_units_of_money_do_not_matter():
    problem = small_problem(31)
    stations = tuple(
        replace(s, cost=1000 * s.cost, weight=1000 * s.weight) for s in problem.stations
    )
    scaled = replace(
        problem,
        linear=1000 * problem.linear,
        stay=1000 * problem.stay,
        size_cost=1000 * problem.size_cost,
        budget=1000 * problem.budget,
        stations=stations,
    )
    first, second = prove(problem), prove(scaled)
    assert second.objective == pytest.approx(1000 * first.objective, rel=2e-6)
    assert (second.choice.served == first.choice.served).all()


def test_sharing_cells_is_never_worse():
    problem = small_problem(40)
    shared = prove(replace(problem, split=True), close=1e-4)
    assert shared.objective <= prove(problem).objective * (1 + 1e-4)
