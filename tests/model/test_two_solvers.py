"""HiGHS and CBC find the same optimum; what a solver says is read with care."""

from dataclasses import replace

import numpy as np
import pulp
import pytest
from proven import prove
from small_problems import small_problem

from optimizer.errors import InputError
from optimizer.model.choice import evaluate
from optimizer.model.compact import build, read_choice
from optimizer.region import load_region
from optimizer.solve.adapter import run
from optimizer.turnaround.build import turnaround

HAS_CBC = {"PULP_CBC_CMD", "COIN_CMD"} & set(pulp.listSolvers(onlyAvailable=True))
needs_cbc = pytest.mark.skipif(not HAS_CBC, reason="PuLP 4 ships no CBC, and none is installed")


@needs_cbc
def test_same_optimum_of_the_tutorial():
    problem = turnaround(load_region("tutorial")).problem
    ours, theirs = prove(problem, "HiGHS"), prove(problem, "CBC")
    assert theirs.objective == pytest.approx(ours.objective, rel=1e-6)
    assert (theirs.choice.served == ours.choice.served).all()


@needs_cbc
@pytest.mark.parametrize("seed", [50, 51])
def test_same_optimum_of_the_same_model(seed):
    """Seed 50 is one whose optimum CBC's Gomory cuts cut off."""
    model = build(small_problem(seed))
    ours = run(model.prob, "HiGHS", gap=0.0)
    theirs = run(model.prob, "CBC", gap=0.0)
    assert ours.finished and theirs.finished
    assert theirs.bound == pytest.approx(ours.bound, rel=1e-6)


@needs_cbc
def test_cbc_proves_that_there_is_no_plan():
    answer = run(build(unservable()).prob, "CBC")
    assert (answer.finished, answer.infeasible, answer.has_values) == (False, True, False)


def unservable():
    """A problem whose first cell has neither a park nor today's way."""
    problem = small_problem(52)
    linear, stay = problem.linear.copy(), problem.stay.copy()
    linear[0], stay[0] = np.inf, np.inf
    return replace(problem, linear=linear, stay=stay)


def test_highs_proves_that_there_is_no_plan():
    answer = run(build(unservable()).prob)
    assert (answer.finished, answer.infeasible, answer.has_values) == (False, True, False)
    assert answer.bound == -np.inf


def test_relaxed_bound_lies_below_the_optimum():
    model = build(small_problem(53))
    relaxed = run(model.prob, relaxed=True)
    whole = run(model.prob)
    exact = evaluate(model.problem, read_choice(model))
    assert relaxed.finished and whole.finished
    assert relaxed.bound <= whole.bound + 1e-6
    assert whole.bound <= exact.objective


def test_a_stop_keeps_what_there_is():
    model = build(small_problem(54))
    answer = run(model.prob, stop=lambda: True)
    assert not answer.finished
    assert answer.bound <= prove(model.problem).objective


def test_an_unknown_solver_is_the_users_to_mend():
    with pytest.raises(InputError, match=r"no solver 'oracle' here; PuLP offers .*HiGHS"):
        run(build(small_problem(55)).prob, "oracle")
