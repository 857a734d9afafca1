"""Whole patterns: the master as a MILP, at a node in which the hubs of every quarter are fixed.

With its hubs fixed the master is nearly whole, so this takes seconds; with all hubs free it would
not end. Of what handing fleets over costs it knows the rows that the master has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from optimizer.model.choice import TODAY
from optimizer.problem import Ints
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.node import Node

_FAR = 1.02
"""Patterns whose reduced cost lifts the master past so many times its value are left out."""


def whole_patterns(
    master: Master, node: Node, *, most: float, gap: float, seconds: float,
    stop: Callable[[], bool],
) -> Ints | None:  # fmt: skip
    """(T, D) assignments of the best timetable of a node that the patterns found so far make.

    Parameters
    ----------
    most
        Worth of a timetable that is known: what cannot be better is left out.
    gap
        A fraction, at which the search ends; it ends after so many ``seconds`` as well.
    """
    value = master.value_at(node)
    places = master.open_columns(min(most, _FAR * value) - value)
    lp = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, option in (("output_flag", False), ("threads", 1), ("time_limit", float(seconds)),
                         ("mip_rel_gap", float(gap))):  # fmt: skip
        lp.setOptionValue(name, option)
    lp.passModel(master.lp.getLp())
    for place in master.starts.place.values():
        lp.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    every, kept = master.places, np.zeros(lp.getNumCol(), dtype=bool)
    kept[places] = True
    for place in every:
        if kept[place]:
            lp.changeColIntegrality(int(place), highspy.HighsVarType.kInteger)
        else:
            lp.changeColBounds(int(place), 0.0, 0.0)
    _listen(lp, stop)
    lp.run()
    if lp.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    taken = np.array(lp.getSolution().col_value)[every] > 0.5
    return served_by(master, np.flatnonzero(taken).tolist())


def served_by(master: Master, columns: list[int]) -> Ints:
    """(T, D) assignments of some columns, the first of two that hold a cell serving it."""
    served = np.full((master.count, master.cells), TODAY)
    for i in columns:
        column = master.columns[i]
        mine, cells = served[column.quarter], column.pattern.cells
        mine[cells[mine[cells] == TODAY]] = column.pattern.park
    return served


def _listen(lp: Any, stop: Callable[[], bool]) -> None:
    """Let Ctrl-C end a search."""
    kind = highspy.cb.HighsCallbackType.kCallbackMipInterrupt

    def listen(_kind: Any, _message: str, _out: Any, into: Any, _data: Any) -> None:
        if into is not None and stop():
            into.user_interrupt = True

    lp.setCallback(listen, None)
    lp.startCallback(kind)
