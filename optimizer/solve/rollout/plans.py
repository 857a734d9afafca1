"""Better timetables of the same hubs, and what they teach the master."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.model.timetable import Timetable, evaluate_timetable, ranks
from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import exact_pattern
from optimizer.solve.patterns.search import State
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.levels import best_timetable, stocked
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.moves import Assignments
from optimizer.solve.rollout.node import Node, root
from optimizer.solve.rollout.park_moves import park_moves
from optimizer.solve.rollout.price_quarter import at_prices

_BETTER = 1e-7
_TRIALS, _SLACK = 6, 3e-3
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
        if not worth.feasible or worth.objective >= value * (1.0 - _BETTER):
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
    here = _at_prices(tables, master, as_built(master, timetable, now.money), served)
    trial, tried, idle = here.descended(), {served.tobytes()}, 0
    while idle < kicks and not stop():
        moved = trial.served
        if trial.value < here.value and moved.tobytes() not in tried:
            tried.add(moved.tobytes())
            found = stocked(roll_out, timetable, moved)
            if found is not None and found.value < now.value * (1.0 - _BETTER):
                now, served, idle = found, moved, 0
                here = _at_prices(tables, master, as_built(master, timetable, now.money), served)
                trial = here.descended()
                continue
        idle += 1
        trial = here.kicked(rng)
    return None if served is first else served


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
    here = _at_prices(tables, master, node, served)
    promising = [
        trial for aim, trial in park_moves(here, rng) if aim <= here.value + _SLACK * value
    ]
    found: list[tuple[float, Timetable]] = []
    for trial in promising:
        if len(found) < _TRIALS and not stop():
            found += _worth_of(roll_out, trial, tried)
    worth, near = min(found, key=lambda pair: pair[0], default=(np.inf, timetable))
    if stop() or worth >= value * (1.0 + _SLACK):
        return timetable
    better = polished(tables, master, near, stop)
    improves = evaluate_timetable(roll_out, better).objective < value * (1.0 - _BETTER)
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


def _at_prices(tables: tuple[Tables, ...], master: Master, node: Node, served: Ints) -> Assignments:
    """Assignments (T, D), with what every move costs at a node and its prices of money."""
    r, money, parks = master.roll_out, node.prices.money, np.arange(master.parks)
    states = []
    for t, (grid, mine) in enumerate(zip(tables, served, strict=True)):
        own = master.starts.tables(grid, t, node)
        states.append(State(at_prices(own, master, node, t, node.prices, parks, own), mine))
    hand = r.change * np.array([money[t + 1 :].sum() for t in range(r.count - 1)])
    return Assignments(states, r.weight, hand)


def as_built(master: Master, timetable: Timetable, money: Array) -> Node:
    """The timetables with just these hubs, servers and sources, at prices of money (T,)."""
    r = master.roll_out
    none = np.zeros((r.count, r.parks))
    prices = Prices(np.zeros((r.count, master.cells)), money, np.zeros(master.links.count), none, 0)
    node = root(r, prices)
    rank = np.stack([ranks(r, c) for c in timetable.quarters], axis=1)
    built = np.array([c.sources(q) for c, q in zip(timetable.quarters, r.quarters, strict=True)])
    may = np.where(built.any(axis=0), built.argmax(axis=0), r.count)
    return replace(node, least=rank, most=rank, may=may)


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
