"""The price of money in the search of method "large": it follows what the plan spends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bench.synthetic import Size, synthetic, with_budget
from optimizer.problem import Problem
from optimizer.solve.large import method
from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.method import _Search
from optimizer.solve.large.plans import Draft, draft
from optimizer.solve.large.relaxation import Relaxation
from optimizer.solve.watch import Watch

_REGION = Size(sites=200, classes=3, parks=20, parts=False, one_season=True)


@pytest.fixture(scope="module")
def region() -> tuple[Problem, Relaxation, Ascent]:
    """A region, its relaxation, and prices after a short ascent."""
    problem = synthetic(1, _REGION)
    relaxation = Relaxation(problem, 1)
    ascent = Ascent(relaxation)
    ascent.climb(30, (0.1, 0.01), lambda: False)
    return problem, relaxation, ascent


def _search(
    region: tuple[Problem, Relaxation, Ascent], budget: float, pool: ThreadPoolExecutor
) -> tuple[_Search, Draft]:
    """A search under another budget than the one that the prices are for."""
    problem, relaxation, ascent = region
    problem = replace(problem, budget=budget)
    given = draft(problem, relaxation.blocks, ascent.best)
    search = _Search(Watch(problem), relaxation.blocks, pool, 1, ascent.best, 1.0, 1)
    return search, given


def _price(given: Draft, problem: Problem) -> float:
    return float(given.ground.money[0]) - problem.money


def test_money_is_cheaper_below_the_budget_and_dearer_beyond_it(
    region: tuple[Problem, Relaxation, Ascent],
) -> None:
    problem, relaxation, ascent = region
    spent = draft(problem, relaxation.blocks, ascent.best).books.total[1]
    usual, prices = ascent.best.money, {}
    with ThreadPoolExecutor(1) as pool:
        for times in (0.8, 1.0, 1.25):
            search, given = _search(region, times * spent, pool)
            prices[times] = _price(search._followed(given), problem)
    assert prices[1.0] == pytest.approx(usual)
    assert prices[1.25] < 0.95 * usual < usual < 1.05 * usual < prices[0.8]


@pytest.mark.parametrize(("times", "end"), [(0.3, method._RANGE[1]), (5.0, method._RANGE[0])])
def test_it_goes_only_so_far(
    region: tuple[Problem, Relaxation, Ascent], times: float, end: float
) -> None:
    problem, _, ascent = region
    with ThreadPoolExecutor(1) as pool:
        search, given = _search(region, times * problem.budget, pool)
        for _ in range(12):
            given = search._followed(given)
    assert _price(given, problem) == pytest.approx(end * ascent.best.money)


@pytest.mark.parametrize("share", [0.45, 0.7])
def test_a_hot_search_spends_nearer_to_the_budget_where_the_price_follows(
    region: tuple[Problem, Relaxation, Ascent], share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the relaxation's price is for a budget share of 0.55, and nothing pulls to the budget
    monkeypatch.setattr(method, "_PULL", 0.0)
    budget, far = with_budget(region[0], share).budget, []
    for follows in (True, False):
        if not follows:
            monkeypatch.setattr(_Search, "_followed", lambda _, given: given)
        missed = []
        with ThreadPoolExecutor(1) as pool:
            search, given = _search(region, budget, pool)
            for number in range(16):
                given = search._stage(given, 0.0, 300, number)
                missed.append(abs(given.books.total[1] / budget - 1.0))
        far.append(sum(missed[8:]) / 8)
    assert far[0] < 0.5 * far[1], far
