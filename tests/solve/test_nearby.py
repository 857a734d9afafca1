"""The best plan near a plan: never worse, same hubs, and the true one where all plans are near."""

from dataclasses import replace

import numpy as np
import pytest
from small_problems import small_problem

from bench.synthetic import Size, synthetic
from optimizer.model.choice import TODAY, evaluate
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.nearby import search_nearby
from optimizer.solve.solve import solve
from optimizer.solve.watch import Watch


@pytest.mark.parametrize("seed", range(6))
def test_nearby_keeps_the_hubs_and_never_harms(seed):
    problem = small_problem(seed)
    rng = np.random.default_rng(seed)
    watch = Watch(problem)
    while watch.best is None or not (watch.best.size >= 0).any():
        served = rng.integers(-1, problem.parks, problem.cells)
        ok = np.isfinite(problem.linear[np.arange(problem.cells), served]) & (served >= 0)
        watch.offer(best_levels(problem, np.where(ok, served, TODAY)))
    before, value = watch.best, watch.value
    search_nearby(watch, seconds=10, threads=1, seed=0)
    assert watch.value <= value
    assert evaluate(problem, watch.best).feasible
    assert set(np.flatnonzero(watch.best.size >= 0)) <= set(np.flatnonzero(before.size >= 0))


def test_fleets_that_should_change_places_do():
    """From a good plan with two fleets swapped between two hubs."""
    problem = synthetic(3, Size(sites=6, classes=3, parks=5, families=1, budget_share=1.2))
    good = solve(problem, method="patterns", gap=0.01, threads=1, time_limit=10)
    served = good.choice.served.copy()
    rng, better = np.random.default_rng(0), 0
    for _ in range(20):
        one, two = rng.choice(np.flatnonzero(served >= 0), 2, replace=False)
        swapped = served.copy()
        swapped[[one, two]] = served[[two, one]]
        watch = Watch(problem)
        watch.offer(replace(good.choice, served=swapped))
        if watch.best is not None and watch.value > good.value * (1 + 1e-6):
            search_nearby(watch, seconds=10, threads=1, seed=0)
            assert watch.value <= good.value * (1 + 1e-3)
            better += 1
    assert better


def test_without_a_plan_or_hubs_or_time_nothing_is_done():
    problem = small_problem(0)
    watch = Watch(problem)
    search_nearby(watch, seconds=5, threads=1, seed=0)
    assert watch.best is None
    watch.offer(best_levels(problem, np.full(problem.cells, TODAY)))
    search_nearby(watch, seconds=5, threads=1, seed=0)
    assert (watch.best.size < 0).all()
