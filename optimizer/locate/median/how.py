"""How: what the steps of a solve have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.locate.clock import Clock
from optimizer.locate.median.task import Task

if TYPE_CHECKING:
    from optimizer.locate.median.root import Tell


@dataclass(frozen=True, eq=False)
class How:
    """Gap to stop at, seed, threads of HiGHS, clock, and where news go.

    ``nodes`` is how many of a tree there may be; 0: no limit. What is part of another task already
    (not ``whole``) is not divided again.
    """

    gap: float
    seed: int
    threads: int
    clock: Clock
    tell: Tell
    nodes: int = 0
    whole: bool = True

    def lasts(self, task: Task, bound: float, value: float) -> bool:
        """Whether there is something left to prove, and time for it."""
        return bound <= task.goal(value, self.gap) and not self.clock.over()
