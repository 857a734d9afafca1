"""Sources that ways of supply need: every plan looked at, and bounds that hold at any prices."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_pattern import random_prices
from every_plan import Best, _best_with, best_plan, source_sets
from made_problems import made

from optimizer.model.choice import evaluate
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.proof import prove
from optimizer.solve.patterns.tables import tables
from optimizer.solve.patterns.worlds import EVERYTHING, all_kinds, first_worlds, worlds
from optimizer.solve.solve import solve


@cache
def best(seed: int) -> Best:
    """The best of all plans."""
    return best_plan(made("sources", seed))


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
def test_the_worlds_hold_all_plans_and_each_proof_its_own(seed):
    """At any prices: no plan of a world is better than its bound, so none than the lowest."""
    problem = made("sources", seed)
    grids = tables(problem)
    for draw in range(4):
        prices = random_prices(problem, 10 * seed + draw)
        bounds = []
        for world in worlds(problem, all_kinds(problem)):
            node = replace(root(problem, prices), world=world)
            bounds.append(
                prove(
                    node.tables(grids), prices, precision=0.05, threads=1, paid=world.paid(problem)
                ).bound
            )
        assert len(bounds) == 4
        assert min(bounds) <= best(seed).objective * (1 + 1e-9)


def test_each_world_is_bounded_by_its_own_best_plan():
    problem = made("sources", 0)
    grids = tables(problem)
    prices = random_prices(problem, 5)
    for world in worlds(problem, all_kinds(problem)):
        kept = tuple(o for o in range(4) if o not in world.barred)
        true = min(
            _best_with(problem, built, float(problem.sources.cost[list(built)].sum())).objective
            for built in source_sets(problem)
            if set(built) <= set(kept)
            and {int(problem.sources.group[o]) for o in built} == world.built
        )
        node = replace(root(problem, prices), world=world)
        proof = prove(
            node.tables(grids), prices, precision=0.05, threads=1, paid=world.paid(problem)
        )
        assert proof.bound <= true * (1 + 1e-9)
        assert all(node.allows(q.park, q.size, q.cells, q.level, q.sources) for q in proof.patterns)


@pytest.mark.parametrize("kind", ["sources", "depot"])
@pytest.mark.parametrize("seed", range(2))
def test_undecided_kinds_are_bounded_with_those_that_have_them(kind, seed):
    """At any prices, lines that earn their keep too."""
    problem = made(kind, seed)
    earns = replace(problem.sources, cost=problem.sources.cost - problem.sources.cost.mean())
    for each in (problem, replace(problem, sources=earns) if kind == "sources" else problem):
        grids, true = tables(each), best_plan(each).objective
        for draw in range(3):
            prices = random_prices(each, 10 * seed + draw)
            bounds = {}
            for kinds in (frozenset(), frozenset({0}), all_kinds(each)):
                found = []
                for world in worlds(each, kinds):
                    node = replace(root(each, prices), world=world)
                    proof = prove(
                        node.tables(grids), prices, precision=1e-3, threads=1,
                        paid=world.paid(each),
                    )  # fmt: skip
                    found.append(proof.bound)
                bounds[kinds] = min(found)
                assert bounds[kinds] <= true + 1e-9 * abs(true)
            assert bounds[frozenset()] <= bounds[all_kinds(each)] + 0.1


@pytest.mark.parametrize("kind", ["sources", "depot"])
@pytest.mark.parametrize("seed", range(2))
def test_the_worlds_to_begin_with_hold_every_plan_once(kind, seed):
    problem = made(kind, seed)
    first = first_worlds(problem)
    count = len(EVERYTHING.undecided(problem))
    assert len(first) <= count + 1
    for sources in source_sets(problem):
        kinds = {int(problem.sources.group[o]) for o in sources}
        holds = [w for w in first if w.built <= kinds and not w.barred & frozenset(sources)]
        assert len(holds) == 1
    if kind == "depot":
        assert len(first) > 1 and not first[0].built


def test_a_kind_is_decided_once():
    problem = made("sources", 0)
    world = EVERYTHING
    assert world.undecided(problem) == [0, 1]
    assert world.with_kind(1).undecided(problem) == [0]
    assert world.without_kind(problem, 0).undecided(problem) == [1]
    assert len(worlds(problem, all_kinds(problem))) == 4
    assert worlds(problem, frozenset()) == [EVERYTHING]


def test_what_a_world_pays():
    problem = made("sources", 0)
    cost = problem.sources.cost
    none, first, second, both = worlds(problem, all_kinds(problem))
    assert none.paid(problem) == 0 and none.barred == {0, 1, 2, 3}
    assert first.paid(problem) == pytest.approx(min(cost[:2])) and first.barred == {2, 3}
    assert both.paid(problem) == pytest.approx(min(cost[:2]) + min(cost[2:]))
    node = replace(root(problem, random_prices(problem, 0)), world=second).without_source(2)
    assert node.world.paid(problem) == pytest.approx(cost[3])
    gains = replace(problem.sources, cost=np.array([-2.0, -1.0, 3.0, 4.0]), most=np.array([2, 2]))
    rich = replace(problem, sources=gains)
    assert first.paid(rich) == pytest.approx(-3.0) and second.paid(rich) == pytest.approx(3.0)


def test_sources_that_nobody_needs_are_not_built():
    problem = made("sources", 0)
    choice = best_levels(problem, np.full(problem.cells, -1))
    assert choice is not None and not choice.sources(problem).any()
    rich = replace(problem, budget=1e4)
    choice = solve(rich, method="milp", gap=1e-4, threads=1).choice
    plan = best_levels(rich, choice.served)
    used = {
        rich.stations[k].level_needs(int(plan.level[k, j])) for k, j in np.argwhere(plan.level >= 0)
    }
    assert set(np.flatnonzero(plan.built)) == used - {-1}, "what is built is used"
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


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("method", ["milp", "patterns"])
def test_every_plan_with_a_depot_is_looked_at(method, seed):
    problem = made("depot", seed)
    true = best_plan(problem).objective
    solution = solve(problem, method=method, gap=1e-4, threads=1, time_limit=60)
    assert solution.value == pytest.approx(true, rel=1e-4)
    assert solution.bound <= true * (1 + 1e-9)
    assert evaluate(problem, solution.choice).feasible


def test_what_is_charged_by_share_is_no_more_than_the_depot_costs():
    problem = made("depot", 0)
    sources = problem.sources
    part = sum(s.supply.part[1:] for s in problem.stations if s.supply is not None)
    assert problem.source_floor == pytest.approx(sources.cost - part)
    station = problem.stations[-1]
    whole = station.rate.sum(axis=1) * station.hours[:, 0, 1]
    level = int(np.flatnonzero(station.supply.way == 2)[0])
    assert problem.charged(station, 1, level, whole) == pytest.approx(station.supply.part[2])
    assert problem.charged(station, 1, level, 0.25 * whole) == pytest.approx(
        0.25 * station.supply.part[2]
    )
    assert problem.charged(station, 1, 0, whole) == 0.0
    (none, built) = worlds(problem, all_kinds(problem))
    assert none.paid(problem) == 0.0 and not none.charging(problem)
    assert built.paid(problem) == pytest.approx(problem.source_floor.min())
    assert built.charging(problem) == {0}
