"""One park, one cell, one season, one size: shapes of one are not taken for something else."""

from dataclasses import replace

import numpy as np
import pytest
from every_plan import best_plan
from proven import prove
from small_problems import small_problem

from optimizer.model.choice import Choice, evaluate, station_loads
from optimizer.problem import Problem


def one_season(problem: Problem) -> Problem:
    stations = tuple(replace(s, rate=s.rate[:1], hours=s.hours[:1]) for s in problem.stations)
    return replace(problem, season_share=np.ones(1), stations=stations)


def loads_one_by_one(problem: Problem, shares: np.ndarray) -> list[np.ndarray]:
    """Rate x hours x share, number by number."""
    told = []
    for station in problem.stations:
        load = np.zeros((problem.seasons, problem.parks))
        for s in range(problem.seasons):
            for i, d in enumerate(station.cells):
                for j in range(problem.parks):
                    hours = station.hours[s, i if station.hours.shape[1] > 1 else 0, j]
                    load[s, j] += station.rate[s, i] * hours * shares[d, j]
        told.append(load)
    return told


@pytest.mark.parametrize(("cells", "parks"), [(5, 1), (2, 1), (2, 3), (4, 2)])
@pytest.mark.parametrize("seasons", [1, 2])
def test_loads_number_by_number(cells, parks, seasons):
    """With two cells each pool repairs one of them."""
    problem = small_problem(11, cells, parks)
    problem = one_season(problem) if seasons == 1 else problem
    shares = np.random.default_rng(1).uniform(0, 1 / parks, (cells, parks))
    for load, told in zip(
        station_loads(problem, shares), loads_one_by_one(problem, shares), strict=True
    ):
        assert load == pytest.approx(told, rel=1e-12)


@pytest.mark.parametrize(("cells", "parks"), [(4, 1), (2, 1), (2, 2)])
@pytest.mark.parametrize("seasons", [1, 2])
def test_no_plan_of_a_tiny_problem_is_better(cells, parks, seasons):
    problem = small_problem(12, cells, parks)
    problem = one_season(problem) if seasons == 1 else problem
    best = best_plan(problem)
    proof = prove(problem)
    assert proof.objective == pytest.approx(best.objective, rel=1e-6)
    assert proof.bound <= best.objective * (1 + 1e-6)


def test_without_stations_hubs_only_shorten_the_way():
    problem = replace(small_problem(13), stations=())
    best = best_plan(problem)
    assert prove(problem).objective == pytest.approx(best.objective, rel=1e-6)
    opened = sorted({j for j in best.served if j >= 0})
    assert opened
    size = np.array([0 if j in opened else -1 for j in range(problem.parks)])
    choice = Choice(np.array(best.served), size, np.zeros((0, problem.parks), dtype=int))
    exact = evaluate(problem, choice)
    assert exact.objective == pytest.approx(best.objective)
    assert exact.cost == pytest.approx(problem.size_cost[opened, 0].sum())
