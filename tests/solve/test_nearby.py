"""The best plan near a plan: never worse, same hubs, and the true one where all plans are near."""

import numpy as np
import pytest
from every_plan import best_plan
from small_problems import small_problem

from optimizer.model.choice import TODAY, evaluate
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.nearby import search_nearby
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
    """From the best plan with everybody shuffled among its hubs."""
    better = 0
    for seed in range(6):
        problem = small_problem(seed, cells=4)
        best = best_plan(problem)
        served = np.array(best.served)
        mine = np.flatnonzero(served >= 0)
        served[mine] = np.roll(served[mine], 1)
        watch = Watch(problem)
        watch.offer(best_levels(problem, served))
        if watch.best is not None and watch.value > best.objective * (1 + 1e-6):
            before = watch.value
            search_nearby(watch, seconds=10, threads=1, seed=0)
            assert watch.value >= best.objective * (1 - 1e-9)
            better += watch.value < before
    assert better


def test_without_a_plan_or_hubs_or_time_nothing_is_done():
    problem = small_problem(0)
    watch = Watch(problem)
    search_nearby(watch, seconds=5, threads=1, seed=0)
    assert watch.best is None
    watch.offer(best_levels(problem, np.full(problem.cells, TODAY)))
    search_nearby(watch, seconds=5, threads=1, seed=0)
    assert (watch.best.size < 0).all()
