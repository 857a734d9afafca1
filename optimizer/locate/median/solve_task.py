"""A task solved: root, then the tree where it is worth while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.task import Flags, Task

if TYPE_CHECKING:
    from optimizer.locate.median.incumbent import Incumbent
    from optimizer.locate.median.root import Root, Tell

_CORE_ENTRIES, _FEW_ENTRIES = 250_000, 500
"""Survivors with at most so many entries go to HiGHS; the second where few sites are open."""
_MANY_SITES = 30
"""Opening or closing one of fewer sites changes much: the tree is quick then."""
_KICKS, _GOES = 20, 8
"""Kicks per open site in one go before the tree, and goes at most, while they help."""


@dataclass(frozen=True, eq=False)
class Found:
    """An open set (None: none that reaches every client) and the bound of the task."""

    open: Flags | None
    bound: float


def solve_task(task: Task, gap: float, seed: int, threads: int, clock: Clock, tell: Tell) -> Found:
    """Solve with compiled kernels; the first call on a machine compiles for some seconds."""
    from optimizer.locate.median.incumbent import Incumbent
    from optimizer.locate.median.root import solve_root, solve_root_again

    found = Incumbent(task, seed)
    root = solve_root(task, found, gap, clock, tell)
    bound = root.bound
    if bound <= task.goal(found.value, gap) and not clock.over():
        for _ in range(_GOES):
            better = found.iterate(_KICKS * task.p * min(task.p, _MANY_SITES) // _MANY_SITES)
            tell(found.value, task.lifted(bound, found.value), "search")
            if not better or clock.over():
                break
    if bound <= task.goal(found.value, gap) and not clock.over():
        root = solve_root_again(task, root, found, gap)
        bound = root.bound
    if bound <= task.goal(found.value, gap) and not clock.over():
        bound = _prove(task, root, found, gap, seed, threads, clock, tell)
    unreached = found.open is None or (task.whole and found.value >= task.far.min())
    if unreached:
        return Found(None, np.inf if bound > task.goal(found.value, gap) else bound)
    return Found(found.open, task.lifted(bound, found.value))


def _prove(
    task: Task, root: Root, found: Incumbent, gap: float, seed: int, threads: int, clock: Clock,
    tell: Tell,
) -> float:  # fmt: skip
    """The survivors to HiGHS where they are few, else the tree; returns the bound."""
    from optimizer.locate.median.branch import search_tree
    from optimizer.locate.median.survivors import core, solve_core

    sites = int(found.open.sum()) if found.open is not None else task.p
    most = _CORE_ENTRIES if sites >= _MANY_SITES else _FEW_ENTRIES
    left = core(task, root.sign, root.limit, most)
    if left is None:
        return search_tree(task, root, found, gap, clock, tell)
    goal = task.goal(found.value, gap)
    chosen, bound = solve_core(task, left, goal, gap, threads, seed, clock)
    if chosen is not None:
        found.offer(chosen, search=False)
    if bound >= goal:  # nothing at or below the goal
        bound = max(goal + 1e-9 * abs(goal), bound)
    return max(root.bound, bound)
