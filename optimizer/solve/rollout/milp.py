"""The compact MILP over quarters with a cut loop: the definition solved as it stands."""

from __future__ import annotations

import numpy as np

from optimizer.model.compact_roll_out import CompactRollOut
from optimizer.model.timetable import Timetable, TimetableWorth
from optimizer.roll_out import RollOut
from optimizer.solve.adapter import run
from optimizer.solve.milp import cut
from optimizer.solve.record import Record
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.sources_built import without_idle

_ROUNDS = 40


def solve_compact(
    watch: Record[Timetable, TimetableWorth], roll_out: RollOut, *, solver: str, threads: int,
    seed: int,
) -> None:  # fmt: skip
    """Solve a roll-out by its compact MILP; the watch keeps timetable and bound."""
    whole = CompactRollOut(roll_out)
    for _ in range(_ROUNDS):
        if watch.over():
            return
        left = watch.remaining()
        answer = run(
            whole.prob, solver, time_limit=None if np.isinf(left) else max(left, 0.1),
            gap=min(watch.gap_wanted / 2, 1e-3), threads=threads, seed=seed,
            stop=lambda: watch.interrupted,
            report=lambda _, bound: watch.raise_bound(bound, "compact MILP"),
        )  # fmt: skip
        if answer.infeasible:
            watch.infeasible = watch.best is None
            return
        watch.raise_bound(answer.bound, "compact MILP")
        if not answer.has_values:
            return
        found = Timetable(without_idle(roll_out, whole.timetable().quarters))
        watch.offer(found, "compact MILP")
        served = np.array([choice.served for choice in found.quarters])
        watch.offer(best_timetable(roll_out, served), "compact MILP")
        if not sum(map(cut, whole.quarters)) and answer.finished:
            return
