"""What `import optimizer` offers."""

from __future__ import annotations

import subprocess
import sys

import pytest

import optimizer
from optimizer.plan.plan import Plan


def test_every_name_is_there() -> None:
    for name in optimizer.__all__:
        assert getattr(optimizer, name) is not None
        assert name in dir(optimizer)
    with pytest.raises(AttributeError, match="no attribute 'optimise'"):
        _ = optimizer.optimise


def test_arrays_in_arrays_out(tutorial_plan: Plan) -> None:
    solution = optimizer.solve(tutorial_plan.problem, time_limit=10, gap=0.01)
    assert isinstance(solution, optimizer.Solution)
    assert solution.status == optimizer.Status.OPTIMAL
    assert solution.value == pytest.approx(tutorial_plan.evaluation.objective, rel=0.01)


def test_solve_can_be_called_whatever_was_imported_before() -> None:
    code = (
        "import optimizer.solve.milp, optimizer; from optimizer import solve, optimize, Plan;"
        "from optimizer.solve.watch import Watch;"
        "print(callable(solve), callable(optimizer.solve), optimizer.solve.milp.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True optimizer.solve.milp\n"


def test_version() -> None:
    from importlib.metadata import version

    assert optimizer.__version__ == version("service-hubs")


def test_notebook(tutorial_plan: Plan) -> None:
    page = tutorial_plan._repr_html_()
    assert page.count("<table") == 2
    assert "Middle park" in page
    inline = optimizer.map_inline(tutorial_plan, lang="ru")
    assert inline.startswith("<iframe")
