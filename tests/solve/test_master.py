"""The master's prices are duals of its patterns; nodes switch patterns off."""

from dataclasses import replace

import numpy as np
import pytest
from every_pattern import every_pattern
from every_plan import best_plan
from made_problems import made

from optimizer.solve.patterns.master import Master, unserved
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.pattern import exact_pattern
from optimizer.solve.patterns.tables import DEAR


def full_master(problem) -> Master:
    """A master with every pattern of the problem."""
    master = Master(problem)
    for park in range(problem.parks):
        for cells, hub in every_pattern(problem, park):
            if cells:
                level = np.array(hub.levels)
                pattern = exact_pattern(problem, park, hub.size, np.array(cells), level)
                assert pattern.value == pytest.approx(hub.worth)
                assert pattern.cost == pytest.approx(hub.cost)
                master.add([pattern])
    return master


@pytest.fixture(scope="module")
def problem():
    return made("as it is", 4)


@pytest.fixture(scope="module")
def master(problem):
    return full_master(problem)


@pytest.fixture(autouse=True)
def whole(request, problem):
    """Every test starts with the node of all plans and free prices."""
    if "master" in request.fixturenames:
        master = request.getfixturevalue("master")
        master.box(None, 0.0)
        master.restrict(root(problem, master.solve()))


def test_the_full_master_lies_below_every_plan(problem, master):
    prices = master.solve()
    assert prices.value <= best_plan(problem).objective + 1e-6
    assert prices.value > 0.5 * best_plan(problem).objective


def test_prices_are_duals(problem, master):
    prices = master.solve()
    assert prices.money >= 0 and (prices.park <= 1e-9).all() and prices.inside
    reduced = [
        q.value + prices.money * q.cost - prices.cell[q.cells].sum() - prices.park[q.park]
        for q in master.patterns
    ]
    assert min(reduced) == pytest.approx(0.0, abs=1e-6)
    assert (prices.cell <= problem.stay + 1e-6).all()
    dual = prices.cell.sum() + prices.park.sum() - prices.money * problem.budget
    assert dual == pytest.approx(prices.value, rel=1e-6)
    used = np.flatnonzero(master.weights() > 1e-9)
    assert np.array(reduced)[used] == pytest.approx(0.0, abs=1e-6)


def test_reduced_costs_of_all_patterns(problem, master):
    prices = replace(master.solve(), cell=0.5 * problem.stay, money=0.7)
    found = master.reduced(prices)
    for j in range(problem.parks):
        mine = [q for q in master.patterns if q.park == j]
        assert found[j] == pytest.approx(
            min(q.value + 0.7 * q.cost - prices.cell[q.cells].sum() for q in mine)
        )


def test_a_box_keeps_prices_near_its_centre(master):
    free = master.solve()
    centre = replace(free, cell=0.7 * free.cell, money=0.7 * free.money)
    master.box(centre, 0.1)
    boxed = master.solve()
    assert not boxed.inside
    assert (
        np.abs(boxed.cell - centre.cell) <= 0.1 * np.maximum(abs(centre.cell), 0.05) + 1e-6
    ).all()
    master.box(None, 0.0)
    again = master.solve()
    assert again.inside and again.value == pytest.approx(free.value)


def test_a_node_switches_patterns_off(problem, master):
    free = master.solve()
    node = root(problem, free).without_park(0).without_sizes(1, np.array([True, False, True]))
    master.restrict(node)
    part = master.solve()
    assert part.value >= free.value - 1e-6
    for z, pattern in zip(master.weights(), master.patterns, strict=True):
        if z > 1e-9:
            assert pattern.park != 0 and not (pattern.park == 1 and pattern.size != 1)
    reduced = master.reduced(part)
    assert np.isinf(reduced[0]) and np.isfinite(reduced[1:]).all()
    master.restrict(root(problem, free))
    assert master.solve().value == pytest.approx(free.value)


def test_a_forced_park_is_open(problem, master):
    free = master.solve()
    opened = np.zeros(problem.parks)
    for z, q in zip(master.weights(), master.patterns, strict=True):
        opened[q.park] += z
    park = int(opened.argmin())
    master.restrict(root(problem, free).with_park(park))
    forced = master.solve()
    mine = [z for z, q in zip(master.weights(), master.patterns, strict=True) if q.park == park]
    assert sum(mine) == pytest.approx(1.0)
    assert forced.value >= free.value - 1e-6


def test_a_cell_that_may_not_stay_is_served(problem, master):
    node = root(problem, master.solve()).without_pair(0, -1)
    master.restrict(node)
    master.solve()
    share = sum(z for z, q in zip(master.weights(), master.patterns, strict=True) if 0 in q.cells)
    assert share == pytest.approx(1.0)


def test_a_pattern_is_taken_once_and_only_if_it_can_be_built(problem):
    master = Master(problem)
    level = np.array([-1, 0, 0, -1])
    good = exact_pattern(problem, 0, 0, np.array([2]), level)
    assert master.add([good, good]) == 1
    assert master.add([good]) == 0
    assert master.add([replace(good, size=1, value=np.inf)]) == 0
    assert master.add([replace(good, size=2, cost=good.cost + DEAR)]) == 0
    assert len(master.patterns) == 1
    # what was refused may come again, with its true cost
    assert master.add([replace(good, size=2)]) == 1


def test_leaving_a_cell_that_must_be_served_is_dearer_than_all_plans():
    problem = made("must be served", 0)
    cost = unserved(problem)
    kept = np.isfinite(problem.stay)
    assert (cost[kept] == problem.stay[kept]).all()
    assert cost[~kept].min() > 2 * best_plan(problem).objective
    thousand = replace(problem, linear=1e3 * problem.linear, stay=1e3 * problem.stay)
    assert unserved(thousand) == pytest.approx(1e3 * cost), "in any unit of the aim"
