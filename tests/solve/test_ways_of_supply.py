"""Stocks that may be supplied in several ways: the best of them, and mixes of two."""

from dataclasses import replace

import numpy as np
import pytest
from every_plan import best_plan
from made_problems import made

from optimizer.model.choice import evaluate
from optimizer.problem import NO_SOURCE, Supply
from optimizer.solve.solve import solve


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("method", ["milp", "patterns"])
def test_every_plan_with_ways_of_supply_is_looked_at(method, seed):
    problem = made("ways of supply", seed)
    best = best_plan(problem)
    solution = solve(problem, method=method, gap=1e-5, threads=1, time_limit=30)
    assert solution.value == pytest.approx(best.objective, rel=1e-5)
    again = evaluate(problem, solution.choice)
    assert again.feasible and again.objective == solution.value


def test_ways_are_used_as_money_goes():
    """Plenty of money buys the fast way, none of it the cheap one, where parts are asked for."""
    problem = made("ways of supply", 0)
    ways = {}
    for name, money in (("rich", 0.0), ("poor", 1e4)):
        solution = solve(
            replace(problem, budget=np.inf, money=money, stay=np.full(4, np.inf)), gap=1e-6
        )
        station = problem.stations[2]
        load = solution.evaluation.loads[2]
        there = [j for j in range(problem.parks) if load[:, j].max() > 0]
        ways[name] = {int(station.supply.way[solution.choice.level[2, j]]) for j in there}
    assert ways["rich"] == {1}
    assert ways["poor"] == {2}


def test_one_usual_way_changes_nothing():
    problem = made("as it is", 3)
    station = problem.stations[2]
    usual = Supply(
        np.zeros(len(station.curves), dtype=int), np.ones((1, 2, problem.parks)),
        np.zeros((1, problem.parks)), np.array([NO_SOURCE]),
    )  # fmt: skip
    stations = (*problem.stations[:2], replace(station, supply=usual), problem.stations[3])
    one, two = (
        solve(p, method="patterns", gap=1e-4, threads=1, time_limit=20)
        for p in (problem, replace(problem, stations=stations))
    )
    assert one.value == two.value
    assert (one.choice.level == two.choice.level).all()
    assert (one.choice.served == two.choice.served).all()
