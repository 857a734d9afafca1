"""Better timetables by other parks: hubs are closed, opened and moved where prices promise it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.model.timetable import Timetable, evaluate_timetable
from optimizer.problem import Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.as_built import as_built
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node, root
from optimizer.solve.rollout.park_moves import park_moves
from optimizer.solve.rollout.polish import BETTER, assignments_at, polished

_TRIALS, _SLACK = 6, 3e-3
"""Assignments whose levels are chosen, at most; how much dearer one may look, as a part."""


def with_other_parks(
    tables: tuple[Tables, ...], master: Master, timetable: Timetable, prices: Prices,
    tried: set[bytes], stop: Callable[[], bool],
) -> Timetable:  # fmt: skip
    """The timetable itself, or a better one after parks were closed, opened or moved.

    What that promises is seen at the master's ``prices`` of money and of what stays; assignments
    that promise most, and were not ``tried`` yet, get their best hubs and levels, and the best one
    is polished.
    """
    roll_out, rng = master.roll_out, np.random.default_rng(0)
    value = evaluate_timetable(roll_out, timetable).objective
    served = np.array([c.served for c in timetable.quarters])
    node = _with_new_parks(roll_out, as_built(master, timetable, prices.money))
    node = replace(node, prices=replace(node.prices, link=master.links.of_steps(prices.link)))
    here = assignments_at(tables, master, node, served)
    promising = [
        trial for aim, trial in park_moves(here, rng) if aim <= here.value + _SLACK * value
    ]
    found: list[tuple[float, Timetable]] = []
    for trial in promising:
        if len(found) < _TRIALS and not stop():
            found += _worth_of(roll_out, trial, tried)
    worth, near = min(found, key=lambda pair: pair[0], default=(np.inf, timetable))
    if worth >= value * (1.0 + _SLACK):
        return timetable
    better = polished(tables, master, near, stop)
    improves = evaluate_timetable(roll_out, better).objective < value * (1.0 - BETTER)
    return better if improves else timetable


def _worth_of(roll_out: RollOut, served: Ints, tried: set[bytes]) -> list[tuple[float, Timetable]]:
    """Best timetable of assignments that were not ``tried`` yet; none where nothing fits."""
    if served.tobytes() in tried:
        return []
    tried.add(served.tobytes())
    found = best_timetable(roll_out, served)
    worth = evaluate_timetable(roll_out, found) if found else None
    return [(worth.objective, found)] if found and worth and worth.feasible else []


def _with_new_parks(roll_out: RollOut, node: Node) -> Node:
    """A node in which hubs choose servers, and parks open in quarters in which they are closed."""
    whole = root(roll_out, node.prices)
    closed = node.most[0] < 0
    least, most = whole.least.copy(), whole.most.copy()
    least[0] = np.where(closed, -1, node.least[0])
    most[0] = np.where(closed, most[0], node.most[0])
    return replace(node, least=least, most=most)
