"""Watch: the record of the solve of one problem."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.model.choice import Choice, Evaluation, evaluate
from optimizer.problem import Problem
from optimizer.solve.record import Progress, Record, relative_gap

__all__ = ["Progress", "Watch", "relative_gap"]


class Watch(Record[Choice, Evaluation]):
    """Clock, incumbent and bound of the solve of a problem."""

    def __init__(
        self,
        problem: Problem,
        *,
        time_limit: float = float("inf"),
        gap: float = 0.0,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        super().__init__(
            lambda choice: evaluate(problem, choice), time_limit=time_limit, gap=gap,
            on_progress=on_progress,
        )  # fmt: skip
        self.problem = problem
