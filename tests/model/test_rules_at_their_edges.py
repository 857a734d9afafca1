"""How much of a rule a solver's rounding may bend: that much, and not twice as much."""

from dataclasses import replace

import numpy as np
import pytest
from test_exact_evaluation import plan, two_parks

from optimizer.model.choice import NONE, TODAY, evaluate


def loaded(seasons: tuple[float, float]):
    """Two parks whose crews are asked for so many times as often, season by season."""
    problem = two_parks()
    crews, parts = problem.stations
    crews = replace(crews, rate=crews.rate * np.array(seasons)[:, None])
    return replace(problem, stations=(crews, parts))


def shared(first: tuple[float, float], second: tuple[float, float] = (0.0, 1.0)):
    return plan(share=np.array([first, second]))


@pytest.mark.parametrize(("missing", "kept"), [(0.0, True), (1.9e-6, True), (2.1e-6, False)])
def test_two_roubles_beyond_the_budget(missing, kept):
    assert evaluate(replace(two_parks(), budget=20 - missing), plan()).feasible == kept


@pytest.mark.parametrize(("over", "kept"), [(9e-10, True), (2e-9, False)])
def test_rounding_of_a_large_budget(over, kept):
    """A billion times as much money: there two roubles are less than rounding."""
    problem = two_parks()
    stations = tuple(replace(s, cost=1e9 * s.cost) for s in problem.stations)
    dear = replace(problem, size_cost=1e9 * problem.size_cost, stations=stations)
    assert evaluate(replace(dear, budget=20e9 / (1 + over)), plan()).feasible == kept


@pytest.mark.parametrize(
    ("seasons", "kept"),
    [
        ((1.0, 1.0), True),
        ((1 + 5e-8, 1.0), True),
        ((1 + 2e-7, 1.0), False),
        ((0.5, 1.5), False),
        ((0.5, 1.28), True),
    ],
)
def test_no_season_is_fuller_than_the_capacity(seasons, kept):
    """One server at 0.9 and 0.7 of its time, of which 0.9 is allowed."""
    assert evaluate(loaded(seasons), plan(crews=(NONE, 0))).feasible == kept


@pytest.mark.parametrize("seasons", [(1.0, 0.0), (0.0, 1e-9)])
def test_a_pool_that_is_asked_for_in_one_season_must_be_there(seasons):
    found = evaluate(loaded(seasons), plan(crews=(NONE, NONE))).broken
    assert found == ("south: crews is asked for but not there",)


def test_a_pool_that_nobody_asks_for_need_not_be_there():
    assert evaluate(loaded((0.0, 0.0)), plan(crews=(NONE, NONE))).feasible
    assert evaluate(loaded((0.0, 1e-13)), plan(crews=(NONE, NONE))).feasible


@pytest.mark.parametrize(
    ("second", "broken"),
    [
        (0.5 + 5e-7, ()),
        (0.5 + 2e-6, ("pit: shares add up to 1.000002",)),
        (0.6, ("pit: shares add up to 1.1",)),
    ],
)
def test_shares_of_more_than_a_whole(second, broken):
    problem = two_parks()
    half = evaluate(problem, shared((0.5, second))).broken
    assert tuple(rule for rule in half if "shares" in rule) == broken


@pytest.mark.parametrize(("share", "kept"), [(-5e-8, True), (-2e-7, False)])
def test_a_share_below_nothing(share, kept):
    assert evaluate(two_parks(), shared((share, 1.0))).feasible == kept


@pytest.mark.parametrize("missing", [5e-8, 5e-7, 2e-6, 1.0])
def test_who_has_no_way_today_is_served_whole(missing):
    """The second cell cannot stay: less than a whole share is named, never an endless worth."""
    found = evaluate(two_parks(), shared((0.0, 1.0), (0.0, 1.0 - missing)))
    assert found.feasible == np.isfinite(found.objective) == (missing < 1e-7)


def test_what_nobody_serves_stays():
    exact = evaluate(two_parks(), shared((0.0, 1 - 5e-7)))
    assert exact.feasible
    assert exact.stay == pytest.approx(5e-7 * 40)
    assert evaluate(two_parks(), shared((0.0, 1 - 5e-8))).stay == 0


def test_a_sliver_from_where_no_way_leads():
    found = evaluate(two_parks(), shared((0.0, 1.0), (1e-12, 1.0)))
    assert "port: cannot be served from north" in found.broken
    assert "north: serves but is not open" in found.broken


def test_nobody_is_served_by_a_closed_park():
    empty = plan(served=(TODAY, 1), size=(-1, 1))
    assert evaluate(two_parks(), empty).broken == ()
    first = plan(served=(0, 1), size=(-1, 1))
    assert evaluate(two_parks(), first).broken == (
        "north: serves but is not open",
        "north: crews is asked for but not there",
    )


def test_levels_and_sizes_cost_each_in_their_park():
    both = plan(served=(0, 1), size=(1, 0), crews=(1, 0), parts=(0, 1))
    exact = evaluate(two_parks(), both)
    assert exact.size_cost.tolist() == [4, 3]
    assert exact.level_cost.tolist() == [[9, 6], [0, 3]]
    assert exact.cost == 4 + 9 + 0 + 3 + 6 + 3
