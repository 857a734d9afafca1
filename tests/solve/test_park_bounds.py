"""Exact pricing against brute force: every set of cells, size, level and kit of every park."""

from dataclasses import replace

import numpy as np
import pytest
from every_pattern import every_pattern, least_reduced, random_prices
from made_problems import KINDS, made
from small_problems import small_problem

from optimizer.solve.patterns import park_milp
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.park_milp import BlockCase, solve_block
from optimizer.solve.patterns.proof import prove
from optimizer.solve.patterns.tables import DEAR, tables

PRECISION = 0.02
TABLES = 3e-4
"""What the tables alone may cost, of a park's worth."""


@pytest.fixture(params=["every set", "MILP"], autouse=True)
def both_ways(request, monkeypatch):
    """Small blocks are listed; here the MILP has to find the same."""
    if request.param == "MILP":
        monkeypatch.setattr(park_milp, "_FEW", -1)


def truth(problem, prices):
    """(J,) V_j by brute force."""
    parks = range(problem.parks)
    return np.array([least_reduced(every_pattern(problem, j), problem, prices) for j in parks])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_no_park_is_cheaper_than_its_bound(kind, seed):
    problem = made(kind, seed)
    grids = tables(problem)
    blocks = len(grids.blocks)
    for draw in range(2):
        prices = random_prices(problem, 10 * seed + draw)
        true = truth(problem, prices)
        proof = prove(grids, prices, precision=PRECISION, threads=1)
        usable = np.isfinite(problem.linear).any(axis=0)
        assert (proof.reduced[usable] <= true[usable] + 1e-6).all()
        # parks that pay are priced to the precision
        pays = true < 0
        worth = prices.cell.sum()
        assert (proof.reduced >= true - blocks * PRECISION - TABLES * worth)[pays].all()
        assert (proof.reduced[~pays & usable] >= -blocks * PRECISION - TABLES * worth).all()


@pytest.mark.parametrize("seed", range(3))
def test_with_a_margin_only_dear_parks_are_known_less_well(seed):
    problem = made("as it is", seed)
    grids, prices = tables(problem), random_prices(problem, 300 + seed)
    true, margin = truth(problem, prices), 0.05 * float(prices.cell.sum())
    proof = prove(grids, prices, precision=PRECISION, margin=margin, threads=1)
    lost = len(grids.blocks) * PRECISION + TABLES * prices.cell.sum()
    assert (proof.reduced <= true + 1e-6).all()
    assert (proof.reduced >= np.minimum(true, 0.2 * margin) - lost).all()
    assert proof.bound >= prove(grids, prices, precision=PRECISION, threads=1).bound - 3 * lost


@pytest.mark.parametrize("seed", range(3))
def test_patterns_of_a_proof_are_the_best_ones(seed):
    problem = made("as it is", seed)
    prices = random_prices(problem, 77 + seed)
    proof = prove(tables(problem), prices, precision=PRECISION, threads=1)
    price = prices.money + problem.money
    for j, true in enumerate(truth(problem, prices)):
        if true < -0.1:
            found = [q for q in proof.patterns if q.park == j]
            values = [q.value + price * q.cost - prices.cell[q.cells].sum() for q in found]
            assert min(values) == pytest.approx(true, abs=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_a_forced_park_counts_where_it_does_not_pay(seed):
    problem = made("as it is", seed)
    prices = replace(random_prices(problem, seed), cell=np.zeros(problem.cells), money=1.0)
    true = truth(problem, prices)
    assert (true > 0).all()
    proof = prove(tables(problem), prices, precision=PRECISION, threads=1, forced=frozenset({1}))
    assert proof.reduced[1] == pytest.approx(true[1], abs=2 * PRECISION)
    assert proof.bound == pytest.approx(-prices.money * problem.budget + true[1], abs=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_a_hub_that_must_hold_a_kit_pays_for_it(seed):
    """A node forbids the empty kit of the small parts at park 0."""
    problem = made("as it is", seed)
    prices = replace(random_prices(problem, seed), cell=np.zeros(problem.cells), money=1.0)
    node = root(problem, prices).without_levels(2, 0, np.array([True, False, False, False]))
    proof = prove(
        node.tables(tables(problem)), prices, precision=PRECISION, threads=1, forced=frozenset({0})
    )
    cheapest = problem.size_cost[0].min() + problem.stations[2].cost[0, 1]
    assert proof.reduced[0] == pytest.approx(cheapest, abs=1e-2)


@pytest.mark.parametrize("kind", ["as it is", "kits by size"])
@pytest.mark.parametrize("seed", range(4))
def test_bans_of_a_node_are_kept(kind, seed):
    """Brute force over the patterns that a node allows, against its bound."""
    problem = made(kind, seed)
    rng = np.random.default_rng(seed)
    prices = random_prices(problem, 50 + seed)
    node = root(problem, prices).without_pair(int(rng.integers(4)), int(rng.integers(3)))
    node = node.without_sizes(1, np.array([True, False, False]))
    node = node.without_levels(0, 0, np.array([True, False, False, False]))
    node = node.without_levels(2, 1, np.array([False, True, True, False]))
    node = node.without_levels(3, 0, np.array([True, True, False, False]))
    proof = prove(node.tables(tables(problem)), prices, precision=PRECISION, threads=1)
    for j in range(problem.parks):
        # brute force leaves a stock at its empty kit where nobody asks: a node may forbid that
        allowed = [
            (cells, hub)
            for cells, hub in every_pattern(problem, j)
            if node.allows(j, hub.size, np.array(cells, dtype=int), np.array(hub.levels))
        ]
        if np.isfinite(node.problem(problem).linear[:, j]).any() and allowed:
            assert proof.reduced[j] <= least_reduced(allowed, problem, prices) + 1e-6


def test_a_bound_cut_short_is_still_a_bound():
    problem = small_problem(3)
    prices = random_prices(problem, 4)
    grids = tables(problem)
    for park in range(problem.parks):
        for block in range(len(grids.blocks)):
            case = BlockCase(grids, block, park, 2, prices.cell, prices.money)
            full = solve_block(case, 1e-3, 20.0)
            for seconds in (0.0, 0.005, 0.02):
                short = solve_block(case, 1e-3, seconds)
                assert short.bound <= full.bound + 1e-3
            for tolerance in (0.5, 5.0):
                loose = solve_block(case, tolerance, 20.0)
                assert full.bound - tolerance - 1e-3 <= loose.bound <= full.bound + 1e-3


def test_servers_that_cannot_be_hosted_bar_their_cells_only():
    problem = made("no crews in small hubs", 1)
    grids = tables(problem)
    prices = replace(random_prices(problem, 0), cell=np.full(4, 500.0), money=0.1)
    for block, each in enumerate(grids.blocks):
        case = BlockCase(grids, block, 0, 0, prices.cell, prices.money)
        found = solve_block(case, PRECISION, 20.0)
        assert found.bound < 0
        assert len(found.cells) and set(found.cells) <= set(problem.stations[1].cells)
        assert set(problem.stations[0].cells) <= set(each.block.cells)


def test_a_stock_without_any_level_left_forbids_the_hub():
    problem = made("kits by size", 0)
    prices = random_prices(problem, 0)
    node = root(problem, prices).without_levels(2, 0, np.ones(4, dtype=bool))
    proof = prove(node.tables(tables(problem)), prices, precision=PRECISION, threads=1)
    assert proof.reduced[0] > 0.9 * DEAR


def test_no_time_no_proof():
    problem = small_problem(0)
    prices = random_prices(problem, 0)
    assert prove(tables(problem), prices, precision=1.0, threads=2, remaining=lambda: 0.0) is None


def test_threads_do_not_change_a_proof():
    problem = small_problem(2)
    prices = random_prices(problem, 1)
    one, two = (prove(tables(problem), prices, precision=0.1, threads=n) for n in (1, 2))
    assert one.bound == two.bound and (one.reduced == two.reduced).all()
    assert [q.key for q in one.patterns] == [q.key for q in two.patterns]


def test_prices_of_nothing_buy_nothing():
    problem = small_problem(0)
    none = Prices(np.zeros(problem.cells), 0.5, np.zeros(problem.parks), 0.0, True)
    proof = prove(tables(problem), none, precision=0.1, threads=1)
    assert proof.patterns == []
    assert proof.bound == pytest.approx(-0.5 * problem.budget)
