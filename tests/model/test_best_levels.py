"""Levels for a given assignment: the knapsack's choice against every combination of hubs."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from every_plan import hubs_for
from small_problems import small_problem

from optimizer.model.choice import evaluate
from optimizer.solve.levels import best_levels


def least(problem, served) -> float:
    """Least aim over all hubs that serve the assignment within the budget."""
    groups = [tuple(np.flatnonzero(served == j)) for j in range(problem.parks)]
    ways = [hubs_for(problem, j, cells) for j, cells in enumerate(groups) if cells]
    stay = problem.stay[served < 0].sum()
    worth = [
        stay + sum(h.worth for h in hubs) + problem.money * sum(h.cost for h in hubs)
        for hubs in itertools.product(*ways)
        if sum(h.cost for h in hubs) <= problem.budget
    ]
    return min(worth, default=np.inf)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("budget", "money"), [(np.inf, 0.0), (np.inf, 1.0), (95.0, 0.0)])
def test_no_other_levels_are_better(seed, budget, money):
    problem = replace(small_problem(seed), budget=budget, money=money)
    rng = np.random.default_rng(seed)
    for _ in range(4):
        able = [np.flatnonzero(np.isfinite(row)) for row in problem.linear]
        served = np.array([rng.choice([-1, *parks]) for parks in able])
        choice, known = best_levels(problem, served), least(problem, served)
        if choice is None:
            assert known == np.inf
            continue
        exact = evaluate(problem, choice)
        assert exact.broken == ()
        assert exact.objective == pytest.approx(known, rel=2e-6)


def test_a_share_of_every_park():
    problem = replace(small_problem(0), split=True, budget=np.inf)
    problem = replace(problem, linear=np.where(np.isfinite(problem.linear), problem.linear, 50.0))
    share = np.full(problem.linear.shape, 0.25)
    choice = best_levels(problem, np.zeros(5, dtype=int), share)
    exact = evaluate(problem, choice)
    assert exact.broken == ()
    assert exact.stay == pytest.approx(0.25 * problem.stay.sum())
    assert (choice.size >= 0).all()


def test_nobody_served_nothing_built():
    problem = small_problem(0)
    choice = best_levels(problem, np.full(5, -1))
    assert evaluate(problem, choice).cost == 0


def test_too_little_money_and_too_much_load_have_no_levels():
    problem = small_problem(0)
    served = np.array([int(np.flatnonzero(np.isfinite(row))[0]) for row in problem.linear])
    assert best_levels(replace(problem, budget=1.0), served) is None
    crews = problem.stations[0]
    busy = replace(crews, rate=50 * crews.rate)
    assert best_levels(replace(problem, stations=(busy, *problem.stations[1:])), served) is None


def test_a_level_beyond_its_capacity_is_out_also_where_waiting_is_worth_nothing() -> None:
    """Where a station's machines are worth nothing, an overloaded level is still no level."""
    problem = small_problem(1)
    crews = problem.stations[0]
    free = replace(crews, weight=np.zeros(problem.parks))
    problem = replace(problem, stations=(free, *problem.stations[1:]))
    load = np.array([1.5, 0.2])
    assert problem.waiting_by_level(free, 0, load).tolist() == [np.inf, 0.0, 0.0]
