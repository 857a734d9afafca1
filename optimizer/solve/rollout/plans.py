"""Better timetables of the same hubs, and what they teach the master."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.timetable import Timetable, evaluate_timetable
from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import exact_pattern
from optimizer.solve.patterns.polish import as_built
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.search import State
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master

_TURNS = 4


def polished(
    tables: tuple[Tables, ...], roll_out: RollOut, timetable: Timetable, money: Array
) -> Timetable:
    """The timetable itself, or a better one of the same hubs: fleets move to what is built.

    ``money`` (T,) are prices of money; they weigh what it costs to hand a fleet over.
    """
    best, value = timetable, evaluate_timetable(roll_out, timetable).objective
    for _ in range(_TURNS):
        served = np.array([c.served for c in best.quarters])
        for t, (grid, choice) in enumerate(zip(tables, best.quarters, strict=True)):
            built = as_built(grid.problem, choice).tables(grid)
            linear = built.problem.linear + _handing_over(roll_out, served, t, money)
            moved = replace(built, problem=replace(built.problem, linear=linear))
            state = State(priced(moved, 0.0), choice.served)
            state.descend()
            served[t] = state.served
        trial = best_timetable(roll_out, served)
        if trial is None:
            break
        worth = evaluate_timetable(roll_out, trial)
        if not worth.feasible or worth.objective >= value - 1e-9 * abs(value):
            break
        best, value = trial, worth.objective
    return best


def _handing_over(roll_out: RollOut, served: Ints, quarter: int, money: Array) -> Array:
    """(D, J) aim of a quarter that handing each cell over, before it and after it, would cost."""
    total = np.zeros((served.shape[1], roll_out.parks))
    parks = np.arange(roll_out.parks)
    for other, paid in ((quarter - 1, quarter), (quarter + 1, quarter + 1)):
        if 0 <= other < roll_out.count:
            price = roll_out.change * float(money[paid:].sum()) / roll_out.weight[quarter]
            there = served[other][:, None]
            total += price * ((there >= 0) & (there != parks))
    return total


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
