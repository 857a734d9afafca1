"""solve: one door for every way to solve a Problem."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import numpy as np

from optimizer.errors import InputError
from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.problem import Array, Problem
from optimizer.solve.milp import solve_milp
from optimizer.solve.solution import Solution, conclude
from optimizer.solve.watch import Progress, Watch

Method = Literal["auto", "milp", "patterns", "large"]

_DEAREST = 1e8
"""Patterns tell what is forbidden by its cost: real ones stay well below (`tables.DEAR`)."""
_SMALL = 300
"""Up to so many pairs of cell and park the compact MILP is proven at once."""
_LARGE = 200_000
"""From so many pairs on prices climb faster than patterns are made, and repay a compiler."""


def solve(
    problem: Problem, *, method: Method = "auto", solver: str = "HiGHS",
    time_limit: float = 60.0, gap: float = 0.005, threads: int | None = None, seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
) -> Solution:  # fmt: skip
    """Find the best plan of a problem and prove how good it is.

    Parameters
    ----------
    method
        ``milp``: the compact MILP. ``patterns``: whole-park patterns. ``large``: prices of cells
        and compiled search, for thousands of cells. ``auto`` chooses by the problem and says why
        in `Solution.why`.
    solver
        Solver of the compact MILP, by its PuLP name.
    time_limit
        Seconds. The best plan is kept when they run out, or at Ctrl-C.
    gap
        Proven gap to stop at, a fraction.
    threads
        Default: all cores.
    """
    watch = Watch(problem, time_limit=time_limit, gap=gap, on_progress=on_progress)
    cores = threads or os.cpu_count() or 1
    chosen, why = _choose(problem, method, solver)
    with watch.catching_ctrl_c():
        watch.offer(_as_today(problem), "today")
        if chosen == "milp":
            solve_milp(watch, solver=solver, threads=cores, seed=seed)
            return conclude(watch, chosen, why)
        if chosen == "large":
            from optimizer.solve.large.method import solve_large

            price = solve_large(watch, threads=cores, seed=seed)
            return conclude(watch, chosen, why, money_price=price)
        from optimizer.solve.patterns.method import solve_patterns

        proven = solve_patterns(watch, threads=cores, seed=seed)
        if watch.best is None and not watch.over():
            why += "; the search met no plan, the compact MILP looks for one"
            solve_milp(watch, solver=solver, threads=cores, seed=seed)
        return conclude(
            watch, chosen, why, money_price=proven.money_price, money_bound=proven.money_bound,
            ruled_out=_not_open(watch, proven.ruled_out),
            certain=proven.certain,
        )  # fmt: skip


def _as_today(problem: Problem) -> Choice | None:
    """The plan that builds nothing, where every cell may keep today's way: no plan is worse."""
    if not np.isfinite(problem.stay).all():
        return None
    return Choice(
        np.full(problem.cells, TODAY),
        np.full(problem.parks, CLOSED),
        np.full((len(problem.stations), problem.parks), NONE),
        share=np.zeros((problem.cells, problem.parks)) if problem.split else None,
    )


def _choose(problem: Problem, method: Method, solver: str) -> tuple[str, str]:
    whole = _patterns_cannot(problem)
    if method == "large" and (cannot := _large_cannot(problem)):
        raise InputError([f"method 'large' cannot solve this problem: {cannot}; use 'milp'"])
    if method == "patterns" and whole:
        raise InputError([f"method 'patterns' cannot solve this problem: {whole}; use 'milp'"])
    if method != "auto":
        return method, "asked for"
    if solver.upper() != "HIGHS":
        return "milp", f"{solver} solves the compact MILP only"
    if whole:
        return "milp", whole
    pairs = problem.cells * problem.parks
    if pairs <= _SMALL:
        return "milp", f"small: {pairs} pairs of fleet and park"
    if pairs >= _LARGE and not _large_cannot(problem):
        return "large", f"large: {pairs} pairs of fleet and park"
    return "patterns", f"{pairs} pairs of fleet and park tied by one budget"


def _patterns_cannot(problem: Problem) -> str:
    """What a pattern cannot express; empty where it can express all."""
    if problem.split:
        return "cells may be split between parks"
    dearest = max(float(c.max(initial=0.0)) for c in _costs(problem))
    if dearest >= _DEAREST:
        return f"a cost of {dearest:.3g}; count money in a larger unit"
    return ""


def _large_cannot(problem: Problem) -> str:
    from optimizer.solve.large.layout import cannot

    return cannot(problem)


def _costs(problem: Problem) -> list[Array]:
    return [problem.size_cost, *(station.cost for station in problem.stations)]


def _not_open(watch: Watch, parks: tuple[int, ...]) -> tuple[int, ...]:
    """Parks without a hub: that no better plan has one says nothing against the best plan's own."""
    opened = set() if watch.best is None else set(np.flatnonzero(watch.best.size >= 0).tolist())
    return tuple(j for j in parks if j not in opened)
