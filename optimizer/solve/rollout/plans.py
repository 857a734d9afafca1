"""Better timetables of the same hubs, and what they teach the master."""

from __future__ import annotations

import numpy as np

from optimizer.model.timetable import Timetable, evaluate_timetable
from optimizer.solve.patterns.pattern import exact_pattern
from optimizer.solve.patterns.polish import as_built
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.search import State
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master

_TURNS = 4


def polished(tables: tuple[Tables, ...], master: Master, timetable: Timetable) -> Timetable:
    """The timetable itself, or a better one of the same hubs: fleets move to what is built."""
    r = master.roll_out
    best, value = timetable, evaluate_timetable(r, timetable).objective
    for _ in range(_TURNS):
        served = np.array([c.served for c in best.quarters])
        for t, (grid, choice) in enumerate(zip(tables, best.quarters, strict=True)):
            state = State(priced(as_built(grid.problem, choice).tables(grid), 0.0), choice.served)
            state.descend()
            served[t] = state.served
        trial = best_timetable(r, served)
        if trial is None:
            break
        worth = evaluate_timetable(r, trial)
        if not worth.feasible or worth.objective >= value - 1e-9 * abs(value):
            break
        best, value = trial, worth.objective
    return best


def learn(master: Master, timetable: Timetable) -> None:
    """Put the hubs of a timetable into the master."""
    for t, choice in enumerate(timetable.quarters):
        problem = master.roll_out.quarters[t]
        master.add(t, [
            exact_pattern(
                problem, int(j), int(choice.size[j]), np.flatnonzero(choice.served == j),
                choice.level[:, j].copy(),
            )
            for j in np.flatnonzero(choice.size >= 0)
        ])  # fmt: skip
