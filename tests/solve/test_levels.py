"""Levels for an assignment: rules kept, nothing dearer than it must be. See also tests/model."""

from dataclasses import replace

import numpy as np
import pytest
from made_problems import made
from small_problems import small_problem

from optimizer.model.choice import TODAY, evaluate
from optimizer.solve.levels import best_levels


def test_nobody_served_nothing_built():
    problem = small_problem(0)
    choice = best_levels(problem, np.full(problem.cells, TODAY))
    assert choice is not None
    found = evaluate(problem, choice)
    assert found.cost == 0.0 and found.objective == pytest.approx(problem.stay.sum())


def test_no_level_carries_the_load():
    problem = small_problem(0)
    heavy = replace(problem.stations[1], rate=100 * problem.stations[1].rate)
    problem = replace(problem, stations=(problem.stations[0], heavy, *problem.stations[2:]))
    served = np.full(problem.cells, TODAY)
    served[-1] = 1
    assert best_levels(problem, served) is None


def test_a_budget_that_buys_nothing():
    problem = replace(small_problem(1), budget=5.0)
    served = np.where(np.isfinite(problem.linear[:, 0]), 0, TODAY)
    assert best_levels(problem, served) is None


@pytest.mark.parametrize("kind", ["as it is", "money counts", "kits by size"])
@pytest.mark.parametrize("seed", range(4))
def test_no_hub_is_larger_than_its_levels_ask(kind, seed):
    problem = replace(made(kind, seed), budget=500.0)
    served = np.where(np.isfinite(problem.linear), problem.linear, np.inf).argmin(axis=1)
    choice = best_levels(problem, served)
    assert choice is not None and evaluate(problem, choice).feasible
    for j in np.flatnonzero(choice.size >= 0):
        for size in range(problem.sizes):
            hosts = all(
                station.allowed[size, choice.level[k, j]]
                for k, station in enumerate(problem.stations)
                if choice.level[k, j] >= 0
            )
            if hosts:
                assert problem.size_cost[j, choice.size[j]] <= problem.size_cost[j, size]


def test_nothing_is_printed(capfd):
    for seed in range(6):
        problem = small_problem(seed)
        served = np.where(np.isfinite(problem.linear), problem.linear, np.inf).argmin(axis=1)
        best_levels(problem, served)
    assert capfd.readouterr() == ("", "")
