"""Sources that ways of supply need: every plan looked at, and bounds that hold at any prices."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_pattern import random_prices
from every_plan import Best, best_plan
from made_problems import made

from optimizer.model.choice import evaluate
from optimizer.problem import Problem
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.links import SourceRules, source_worth
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.proof import prove
from optimizer.solve.patterns.tables import tables
from optimizer.solve.solve import solve


@cache
def best(seed: int) -> Best:
    """The best of all plans."""
    return best_plan(made("sources", seed))


def with_links(problem: Problem, seed: int):
    """Prices at random, of links too."""
    rng = np.random.default_rng(seed)
    link = {
        (j, k, int(o)): float(rng.uniform(0, 6))
        for k in (2, 3)
        for o in problem.stations[k].supply.needs
        for j in range(problem.parks)
        if o >= 0 and rng.random() < 0.7
    }
    return replace(random_prices(problem, seed), link=link)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("method", ["milp", "patterns"])
def test_every_plan_with_sources_is_looked_at(method, seed):
    problem = made("sources", seed)
    solution = solve(problem, method=method, gap=1e-4, threads=1, time_limit=60)
    assert solution.value == pytest.approx(best(seed).objective, rel=1e-4)
    assert solution.bound <= best(seed).objective * (1 + 1e-9)
    assert solution.choice.built.any(), "a source pays in these problems"
    assert evaluate(problem, solution.choice).feasible


@pytest.mark.parametrize("seed", range(2))
def test_a_proof_at_any_prices_is_a_bound(seed):
    problem = made("sources", seed)
    grids = tables(problem)
    for draw in range(6):
        proof = prove(grids, with_links(problem, 10 * seed + draw), precision=0.05, threads=1)
        assert proof.bound <= best(seed).objective * (1 + 1e-9)


def test_what_an_earlier_proof_says_of_other_links():
    problem = made("sources", 0)
    grids = tables(problem)
    first = prove(grids, with_links(problem, 1), precision=0.02, threads=1)
    for draw in range(2, 6):
        later = with_links(problem, draw)
        fresh = prove(grids, later, precision=0.02, threads=1)
        again = prove(grids, later, precision=0.02, threads=1, earlier=(first,))
        assert again.bound <= fresh.bound + 0.3


def test_barred_sources_supply_nobody_and_built_ones_are_paid():
    problem = made("sources", 0)
    prices = with_links(problem, 3)
    node = root(problem, prices).without_source(0).without_source(1).with_source(2)
    proof = prove(
        node.tables(tables(problem)), prices, precision=0.05, threads=1, rules=node.sources
    )
    assert proof.patterns and all(
        node.allows(q.park, q.size, q.cells, q.level, q.links) for q in proof.patterns
    )
    assert not {o for q in proof.patterns for _, _, o in q.links} & {0, 1}


def test_of_a_group_the_best_count():
    problem = made("sources", 0)
    cost = problem.sources.cost
    link = {(0, 2, 0): cost[0] + 3.0, (0, 2, 1): cost[1] + 5.0, (1, 3, 2): cost[2] - 0.1}
    assert source_worth(problem, 1.0, link) == pytest.approx(-5.0)
    barred = SourceRules(barred=frozenset({1}))
    assert source_worth(problem, 1.0, link, barred) == pytest.approx(-3.0)
    built = SourceRules(built=frozenset({2}))
    assert source_worth(problem, 1.0, link, built) == pytest.approx(-5.0 + 0.1)


def test_sources_that_nobody_needs_are_not_built():
    problem = made("sources", 0)
    choice = best_levels(problem, np.full(problem.cells, -1))
    assert choice is not None and not choice.sources(problem).any()
    rich = replace(problem, budget=1e4)
    choice = solve(rich, method="milp", gap=1e-4, threads=1).choice
    used = {
        rich.stations[k].level_needs(int(choice.level[k, j]))
        for k, j in np.argwhere(choice.level >= 0)
    }
    plan = best_levels(rich, choice.served)
    assert set(np.flatnonzero(plan.built)) <= used | {0, 1, 2, 3}
    assert evaluate(rich, plan).feasible


def test_rules_of_sources_are_checked():
    problem = made("sources", 0)
    solution = solve(problem, method="milp", gap=1e-4, threads=1, time_limit=60)
    for built, what in (
        (np.zeros(4, dtype=bool), "comes from a source that is not built"),
        (np.ones(4, dtype=bool), "more than 1 sources of one kind"),
        (np.array([True, False, True, False]), "more of a resource than there is"),
    ):
        broken = evaluate(problem, replace(solution.choice, built=built)).broken
        assert any(what in line for line in broken)
