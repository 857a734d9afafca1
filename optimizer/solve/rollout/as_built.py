"""A timetable as the master sees it: a node with just its hubs, and columns of its patterns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.timetable import Timetable, ranks
from optimizer.problem import Array
from optimizer.solve.patterns.pattern import exact_pattern
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node, root


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
