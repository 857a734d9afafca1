"""Solves with little time, few threads and interrupts: what is said agrees, whatever happens.

Two hundred of them with HUBS_LONG_TESTS=1, two dozen without.
"""

import os

import pytest
from agreement import CLOSE, disagreements
from pressed_problems import SHAPES, optimum, pressed_problem
from pressed_solve import pressure, solve_pressed

from optimizer.solve.status import Status

RUNS = range(200 if os.environ.get("HUBS_LONG_TESTS") else 24)
PROBLEMS = 2 * len(SHAPES)
_values: dict[int, list[float]] = {}
_bounds: dict[int, list[float]] = {}


@pytest.mark.parametrize("seed", RUNS)
def test_status_plan_value_bound_and_gap_agree(seed):
    number, press = seed % PROBLEMS, pressure(seed)
    problem = pressed_problem(number)
    solution, watch = solve_pressed(problem, press)
    assert disagreements(problem, solution, press.gap) == []
    assert not watch.contradicted
    if press.plug_s is None:
        assert solution.status != Status.INTERRUPTED
    elif solution.status == Status.TIME_LIMIT:
        assert not watch.interrupted
    best = optimum(number)
    if best is not None:
        assert solution.value >= best * (1 - CLOSE)
        assert solution.bound <= best * (1 + CLOSE)
        if solution.status == Status.OPTIMAL:
            assert solution.value <= best / (1 - press.gap) * (1 + CLOSE)
    _values.setdefault(number, []).append(solution.value)
    _bounds.setdefault(number, []).append(solution.bound)


@pytest.mark.parametrize("number", range(PROBLEMS))
def test_no_bound_is_above_any_plan(number):
    """Of one problem, whatever the method, the time and the plug."""
    if number not in _values:
        pytest.skip("no run of this problem in this session")
    assert max(_bounds[number]) <= min(_values[number]) * (1 + CLOSE)
