"""Hubs by quarter that the master likes better: paths of single parks, one after the other.

With all sizes fixed the master is nearly whole, so its value tells hub timetables apart at the cost
of one warm linear program each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from optimizer.model.timetable import Timetable, ranks
from optimizer.problem import Bools, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.node import Node

_BETTER = 1e-4


def hub_ranks(roll_out: RollOut, timetable: Timetable) -> Ints:
    """(T, J) rank of the size of every hub, -1 for none."""
    return np.array([ranks(roll_out, c)[0] for c in timetable.quarters])


def with_hubs(node: Node, ranks: Ints) -> Node:
    """The timetables of a node that have just these hubs (T, J)."""
    least, most = node.least.copy(), node.most.copy()
    least[0] = most[0] = ranks
    closed = np.broadcast_to(ranks < 0, most[1:].shape)
    most[1:] = np.where(closed, -1, most[1:])
    least[1:] = np.where(closed, -1, least[1:])
    return replace(node, least=least, most=most, depth=node.depth + 1)


def better_hubs(master: Master, top: Node, ranks: Ints, stop: Callable[[], bool]) -> Ints:
    """Ranks (T, J) of hubs for which the master is worth less, or the same.

    ``top`` is the node of all timetables.
    """
    parks = _in_play(master, ranks)
    best, value = ranks, _worth(master, with_hubs(top, ranks))
    improved = True
    while improved and not stop():
        improved = False
        for trial in _moves(master.roll_out, best, parks):
            if stop():
                break
            worth = _worth(master, with_hubs(top, trial))
            if worth < value * (1.0 - _BETTER):
                best, value, improved = trial, worth, True
                break
    return best


def _worth(master: Master, node: Node) -> float:
    master.restrict(node)
    return master.solve().value


def _in_play(master: Master, ranks: Ints) -> Bools:
    """(J,) parks that have a hub, or that the master uses where it is free."""
    used: Bools = np.array((ranks >= 0).any(axis=0))
    for column, weight in zip(master.columns, master.weights(), strict=True):
        if weight > 1e-3:
            used[column.pattern.park] = True
    return used


def _moves(roll_out: RollOut, ranks: Ints, parks: Bools) -> Iterator[Ints]:
    """Neighbours: a hub earlier, later, larger from some quarter on, gone, or a new one."""
    for j in np.flatnonzero(parks):
        old, seen = ranks[:, j], set[bytes]()
        for new in _paths(roll_out, old):
            key = new.tobytes()
            if (
                key not in seen
                and not np.array_equal(new, old)
                and _possible(roll_out, int(j), new)
            ):
                seen.add(key)
                trial = ranks.copy()
                trial[:, j] = new
                yield trial


def _paths(roll_out: RollOut, old: Ints) -> Iterator[Ints]:
    """Sizes by quarter (T,) near those that a park has."""
    quarters, count = np.arange(roll_out.count), len(roll_out.sizes.rank)
    if (old < 0).all():
        for start in quarters:
            for rank in range(min(2, count)):
                yield np.where(quarters >= start, rank, -1)
        return
    yield np.full_like(old, -1)
    yield np.append(old[1:], old[-1])  # a quarter earlier
    yield np.insert(old[:-1], 0, -1)  # a quarter later
    for start in quarters[old >= 0]:
        for rank in range(count):
            later = np.where(quarters >= start, rank, old)
            yield np.where(old < 0, -1, np.maximum.accumulate(later))
            yield np.where(old < 0, -1, np.minimum(later, rank))


def _possible(roll_out: RollOut, park: int, path: Ints) -> bool:
    """Whether a park's sizes can be ready in time; a hub that stood there is kept, or closed."""
    if roll_out.existing[park] >= 0 and (path >= 0).any() and (path < 0).any():
        return False
    option = np.argsort(roll_out.sizes.rank)
    return all(
        roll_out.size_open(t)[park, option[rank]] for t, rank in enumerate(path) if rank >= 0
    )
