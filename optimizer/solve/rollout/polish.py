"""Better timetables of the same hubs: fleets move at prices, stock and levels follow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.model.timetable import Timetable, evaluate_timetable
from optimizer.problem import Ints
from optimizer.solve.patterns.search import State
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.as_built import as_built
from optimizer.solve.rollout.handing_over import cost_of_handing
from optimizer.solve.rollout.levels import best_timetable, stocked
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.moves import Assignments
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.price_quarter import at_prices

BETTER = 1e-7
"""Part of the aim by which a timetable is better than another."""
_KICKS = 40
"""Kicks in a row of no use, after which a search ends."""


def polished(
    tables: tuple[Tables, ...], master: Master, timetable: Timetable, stop: Callable[[], bool],
    kicks: int = _KICKS,
) -> Timetable:  # fmt: skip
    """The timetable itself, or a better one of nearly the same hubs.

    Fleets move while hubs, servers and sources stay; then these and all levels are chosen anew for
    the new assignment, in turns. A turn ends after so many ``kicks`` in a row of no use.
    """
    roll_out = master.roll_out
    best, value = timetable, evaluate_timetable(roll_out, timetable).objective
    while not stop():
        served = _better_served(tables, master, best, stop, kicks)
        trial = None if served is None else best_timetable(roll_out, served)
        if trial is None:
            break
        worth = evaluate_timetable(roll_out, trial)
        if not worth.feasible or worth.objective >= value * (1.0 - BETTER):
            break
        best, value = trial, worth.objective
    return best


def _better_served(
    tables: tuple[Tables, ...], master: Master, timetable: Timetable, stop: Callable[[], bool],
    kicks: int,
) -> Ints | None:  # fmt: skip
    """(T, D) better assignments for a timetable's hubs, servers and sources; None where none is.

    Where moves at prices promise something, stock is chosen anew within the money, which gives new
    prices. In between a few fleets are pushed elsewhere (iterated local search: Lourenço, Martin,
    Stützle 2003).
    """
    roll_out, rng = master.roll_out, np.random.default_rng(0)
    first = served = np.array([c.served for c in timetable.quarters])
    now = stocked(roll_out, timetable, served)
    if now is None:
        return None
    here = assignments_at(tables, master, as_built(master, timetable, now.money), served)
    trial, tried, idle = here.descended(), {served.tobytes()}, 0
    while idle < kicks and not stop():
        moved = trial.served
        if trial.value < here.value and moved.tobytes() not in tried:
            tried.add(moved.tobytes())
            found = stocked(roll_out, timetable, moved)
            if found is not None and found.value < now.value * (1.0 - BETTER):
                now, served, idle = found, moved, 0
                built = as_built(master, timetable, now.money)
                here = assignments_at(tables, master, built, served)
                trial = here.descended()
                continue
        idle += 1
        trial = here.kicked(rng)
    return None if served is first else served


def assignments_at(
    tables: tuple[Tables, ...], master: Master, node: Node, served: Ints
) -> Assignments:
    """Assignments (T, D), with what every move costs at a node and its prices of money."""
    r, money, parks = master.roll_out, node.prices.money, np.arange(master.parks)
    states = []
    for t, (grid, mine) in enumerate(zip(tables, served, strict=True)):
        own = master.starts.tables(grid, t, node)
        states.append(State(at_prices(own, master, node, t, node.prices, parks, own), mine))
    return Assignments(states, r.weight, cost_of_handing(r, money))
