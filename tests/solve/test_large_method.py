"""method "large": plan and bound beside the compact model, the search's books, the door."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_problems import made

from bench.synthetic import Size, synthetic
from optimizer.errors import InputError
from optimizer.solve.large.anneal import anneal, place
from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.plans import draft
from optimizer.solve.large.relaxation import Relaxation
from optimizer.solve.large.state import new_state, priced_aim, served_by
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


def test_the_books_of_the_search_are_those_of_a_fresh_count() -> None:
    problem = synthetic(1, _MIDDLE)
    relaxation = Relaxation(problem, 1)
    ascent = Ascent(relaxation)
    ascent.climb(60, lambda: False)
    given = draft(problem, relaxation.blocks, ascent.best)
    anneal(given.ground, given.state, 20.0, 0.2, 60_000, 5)
    again = new_state(given.ground)
    place(given.ground, again, given.state.at)
    assert (again.at == given.state.at).all()
    assert np.allclose(again.hub, given.state.hub)
    assert np.allclose(again.load, given.state.load)
    assert (again.cells == given.state.cells).all()
    assert again.spent[0] == pytest.approx(given.state.spent[0])
    assert again.spent[0] == pytest.approx(again.hub[:, 1].sum())
    assert (given.state.at >= 0).sum() == given.state.members.sum()


def test_the_priced_aim_is_what_the_plan_is_worth() -> None:
    # with money in the aim and no limit, levels by price are the best levels
    problem = replace(synthetic(1, _MIDDLE), budget=np.inf, money=3.0)
    relaxation = Relaxation(problem, 1)
    ascent = Ascent(relaxation)
    ascent.climb(60, lambda: False)
    given = draft(problem, relaxation.blocks, ascent.best)
    anneal(given.ground, given.state, 20.0, 0.2, 60_000, 5)
    watch = Watch(problem)
    assert watch.offer(best_levels(problem, served_by(given.ground, given.state)))
    assert priced_aim(given.ground, given.state) == pytest.approx(watch.value, rel=2e-4)
    assert ascent.best.bound <= watch.value


def test_same_seed_same_search() -> None:
    problem = synthetic(1, _MIDDLE)
    ends = []
    for _ in range(2):
        relaxation = Relaxation(problem, 1)
        ascent = Ascent(relaxation)
        ascent.climb(30, lambda: False)
        given = draft(problem, relaxation.blocks, ascent.best)
        anneal(given.ground, given.state, 20.0, 0.2, 20_000, 7)
        ends.append((ascent.best.bound, priced_aim(given.ground, given.state)))
    assert ends[0] == ends[1]


def test_threads_change_the_time_not_the_bound() -> None:
    problem = synthetic(1, _MIDDLE)
    bounds = []
    for threads in (1, 2):
        ascent = Ascent(Relaxation(problem, threads))
        ascent.climb(20, lambda: False)
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
