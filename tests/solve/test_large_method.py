"""method "large": plan and bound beside the compact model, the search's books, the door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from made_problems import made

from bench.synthetic import Size, synthetic, with_budget
from optimizer.errors import InputError
from optimizer.problem import Problem
from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.books import refilled, served_by
from optimizer.solve.large.descend import new_desk
from optimizer.solve.large.plans import Draft, draft, stage
from optimizer.solve.large.price import Effort
from optimizer.solve.large.rebuild import rebuild
from optimizer.solve.large.relaxation import RELAXED, Relaxation
from optimizer.solve.levels import best_levels
from optimizer.solve.solve import _choose, solve
from optimizer.solve.watch import Watch

_SMALL = Size(sites=5, classes=3, parks=4, families=1, one_season=True, budget_share=0.8)
_MIDDLE = Size(sites=60, classes=3, parks=12, one_season=True)


def test_plan_and_bound_enclose_the_optimum() -> None:
    problem = synthetic(2, _SMALL)
    true = solve(problem, method="milp", gap=1e-6, time_limit=60.0)
    found = solve(problem, method="large", gap=1e-4, time_limit=4.0, threads=1)
    assert found.method == "large"
    assert found.bound <= true.value * (1 + 1e-6)
    assert found.value >= true.bound * (1 - 1e-6)
    assert found.evaluation is not None
    assert found.evaluation.feasible


def _searched(problem: Problem, seed: int, parts: int = 1, pull: float = 0.0) -> Draft:
    """A plan after a short ascent and a stage of the search."""
    relaxation = Relaxation(problem, 1)
    ascent = Ascent(relaxation)
    ascent.climb(30, (0.1, 0.01), lambda: False)
    given = draft(problem, relaxation.blocks, ascent.best)
    with ThreadPoolExecutor(parts) as pool:
        return stage(given, 5.0, (pull, pull), 400, seed, pool, parts)


@pytest.mark.parametrize("parts", [1, 2])
def test_the_books_of_the_search_are_those_of_a_fresh_count(parts: int) -> None:
    problem = synthetic(1, _MIDDLE)
    given = _searched(problem, 5, parts)
    ground, books = given.ground, given.books
    for seed in range(3):
        rebuild(ground, books, new_desk(ground), np.ones(problem.parks, bool), 200, 5.0, seed)
        again = refilled(ground, books.at, books.chosen, books.size)
        for name in ("at", "chosen", "size", "cells", "members"):
            assert (getattr(again, name) == getattr(books, name)).all(), name
        for name in ("load", "amount", "wait", "phi", "kits", "total"):
            assert np.allclose(getattr(again, name), getattr(books, name), atol=1e-6), name
    assert (books.at >= 0).sum() == books.members.sum()
    assert ((books.size >= 0) == (books.cells > 0)).all()


def test_a_search_that_accepts_only_gains_never_loses() -> None:
    problem = synthetic(1, _MIDDLE)
    given = _searched(problem, 5)
    before = given.aim
    rebuild(
        given.ground, given.books, new_desk(given.ground), np.ones(problem.parks, bool), 300,
        1e-9, 3,
    )  # fmt: skip
    assert given.aim <= before + 1e-6 * abs(before)


def test_the_priced_aim_is_what_the_plan_is_worth() -> None:
    # with money in the aim and no limit, levels by price are the best levels
    problem = replace(synthetic(1, _MIDDLE), budget=np.inf, money=3.0)
    given = _searched(problem, 5)
    watch = Watch(problem)
    assert watch.offer(best_levels(problem, served_by(given.ground, given.books)))
    assert given.aim == pytest.approx(watch.value, rel=2e-4)


@pytest.mark.parametrize("share", [0.4, 0.55, 0.8])
def test_a_pull_leads_to_spend_the_budget(share: float) -> None:
    # the relaxation's price of money is for another budget than the search's
    region = Size(sites=200, classes=3, parks=20, parts=False, one_season=True)
    problem = with_budget(synthetic(1, region), share)
    relaxation = Relaxation(with_budget(problem, 0.55), 1)
    ascent = Ascent(relaxation)
    ascent.climb(30, (0.1, 0.01), lambda: False)
    given = draft(problem, relaxation.blocks, ascent.best)
    with ThreadPoolExecutor(1) as pool:
        pull = 3.0 * ascent.best.money
        for k in range(4):
            given = stage(given, 5.0, (pull, pull), 400, k, pool, 1)
        assert given.books.total[1] == pytest.approx(problem.budget, rel=0.05)
        for k in range(4):
            given = stage(given, 0.5, (pull, 8 * pull), 400, 4 + k, pool, 1)
    assert given.books.total[1] <= problem.budget * (1 + 1e-9)
    assert given.books.total[1] >= problem.budget * 0.95
    assert best_levels(problem, served_by(given.ground, given.books)) is not None


def test_same_seed_same_search() -> None:
    problem = synthetic(1, _MIDDLE)
    one, two = (_searched(problem, 7) for _ in range(2))
    assert one.aim == two.aim
    assert (one.books.at == two.books.at).all()


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_bound_is_never_above_a_proven_optimum(seed: int) -> None:
    problem = synthetic(seed, replace(_SMALL, parts=bool(seed % 2)))
    true = solve(problem, method="patterns", gap=1e-4, time_limit=20.0)
    found = solve(problem, method="large", gap=1e-4, time_limit=2.0, threads=1)
    assert found.bound <= true.value * (1 + 1e-6)
    assert found.value >= true.bound * (1 - 1e-6)


def test_what_no_level_can_carry_alone_is_in_no_set() -> None:
    # half a level's worth of a fleet too large for it must not raise what a hub seems to earn
    problem = synthetic(1, replace(_MIDDLE, parts=False))
    station = problem.stations[0]
    rate = station.rate.copy()
    rate[:, 0] = 1.1 * station.capacity.max() / station.hours[:, 0].min()
    problem = replace(problem, stations=(replace(station, rate=rate), *problem.stations[1:]))
    relaxation = Relaxation(problem, 1)
    prices = problem.stay.copy()
    prices[station.cells[0]] *= 100.0
    for effort in (RELAXED, Effort(tolerance=1e-3, nodes=50, boxes=1, margin=1.0)):
        assert relaxation.at(prices, 5.0, effort).cover[station.cells[0]] == 0.0


def test_threads_change_the_time_not_the_bound() -> None:
    problem = synthetic(1, _MIDDLE)
    bounds = []
    for threads in (1, 2):
        ascent = Ascent(Relaxation(problem, threads))
        ascent.climb(20, (0.1, 0.01), lambda: False)
        bounds.append(ascent.best.bound)
    assert bounds[0] == bounds[1]


def test_what_it_cannot_express_is_said_in_one_line() -> None:
    split = replace(synthetic(1, _SMALL), split=True)
    with pytest.raises(InputError, match="split"):
        solve(split, method="large")
    with pytest.raises(InputError, match="large"):
        solve(made("kits by size", 1), method="large")


def test_auto_takes_it_for_many_pairs_only() -> None:
    many = synthetic(1, Size(sites=1300, classes=3, parks=110, parts=False, one_season=True))
    assert _choose(many, "auto", "HiGHS")[0] == "large"
    assert "pairs" in _choose(many, "auto", "HiGHS")[1]
    assert _choose(synthetic(1, _MIDDLE), "auto", "HiGHS")[0] == "patterns"
