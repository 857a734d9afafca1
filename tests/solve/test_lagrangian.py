"""The bound of any prices lies below every plan; what an earlier proof still says holds."""

from dataclasses import replace

import numpy as np
import pytest
from every_pattern import every_pattern, least_reduced, random_prices
from every_plan import best_plan
from made_problems import KINDS, made

from optimizer.solve.patterns.generate import generate, lagrangian
from optimizer.solve.patterns.master import Master, Prices
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.proof import Proof, inherited, prove
from optimizer.solve.patterns.tables import tables


def truth(problem, patterns, prices):
    """(J,) V_j of listed patterns."""
    return np.array([least_reduced(each, problem, prices) for each in patterns])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_no_plan_is_below_the_bound_of_any_prices(kind, seed):
    problem = made(kind, 5 + seed)
    best = best_plan(problem).objective
    patterns = [every_pattern(problem, j) for j in range(problem.parks)]
    for draw in range(12):
        prices = random_prices(problem, 100 * seed + draw)
        if not np.isfinite(problem.budget):
            prices = replace(prices, money=0.0)
        assert lagrangian(problem, prices, truth(problem, patterns, prices)) <= best + 1e-9


def test_forced_parks_count_and_closed_ones_do_not():
    problem = made("as it is", 0)
    prices = Prices(np.zeros(4), 0.0, np.zeros(3), 0.0, True)
    reduced = np.array([3.0, -2.0, np.inf])
    assert lagrangian(problem, prices, reduced) == -2.0
    assert lagrangian(problem, prices, reduced, frozenset({0})) == 1.0
    assert (reduced == [3.0, -2.0, np.inf]).all(), "the argument is left alone"


def test_cells_pay_their_price_or_stay():
    problem = replace(made("as it is", 0), stay=np.array([10.0, np.inf, 10.0, np.inf]))
    prices = Prices(np.array([4.0, 7.0, 30.0, -5.0]), 2.0, np.zeros(3), 0.0, True)
    closed = np.full(3, np.inf)
    assert lagrangian(problem, prices, closed) == pytest.approx(4 + 7 + 10 - 5 - 2 * problem.budget)
    endless = replace(problem, budget=np.inf)
    assert lagrangian(endless, replace(prices, money=0.0), closed) == 16.0


@pytest.mark.parametrize("kind", ["as it is", "money counts", "must be served"])
@pytest.mark.parametrize("seed", range(3))
def test_what_a_proof_says_at_other_prices(kind, seed):
    """Bounds of patterns that a plan can pay for: others are in no plan."""
    problem = made(kind, seed)
    patterns = [
        [(s, hub) for s, hub in every_pattern(problem, j) if hub.cost <= problem.budget]
        for j in range(problem.parks)
    ]
    before = random_prices(problem, seed)
    proof = Proof(0.0, truth(problem, patterns, before), [], before)
    moved = 0
    for draw in range(12):
        rng = np.random.default_rng(draw)
        after = replace(before, cell=before.cell + rng.normal(0, 5, 4), money=rng.uniform(0, 1.5))
        bound = inherited(problem, after, proof)
        true = truth(problem, patterns, after)
        assert (bound <= true + 1e-9).all()
        moved += int((bound < true - 1.0).any())
    assert moved
    assert inherited(problem, before, proof) == pytest.approx(proof.reduced)


@pytest.mark.parametrize("kind", ["ways of supply", "sources"])
def test_where_money_is_earned_a_park_may_cost_more_than_the_budget(kind):
    """Freight saved elsewhere, or a source that earns, pays for a park above the budget."""
    problem = made(kind, 0)
    if problem.sources is not None:
        earns = replace(problem.sources, cost=np.array([-60.0, 5.0, 3.0, 4.0]))
        problem = replace(problem, sources=earns)
    problem = replace(problem, budget=25.0)
    earned = 60.0 if problem.sources is not None else sum(
        float(problem.season_share @ s.rate.sum(axis=1)) * -s.supply.price.min()
        for s in problem.stations if s.supply is not None
    )  # fmt: skip
    assert earned > 1.0
    patterns = [
        [(s, hub) for s, hub in every_pattern(problem, j) if hub.cost <= problem.budget + earned]
        for j in range(problem.parks)
    ]
    dear = replace(random_prices(problem, 1), money=4.0)
    proof = Proof(0.0, truth(problem, patterns, dear), [], dear)
    for money in (0.0, 1.0, 5.0):
        cheap = replace(dear, money=money)
        bound = inherited(problem, cheap, proof)
        assert (bound <= truth(problem, patterns, cheap) + 1e-9).all()


@pytest.mark.parametrize("kind", ["as it is", "must be served"])
def test_an_earlier_proof_saves_pricing_but_not_truth(kind):
    problem = made(kind, 1)
    grids = tables(problem)
    before = random_prices(problem, 3)
    dear = replace(before, cell=0.3 * before.cell, money=2.0)
    first = prove(grids, dear, precision=0.02, threads=1)
    near = replace(dear, cell=dear.cell * 1.01)
    fresh = prove(grids, near, precision=0.02, threads=1)
    again = prove(grids, near, precision=0.02, threads=1, earlier=(first,))
    assert (first.reduced > 0).any()
    assert again.bound == pytest.approx(fresh.bound, abs=1e-9)
    assert (again.reduced <= fresh.reduced + 0.1).all()


def test_generated_prices_make_the_bound_high():
    problem = made("as it is", 2)
    grids = tables(problem)
    master = Master(problem)
    master.memory = Memory(grids)
    start = Prices(0.8 * problem.stay, 0.3, np.zeros(3), np.inf, False)
    found = generate(grids, master, start)
    first = prove(grids, start, precision=0.02, threads=1)
    last = prove(grids, found.prices, precision=0.02, threads=1)
    assert last.bound > first.bound
    best = best_plan(problem).objective
    assert last.bound <= best
    # an estimate: near the bound here, and never told as one
    assert found.estimate == pytest.approx(last.bound, rel=0.01)
    assert found.relaxed >= last.bound - 1e-6
