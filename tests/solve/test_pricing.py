"""Heuristic pricing: what it says of a set is what the set is worth; memory helps, never harms."""

import numpy as np
import pytest
from every_pattern import every_pattern, least_reduced, random_prices
from made_problems import KINDS, made
from small_problems import small_problem

from optimizer.solve.patterns.memory import _MOST, Memory
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.pattern import best_pattern, exact_pattern, loads_at
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import tables

TABLES = 3e-4


@pytest.mark.parametrize("thorough", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_price_is_that_of_its_set_and_not_below_the_best(kind, thorough):
    problem = made(kind, 1)
    grids = tables(problem)
    missed = 0
    for draw in range(4):
        prices = random_prices(problem, draw)
        at = priced(grids, prices.money)
        pick = price_parks(at, prices.cell, thorough=thorough)
        price, slack = prices.money + problem.money, TABLES * prices.cell.sum()
        for j in range(problem.parks):
            cells = np.flatnonzero(pick.cells[:, j])
            pattern = best_pattern(at, j, int(pick.size[j]), cells)
            exact = exact_pattern(problem, j, int(pick.size[j]), cells, pattern.level)
            assert 0 <= pattern.value - exact.value + 1e-9 <= slack
            assert pattern.cost == pytest.approx(exact.cost)
            worth = pattern.value + price * pattern.cost - prices.cell[cells].sum()
            # phi is read between points of a grid, also where the best kit changes in between
            assert pick.value[j] == pytest.approx(worth, abs=slack)
            best = least_reduced(every_pattern(problem, j), problem, prices)
            assert pick.value[j] >= best - slack
            missed += int(pick.value[j] > best + slack + 1e-6)
    assert missed <= 2, "on so few cells it seldom misses the best set"


def test_pricing_keeps_to_the_bans_of_a_node():
    problem = small_problem(2)
    prices = random_prices(problem, 5)
    node = root(problem, prices).without_pair(1, 0).without_sizes(0, np.array([0, 1, 0], bool))
    node = node.without_levels(1, 0, np.array([True, False, False, False]))
    node = node.without_levels(2, 2, np.array([True, False, True, False]))
    at = priced(node.tables(tables(problem)), prices.money)
    pick = price_parks(at, prices.cell)
    for j in range(problem.parks):
        cells = np.flatnonzero(pick.cells[:, j])
        pattern = best_pattern(at, j, int(pick.size[j]), cells)
        assert node.allows(j, pattern.size, pattern.cells, pattern.level)


def test_nobody_pays_nobody_comes():
    problem = small_problem(0)
    at = priced(tables(problem), 0.5)
    pick = price_parks(at, np.zeros(problem.cells))
    assert not pick.cells.any()
    assert pick.value == pytest.approx(0.5 * problem.size_cost.min(axis=1))


def test_a_remembered_set_is_used_where_it_is_better():
    problem = small_problem(3, cells=6)
    grids = tables(problem)
    gained = 0
    for draw in range(8):
        prices = random_prices(problem, draw)
        at = priced(grids, prices.money)
        without = price_parks(at, prices.cell)
        memory = Memory(grids)
        for j in range(problem.parks):
            patterns = every_pattern(problem, j)
            price = prices.money
            worth = [h.worth + price * h.cost - prices.cell[list(s)].sum() for s, h in patterns]
            memory.learn(np.array(patterns[int(np.argmin(worth))][0], dtype=int))
            best = min(worth)
            found = price_parks(at, prices.cell, memory).value[j]
            assert found <= without.value[j] + 1e-9
            assert found == pytest.approx(best, abs=TABLES * prices.cell.sum())
            gained += int(found < without.value[j] - 1e-6)
    assert gained, "heuristic pricing alone found every best set: too easy a case"


def test_memory_keeps_the_latest_sets_once_each():
    grids = tables(small_problem(0, cells=12))
    memory = Memory(grids)
    (block,) = range(len(grids.blocks))
    assert memory.sets(block).shape == (0, 12)
    rng = np.random.default_rng(0)
    sets = [np.flatnonzero(rng.random(12) < 0.5) for _ in range(3 * _MOST)]
    for cells in sets:
        memory.learn(cells)
        memory.learn(cells)
    known = memory.sets(block)
    assert len(known) == _MOST
    assert len(np.unique(known, axis=0)) == _MOST
    assert (known[-1] == np.isin(np.arange(12), sets[-1])).all()
    memory.learn(np.array([], dtype=int))
    assert len(memory.sets(block)) == _MOST


def test_loads_of_a_pattern():
    problem = small_problem(1)
    cells = np.array([0, 2, 4])
    load = loads_at(problem, 2, cells)
    for k, station in enumerate(problem.stations):
        inside = np.isin(station.cells, cells)
        assert load[k] == pytest.approx(station.unit_load(2)[:, inside].sum(axis=1))
