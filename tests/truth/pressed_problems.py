"""The problems that are solved under pressure, and what is known of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from every_plan import best_plan
from made_problems import with_sources
from small_problems import small_problem

from optimizer.problem import Problem

SHAPES = ((4, 3), (5, 2), (12, 5), (24, 8), (40, 10), (60, 14))
"""Cells and parks; of the first two every plan is looked at."""
TINY = 2


@cache
def pressed_problem(number: int) -> Problem:
    """Problem of a number; shapes take turns, and budgets grow with the cells."""
    cells, parks = SHAPES[number % len(SHAPES)]
    problem = small_problem(900 + number, cells, parks)
    if number % 5 == 4:
        problem = replace(problem, money=1.0)
    if number % 4 == 3:
        problem = with_sources(problem, number)
    return replace(problem, budget=problem.budget * max(1.0, cells / 8))


@cache
def optimum(number: int) -> float | None:
    """The true optimum where every plan can be looked at."""
    if number % len(SHAPES) < TINY:
        return best_plan(pressed_problem(number)).objective
    return None
