"""From prices to plans: rounding the master, local search, exact levels, the master as a MILP."""

from __future__ import annotations

import numpy as np
import pulp

from optimizer.model.choice import TODAY, evaluate
from optimizer.problem import Array, Ints, Problem
from optimizer.solve.adapter import run
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.master import Master, Prices, unserved
from optimizer.solve.patterns.pattern import Pattern, exact_pattern
from optimizer.solve.patterns.polish import polish
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.search import State, improve_parks
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.watch import Watch

_PROMISING = 1.03
"""Assignments up to so much above the best plan are polished."""


def rounded(master: Master, weights: Array, least: float) -> Ints:
    """Assignment of the master's heaviest patterns, one per park, above a least weight."""
    served = np.full(master.problem.cells, TODAY)
    done: set[int] = set()
    for i in np.argsort(-weights):
        pattern = master.patterns[i]
        if weights[i] < least:
            break
        if pattern.park not in done:
            done.add(pattern.park)
            free = pattern.cells[served[pattern.cells] == TODAY]
            served[free] = pattern.park
    return served


def search_plans(
    tables: Tables, master: Master, prices: Prices, watch: Watch, *, starts: tuple[float, ...],
    factors: tuple[float, ...], deep: bool, seconds: float = np.inf,
    whole: Tables | None = None,
) -> None:  # fmt: skip
    """Local search from roundings of the master at several prices of money.

    The watch keeps the best plan. ``deep`` also closes, opens and swaps parks, for so many
    ``seconds`` in all. ``whole`` are the tables of all plans, where ``tables`` are those of a part.
    """
    free = whole or tables
    weights = master.weights()
    until = watch.seconds + seconds

    def enough() -> bool:
        return watch.over() or watch.seconds > until

    for least in starts:
        for factor in factors:
            if enough():
                return
            at = priced(tables, max(prices.money * factor, 1e-6))
            state = State(at, rounded(master, weights, least))
            state.descend(enough)
            offer_assignment(free, watch, master, state.served, "local search")
            if deep:
                state = improve_parks(state, enough)
                offer_assignment(free, watch, master, state.served, "local search")


def offer_assignment(
    tables: Tables, watch: Watch, master: Master, served: Ints, doing: str
) -> None:
    """Exact levels for an assignment; the plan goes to the watch and its parks into the master."""
    choice = best_levels(watch.problem, served)
    if choice is None:
        return
    if evaluate(watch.problem, choice).objective < _PROMISING * watch.value:
        choice = polish(tables, choice)
    watch.offer(choice, doing)
    patterns = [
        exact_pattern(
            watch.problem, int(j), int(choice.size[j]), np.flatnonzero(choice.served == j),
            choice.level[:, j].copy(),
        )
        for j in np.flatnonzero(choice.size >= 0)
    ]  # fmt: skip
    master.add(patterns)


def integer_master(
    tables: Tables, master: Master, watch: Watch, *, time_limit: float, threads: int, seed: int,
) -> None:  # fmt: skip
    """Best plan that the patterns found so far make together (a cell may lie in several)."""
    p = watch.problem
    keep = list(enumerate(master.patterns))
    model = pulp.LpProblem("master", pulp.LpMinimize)
    z = [model.add_variable(f"z{i}", 0, 1, cat="Binary") for i, _ in keep]
    stay = [model.add_variable(f"s{d}", 0, 1) for d in range(p.cells)]
    worth = [(q.value + p.money * q.cost) * v for (_, q), v in zip(keep, z, strict=True)]
    worth += [float(c) * s for c, s in zip(unserved(p), stay, strict=True)]
    built, paid = _sources(model, p)
    model.setObjective(pulp.lpSum(worth + [p.money * each for each in paid]))
    for (_, q), v in zip(keep, z, strict=True):
        for o in q.sources:
            model += v <= built[o]
    covers: list[list[pulp.LpVariable]] = [[s] for s in stay]
    by_park: dict[int, list[pulp.LpVariable]] = {}
    for (_, q), v in zip(keep, z, strict=True):
        by_park.setdefault(q.park, []).append(v)
        for d in q.cells:
            covers[d].append(v)
    for cover in covers:
        model += pulp.lpSum(cover) >= 1
    for variables in by_park.values():
        model += pulp.lpSum(variables) <= 1
    if np.isfinite(p.budget):
        costs = [q.cost * v for (_, q), v in zip(keep, z, strict=True)]
        model += pulp.lpSum(costs + paid) <= p.budget
    answer = run(
        model, time_limit=min(time_limit, max(watch.remaining(), 0.1)), gap=1e-4, threads=threads,
        seed=seed, stop=lambda: watch.interrupted,
    )  # fmt: skip
    if answer.has_values:
        chosen = [q for (_, q), v in zip(keep, z, strict=True) if (v.varValue or 0.0) > 0.5]
        offer_assignment(tables, watch, master, _merged(p.linear, chosen), "integer master")


def _sources(
    model: pulp.LpProblem, problem: Problem
) -> tuple[list[pulp.LpVariable], list[pulp.LpAffineExpression]]:
    """Sources built or not, within their limits, and what each costs."""
    sources = problem.sources
    if sources is None:
        return [], []
    built = [model.add_variable(f"u{o}", 0, 1, cat="Binary") for o in range(sources.count)]
    for group, most in enumerate(sources.most):
        mine = np.flatnonzero(sources.group == group)
        model += pulp.lpSum(built[int(o)] for o in mine) <= int(most)
    for use, limit in zip(sources.use, sources.limit, strict=True):
        total = pulp.lpSum(float(u) * v for u, v in zip(use, built, strict=True) if u)
        model += total <= float(limit)
    return built, [float(c) * v for c, v in zip(problem.source_floor, built, strict=True)]


def _merged(linear: Array, chosen: list[Pattern]) -> Ints:
    """Assignment of several patterns; a cell in two of them goes where its linear cost is lower."""
    served = np.full(linear.shape[0], TODAY)
    for pattern in chosen:
        for d in pattern.cells:
            now = served[d]
            if now == TODAY or linear[d, pattern.park] < linear[d, now]:
                served[d] = pattern.park
    return served
