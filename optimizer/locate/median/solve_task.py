"""A task solved: root, then the tree where it is worth while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.locate.median.how import How
from optimizer.locate.median.task import Flags, Task

if TYPE_CHECKING:
    from optimizer.locate.median.incumbent import Incumbent
    from optimizer.locate.median.root import Root

_CORE_ENTRIES, _FEW_ENTRIES = 250_000, 500
"""Survivors with at most so many entries go to HiGHS; the second where few sites are open."""
_EASY_ENTRIES = 10_000
"""Survivors with so many entries are not divided into parts first."""
_MANY_SITES, _MANY_OF_PART = 30, 12
"""Opening or closing one of fewer sites changes much: the tree is quick then; in a part of few
clients HiGHS is quicker soon."""
_KICKS, _GOES, _IDLE, _WARMTH = 40, 20, 2, 0.1
"""Kicks per open site in one go before the tree; goes at most, and in a row of no use; how much
dearer a set may be on the way, in mean costs of a site."""


@dataclass(frozen=True, eq=False)
class Found:
    """An open set (None: none that reaches every client), the bound of the task, and the value."""

    open: Flags | None
    bound: float
    value: float = np.inf


def solve_task(task: Task, how: How, start: Flags | None = None) -> Found:
    """Solve with compiled kernels; the first call on a machine compiles for some seconds.

    ``start`` is a set to begin with, with any number of sites.
    """
    from optimizer.locate.median.incumbent import Incumbent
    from optimizer.locate.median.root import solve_root, solve_root_again

    gap, clock = how.gap, how.clock
    found = Incumbent(task, how.seed, clock)
    if start is not None and (start | task.must).any():
        found.offer(found.fitted(start | task.must))
    root = solve_root(task, found, gap, clock, how.tell)
    if how.lasts(task, root.bound, found.value):
        _kicked(task, root.bound, found, how)
    if how.lasts(task, root.bound, found.value):
        root = solve_root_again(task, root, found, gap, clock)
    bound = root.bound
    if how.lasts(task, bound, found.value):
        bound = _prove(task, root, found, how)
    unreached = found.open is None or (task.whole and found.value >= task.far.min())
    if unreached:
        return Found(None, np.inf if bound > task.goal(found.value, gap) else bound)
    return Found(found.open, task.lifted(bound, found.value), found.value)


def _kicked(task: Task, bound: float, found: Incumbent, how: How) -> None:
    """Improve the best set by kicks, until some goes in a row were of no use."""
    idle, rounds = 0, _KICKS * task.p * min(task.p, _MANY_SITES) // _MANY_SITES
    for _ in range(_GOES):
        idle = 0 if found.iterate(rounds, warmth=_WARMTH) else idle + 1
        how.tell(found.value, task.lifted(bound, found.value), "search")
        if idle == _IDLE or not how.lasts(task, bound, found.value):
            break


def _prove(task: Task, root: Root, found: Incumbent, how: How) -> float:
    """Parts, then the survivors to HiGHS where they are few, else the tree; returns the bound."""
    from optimizer.locate.median.branch import search_tree
    from optimizer.locate.median.divide import bound_by_parts
    from optimizer.locate.median.root import solve_root_again
    from optimizer.locate.median.survivors import core, solve_core

    sites = int(found.open.sum()) if found.open is not None else task.p
    many = _MANY_SITES if how.whole else _MANY_OF_PART
    most = _CORE_ENTRIES if sites >= many else _FEW_ENTRIES
    left = core(task, root.sign, root.limit, most)
    bound = root.bound
    divisible = how.whole and task.times == 1 and task.p >= _MANY_SITES and task.whole
    if divisible and (left is None or left.program.matrix.nnz > _EASY_ENTRIES):
        before = found.value
        bound = bound_by_parts(task, root, found, how)
        if not how.lasts(task, bound, found.value):
            return bound
        if found.value < before:
            root = solve_root_again(task, root, found, how.gap, how.clock)
            left = core(task, root.sign, root.limit, most)
    if left is None:
        return max(bound, search_tree(task, root, found, how))
    goal = task.goal(found.value, how.gap)
    chosen, proven = solve_core(task, left, goal, how)
    if chosen is not None:
        found.offer(chosen, search=False)
    if proven >= goal:  # nothing at or below the goal
        proven = max(goal + 1e-9 * abs(goal), proven)
    return max(bound, root.bound, proven)
