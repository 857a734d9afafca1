"""Whatever the prices, the Lagrangian lies below the optimum; its set is the best at them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.synthetic import Size, synthetic
from optimizer.problem import Problem
from optimizer.solve.large.kits import kits
from optimizer.solve.large.layout import layout
from optimizer.solve.large.price import Effort
from optimizer.solve.large.relaxation import RELAXED, Relaxation
from optimizer.solve.solve import solve

_WHOLE = Effort(tolerance=1e-6, nodes=2000, boxes=40, margin=1.0)
REGIONS = {
    "one season": Size(sites=4, classes=3, parks=4, parts=False, one_season=True),
    "one season, parts": Size(sites=4, classes=3, parks=4, families=1, one_season=True),
    "four seasons, parts": Size(sites=4, classes=3, parks=3, families=1),
    "two classes a pool": Size(sites=3, classes=5, parks=3, families=1, levels=2),
}


def region(name: str) -> Problem:
    return synthetic(3, REGIONS[name])


def optimum(problem: Problem) -> float:
    """Proven by HiGHS on the compact model."""
    solution = solve(problem, method="milp", gap=1e-7, time_limit=60.0)
    assert solution.gap < 1e-4
    return solution.value


@pytest.mark.parametrize("name", REGIONS)
def test_no_prices_bound_more_than_the_optimum(name: str) -> None:
    problem = region(name)
    best, rng = optimum(problem), np.random.default_rng(0)
    relaxation = Relaxation(problem, 1)
    for _ in range(15):
        prices = problem.stay * rng.uniform(0.1, 1.1, problem.cells)
        money = float(rng.uniform(0.0, 6.0))
        relaxed = relaxation.at(prices, money, RELAXED)
        whole = relaxation.proven(prices, money, _WHOLE)
        assert relaxed.bound <= best * (1 + 1e-9)
        assert whole.bound <= best * (1 + 1e-9)
        if not relaxation.stocked:
            assert relaxed.bound <= whole.bound + 1e-6 * best


@pytest.mark.parametrize("name", ["one season, parts", "four seasons, parts"])
def test_parks_that_are_not_looked_at_are_in_no_list(name: str) -> None:
    problem = region(name)
    relaxation, prices = Relaxation(problem, 1), 0.6 * problem.stay
    every = relaxation.at(prices, 1.0)
    seen = np.arange(problem.parks) < 2
    relaxation.nearest(1, seen)
    few = relaxation.at(prices, 1.0)
    for near in few.pairs:
        counts = np.diff(near.start)
        assert (counts[~seen] == 0).all()
        assert counts.sum() <= len(np.unique(near.cell))
    relaxation.nearest(None)
    again = relaxation.at(prices, 1.0)
    assert again.bound == pytest.approx(every.bound, rel=1e-4)
    assert few.bound >= every.bound * (1 - 1e-4)


def test_trust_in_prices_keeps_the_bound_below_the_optimum() -> None:
    problem = region("one season, parts")
    best, relaxation = optimum(problem), Relaxation(problem, 1)
    prices = 0.8 * problem.stay
    point = relaxation.at(prices, 2.0)
    for part in (0.5, 1.0, 3.0):
        relaxation.trust(point, part)
        for scale in (0.8, 1.0, 1.1):
            assert relaxation.at(scale * prices, 2.0).bound <= best * (1 + 1e-9)
            assert relaxation.at(scale * prices, 2.0, _WHOLE).bound <= best * (1 + 1e-9)


def test_cells_that_must_be_served_and_money_in_the_aim() -> None:
    problem = region("one season, parts")
    duty = np.where(np.arange(problem.cells) % 3, problem.stay, np.inf)
    problem = replace(problem, stay=duty, budget=problem.budget * 4, money=0.3)
    best = optimum(problem)
    found = solve(problem, method="large", time_limit=4.0, gap=1e-3, threads=1)
    assert found.bound <= best * (1 + 1e-6)
    assert found.value >= best * (1 - 1e-6)


def test_kits_are_never_cheaper_than_phi() -> None:
    problem = region("four seasons, parts")
    rng, price = np.random.default_rng(1), 2.0
    for block in layout(problem):
        stock = kits(block, problem.season_share, price, np.arange(problem.parks))
        for g, group in enumerate(block.groups):
            for amount in group.top * rng.uniform(0, 1, 40) ** 2:
                j = int(rng.integers(problem.parks))
                true = 0.0
                for each in group.stocks:
                    station = problem.stations[each.station]
                    load = each.scale[:, j] * amount
                    true += min(
                        problem.waiting(station, j, level, load) + price * station.cost[j, level]
                        for level in range(len(station.curves))
                    )
                cells = stock.left.shape[2]
                i = min(int(np.sqrt(amount / group.top) * cells), cells - 1)
                start, stop = (group.top * ((i + k) / cells) ** 2 for k in (0, 1))
                part = (amount - start) / (stop - start)
                left, right = stock.left[g, j, i], stock.right[g, j, i]
                low = left + (right - left) * part
                assert low <= true + 1e-9
                assert low >= true - 0.01 * abs(true) - 1e-6
