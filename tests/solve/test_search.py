"""The local search's state is what a fresh computation says; its moves only go down."""

import numpy as np
import pytest
from every_plan import best_plan
from made_problems import KINDS, made
from small_problems import small_problem

from optimizer.model.choice import TODAY, evaluate
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.pattern import best_pattern
from optimizer.solve.patterns.polish import polish
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.search import State, improve_parks
from optimizer.solve.patterns.tables import tables

PRICE = 0.7
TABLES = 2e-4
"""What reading between points of the tables may cost."""


def some_assignment(problem, seed):
    """Each cell at a park that can serve it, or as today."""
    rng = np.random.default_rng(seed)
    served = rng.integers(-1, problem.parks, problem.cells)
    ok = np.isfinite(problem.linear[np.arange(problem.cells), served]) & (served >= 0)
    return np.where(ok, served, TODAY)


def worth_of(at, served):
    """Priced worth of an assignment, park by park, from best patterns of every size."""
    problem, price = at.tables.problem, at.mu + at.tables.problem.money
    state = State(at, served)
    total = state.stay[served < 0].sum()
    for j in range(problem.parks):
        cells = np.flatnonzero(served == j)
        if len(cells):
            each = [best_pattern(at, j, b, cells) for b in range(problem.sizes)]
            total += min(q.value + price * q.cost for q in each)
    return total


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_value_and_moves_are_those_of_a_fresh_computation(kind, seed):
    problem = made(kind, seed)
    at = priced(tables(problem), PRICE)
    served = some_assignment(problem, seed)
    while not np.isfinite(worth_of(at, served)):
        served[np.flatnonzero(served >= 0)[0]] = TODAY
    state = State(at, served)
    near = {"rel": 1e-4, "abs": TABLES * problem.linear[np.isfinite(problem.linear)].sum()}
    assert state.value == pytest.approx(worth_of(at, served), **near)
    for d in range(problem.cells):
        gone = served.copy()
        gone[d] = TODAY
        without = worth_of(at, gone) - state.stay[d]
        assert state.remove[d] == pytest.approx(state.value - without, **near)
        for j in range(problem.parks):
            if j == served[d] or not np.isfinite(problem.linear[d, j]):
                assert np.isinf(state.add[d, j])
                continue
            # what a cell costs a park that it is added to, wherever it comes from
            there = gone.copy()
            there[d] = j
            more = worth_of(at, there)
            if np.isfinite(more):
                assert state.add[d, j] == pytest.approx(more - without, **near)
            else:
                assert state.add[d, j] > 1e8


@pytest.mark.parametrize("kind", KINDS)
def test_a_state_that_was_moved_is_what_a_new_one_is(kind):
    problem = made(kind, 1)
    at = priced(tables(problem), PRICE)
    state = State(at, some_assignment(problem, 0))
    for seed in range(1, 6):
        before = state.served.copy(), state.value, state.add.copy(), state.remove.copy()
        moved = state.moved(some_assignment(problem, seed))
        assert (state.served == before[0]).all() and state.value == before[1]
        assert (state.add == before[2]).all() and (state.remove == before[3]).all()
        fresh = State(at, moved.served)
        assert moved.value == pytest.approx(fresh.value, rel=1e-12)
        np.testing.assert_allclose(moved.add, fresh.add, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(moved.remove, fresh.remove, rtol=1e-9, atol=1e-9)
        state = moved


@pytest.mark.parametrize("kind", KINDS)
def test_descending_ends_where_no_single_move_helps(kind):
    problem = made(kind, 2)
    at = priced(tables(problem), PRICE)
    state = State(at, np.full(problem.cells, TODAY))
    before = state.value
    state.descend()
    assert state.value <= before
    assert state.value == pytest.approx(worth_of(at, state.served), rel=1e-4)
    for d in range(problem.cells):
        for j in [TODAY, *np.flatnonzero(np.isfinite(problem.linear[d]))]:
            moved = state.served.copy()
            moved[d] = j
            assert worth_of(at, moved) >= state.value * (1 - 1e-4)


def test_cells_that_must_be_served_are_served():
    problem = made("must be served", 0)
    state = State(priced(tables(problem), PRICE), np.full(problem.cells, TODAY))
    state.descend()
    must = ~np.isfinite(problem.stay)
    assert must.any() and (state.served[must] >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_closing_and_opening_never_makes_it_worse(seed):
    problem = small_problem(seed)
    state = State(priced(tables(problem), PRICE), some_assignment(problem, seed))
    state.descend()
    before = state.value
    improved = improve_parks(state, lambda: False)
    assert improved.value <= before + 1e-9
    assert not improved.banned.any()
    assert improved.value == pytest.approx(worth_of(state.at, improved.served), rel=1e-4)


def test_a_stop_is_heard():
    state = State(priced(tables(small_problem(0)), PRICE), np.full(5, TODAY))
    state.descend(lambda: True)
    assert (state.served == TODAY).all()
    assert improve_parks(state, lambda: True) is state


def test_a_banned_park_gets_nobody():
    problem = small_problem(1)
    state = State(priced(tables(problem), 0.01), np.full(5, TODAY))
    state.banned[0] = True
    state.refresh(np.array([0]))
    state.descend()
    assert (state.served >= 0).any() and not (state.served == 0).any()


@pytest.mark.parametrize("seed", range(6))
def test_polish_keeps_the_hubs_and_never_harms(seed):
    problem = small_problem(seed)
    served = some_assignment(problem, seed)
    choice = best_levels(problem, served)
    while choice is None:
        served[np.flatnonzero(served >= 0)[0]] = TODAY
        choice = best_levels(problem, served)
    polished = polish(tables(problem), choice)
    before, after = evaluate(problem, choice), evaluate(problem, polished)
    assert after.feasible
    assert after.objective <= before.objective
    assert set(polished.served) - {TODAY} <= set(choice.served) - {TODAY}


def test_polish_moves_a_fleet_to_where_it_waits_less():
    """From the best plan with one fleet left behind, polishing finds it its place again."""
    found = 0
    for seed in range(4):
        problem = small_problem(seed, cells=4)
        best = best_plan(problem)
        served = np.array(best.served)
        if not (served >= 0).any():
            continue
        served[np.flatnonzero(served >= 0)[0]] = TODAY
        choice = best_levels(problem, served)
        assert choice is not None
        better = evaluate(problem, polish(tables(problem), choice)).objective
        found += int(better < evaluate(problem, choice).objective - 1e-6)
    assert found >= 2
