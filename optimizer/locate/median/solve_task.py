"""A task solved: root, then the tree where it is worth while."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.root import Tell
from optimizer.locate.median.task import Flags, Task


@dataclass(frozen=True, eq=False)
class Found:
    """An open set (None: none that reaches every client) and the bound of the task."""

    open: Flags | None
    bound: float


def solve_task(task: Task, gap: float, seed: int, clock: Clock, tell: Tell) -> Found:
    """Solve with compiled kernels; the first call on a machine compiles for some seconds."""
    from optimizer.locate.median.branch import search_tree
    from optimizer.locate.median.incumbent import Incumbent
    from optimizer.locate.median.root import solve_root

    found = Incumbent(task, seed)
    root = solve_root(task, found, gap, clock, tell)
    bound = root.bound
    if bound <= task.goal(found.value, gap) and not clock.over():
        bound = search_tree(task, root, found, gap, clock, tell)
    unreached = found.open is None or (task.whole and found.value >= task.far.min())
    if unreached:
        return Found(None, np.inf if bound > task.goal(found.value, gap) else bound)
    return Found(found.open, task.lifted(bound, found.value))
