"""Solve the compact MILP until its bound and the exact worth of its plan agree."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.model.choice import Choice, evaluate
from optimizer.model.compact import CompactModel, add_tangent, build, read_choice
from optimizer.problem import Problem
from optimizer.solve.adapter import run


@dataclass(frozen=True)
class Proof:
    """A plan, its exact worth and a bound below every plan."""

    choice: Choice
    objective: float
    bound: float
    rounds: int


def prove(
    problem: Problem, solver: str = "HiGHS", tolerance: float = 0.04, close: float = 1e-6
) -> Proof:
    """Solve, evaluate, touch the curves at the plan's loads, and again."""
    model = build(problem, tolerance)
    best: tuple[float, Choice] | None = None
    for rounds in range(1, 25):
        answer = run(model.prob, solver, gap=1e-9, threads=1)
        assert answer.finished
        choice = read_choice(model)
        exact = evaluate(problem, choice)
        assert exact.broken == ()
        assert answer.bound <= exact.objective + 1e-6 * abs(exact.objective)
        if best is None or exact.objective < best[0]:
            best = exact.objective, choice
        if best[0] - answer.bound <= close * max(abs(best[0]), 1e-9):
            return Proof(best[1], best[0], answer.bound, rounds)
        touch(model, choice)
    raise AssertionError(f"bound {answer.bound} and value {best[0]} did not meet")


def touch(model: CompactModel, choice: Choice) -> None:
    """Add a tangent at the load of every chosen level."""
    shares = choice.shares(model.problem)
    for (j, k), rows in model.rows.items():
        level = int(choice.level[k, j])
        if level >= 0:
            for r, row in enumerate(rows):
                load = float(row.coefficients @ shares[model.problem.stations[k].cells, j])
                add_tangent(model, j, k, r, level, load)
