"""The compact MILP with a cut loop: the definition solved as it stands.

Tangents are added where the solver's answer leans on them, first on the relaxation, then on the
MILP; every answer is evaluated exactly, so the gap is true.
"""

from __future__ import annotations

import numpy as np

from optimizer.model.choice import Choice
from optimizer.model.compact import CompactModel, add_tangent, build, read_choice
from optimizer.solve.adapter import Answer, run
from optimizer.solve.levels import best_levels
from optimizer.solve.watch import Watch

_RELAXED_ROUNDS = 4
_ROUNDS = 40
_VIOLATION = 2e-4


def solve_milp(
    watch: Watch, *, solver: str, threads: int, seed: int, tolerance: float = 0.04
) -> None:
    """Solve a problem by its compact MILP; the watch keeps plan and bound."""
    model = build(watch.problem, tolerance)
    for _ in range(_RELAXED_ROUNDS):
        if watch.over():
            return
        answer = _run(model, watch, solver, threads, seed, relaxed=True)
        if answer.infeasible:
            watch.infeasible = True
            return
        if not answer.finished:
            break
        watch.raise_bound(answer.bound, "relaxation")
        if not cut(model):
            break
    for _ in range(_ROUNDS):
        if watch.over():
            return
        answer = _run(model, watch, solver, threads, seed, relaxed=False)
        if answer.infeasible:
            watch.infeasible = watch.best is None
            return
        watch.raise_bound(answer.bound, "compact MILP")
        if answer.has_values:
            _offer(model, watch)
        if not answer.has_values or not (cut(model) or not answer.finished):
            break


def _run(
    model: CompactModel, watch: Watch, solver: str, threads: int, seed: int, *, relaxed: bool
) -> Answer:
    def report(_value: float, bound: float) -> None:
        if not relaxed:
            watch.raise_bound(bound, "compact MILP")

    limit = watch.remaining()
    return run(
        model.prob, solver, time_limit=None if limit == float("inf") else max(limit, 0.1),
        gap=min(watch.gap_wanted / 2, 1e-3), threads=threads, seed=seed, relaxed=relaxed,
        stop=lambda: watch.interrupted, report=report,
    )  # fmt: skip


def _offer(model: CompactModel, watch: Watch) -> None:
    """Offer the solver's own levels, and the best levels for its assignment."""
    choice: Choice = read_choice(model)
    watch.offer(choice, "compact MILP")
    watch.offer(best_levels(watch.problem, choice.served, choice.share), "compact MILP")


def cut(model: CompactModel) -> int:
    """Add tangents at the loads of the last answer where they lie too low; returns how many."""
    added = 0
    for (j, k, r, level), variable in model.queue.items():
        chosen = model.level[j, k, level].varValue or 0.0
        load = model.load[j, k, r, level].varValue or 0.0
        if chosen < 1e-6 or load <= 1e-9:
            continue
        row = model.rows[j, k][r]
        at = min(load / chosen, row.curves[level].capacity)
        true = chosen * float(row.curves[level].value(np.array(at)))
        if true - (variable.varValue or 0.0) > _VIOLATION * (true + 0.02):
            add_tangent(model, j, k, r, level, at)
            added += 1
    return added
