"""What a solver vouches for: time limits, stops, threads, and names that nobody knows."""

import math
import threading
import time

import numpy as np
import pulp
import pytest

from optimizer.solve.adapter import UnknownSolverError, run


def knapsack(items: int = 60, rows: int = 12, seed: int = 0) -> pulp.LpProblem:
    """A multiple knapsack that HiGHS does not finish in a second."""
    rng = np.random.default_rng(seed)
    model = pulp.LpProblem("knapsack", pulp.LpMinimize)
    x = [model.add_variable(f"x{i}", 0, 1, cat="Binary") for i in range(items)]
    weight = rng.integers(10, 100, (rows, items))
    worth = weight.mean(axis=0) + rng.integers(1, 20, items)
    model.setObjective(pulp.lpSum(-float(w) * v for w, v in zip(worth, x, strict=True)))
    for row in weight:
        model += pulp.lpSum(float(w) * v for w, v in zip(row, x, strict=True)) <= row.sum() / 2
    return model


def easy() -> pulp.LpProblem:
    """min 2x + 3y, x + y >= 1.5, whole numbers: 4 at x = 2."""
    model = pulp.LpProblem("easy", pulp.LpMinimize)
    x, y = (model.add_variable(name, 0, 9, cat="Integer") for name in "xy")
    model.setObjective(2 * x + 3 * y)
    model += x + y >= 1.5
    return model


def test_a_finished_solve():
    model = easy()
    answer = run(model, gap=0.0)
    assert answer.finished and answer.has_values and not answer.infeasible
    assert answer.bound == pytest.approx(4.0)
    assert pulp.value(model.objective) == pytest.approx(4.0)


def test_the_relaxation():
    answer = run(easy(), relaxed=True)
    assert answer.finished and answer.bound == pytest.approx(3.0)


def test_a_time_limit_keeps_plan_and_bound():
    model = knapsack()
    started = time.monotonic()
    answer = run(model, time_limit=0.5, threads=1)
    assert time.monotonic() - started < 5.0
    assert not answer.finished and not answer.infeasible
    assert answer.has_values
    assert math.isfinite(answer.bound)
    assert answer.bound <= pulp.value(model.objective)


def test_a_stop_in_the_middle_keeps_plan_and_bound():
    model, seen = knapsack(seed=1), []
    began = time.monotonic()

    def stop() -> bool:
        return bool(seen) and time.monotonic() - began > 0.3

    answer = run(
        model, time_limit=20.0, threads=1, stop=stop, report=lambda v, b: seen.append((v, b))
    )
    assert time.monotonic() - began < 10.0
    assert not answer.finished and answer.has_values
    assert answer.bound <= pulp.value(model.objective)
    bounds = [b for _, b in seen]
    assert bounds == sorted(bounds), "what is reported as proven only rises"
    assert max(bounds) <= answer.bound + 1e-9


def test_no_answer():
    model = easy()
    model += model.variables()[0] + model.variables()[1] <= 1
    answer = run(model)
    assert answer.infeasible and not answer.finished and not answer.has_values
    assert answer.bound == -math.inf


def test_one_thread_after_two_in_one_process():
    """HiGHS keeps the number of threads of its first solve for each calling thread."""
    for threads in (2, 1, 2):
        assert run(easy(), threads=threads).bound == pytest.approx(4.0)
    # in a thread of its own as well, while the first one is still there
    found = []
    other = threading.Thread(target=lambda: found.append(run(easy(), threads=1).bound))
    other.start()
    other.join()
    assert found == [pytest.approx(4.0)]


def test_the_same_seed_gives_the_same_answer():
    first, second = knapsack(items=30, rows=5), knapsack(items=30, rows=5)
    one, two = run(first, threads=1, seed=3), run(second, threads=1, seed=3)
    assert one.bound == two.bound
    values = [[v.varValue for v in m.variables()] for m in (first, second)]
    assert values[0] == values[1]


def test_an_unknown_solver():
    with pytest.raises(UnknownSolverError, match="no solver 'delphi' here"):
        run(easy(), "delphi")


def test_an_error_of_the_solver_is_raised_where_it_was_called():
    with pytest.raises(ValueError, match="soon"):
        run(easy(), time_limit="soon")
