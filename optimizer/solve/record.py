"""Record: the clock of a solve, its best plan, its bound, and the user's wish to stop."""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

_INF = float("inf")
_ROUNDING = 1e-6
"""A bound may exceed the plan by the solver's own tolerance, relative to the aim."""


def _rounding(aim: float) -> float:
    return _ROUNDING * max(abs(aim), 1.0)


@dataclass(frozen=True)
class Progress:
    """One line of the live report.

    ``value`` is the best plan's aim (inf: none yet), ``bound`` proven (-inf: none yet), ``gap`` the
    fraction (value − bound) / value.
    """

    seconds: float
    value: float
    bound: float
    doing: str

    @property
    def gap(self) -> float:
        """Proven gap as a fraction of the value; inf without a plan or a bound."""
        return relative_gap(self.value, self.bound)


def relative_gap(value: float, bound: float) -> float:
    """(value − bound) / |value|; inf where either is missing, never negative."""
    if value == _INF or bound == -_INF:
        return _INF
    return max(0.0, value - bound) / max(abs(value), 1e-12)


class Worth(Protocol):
    """What an exact evaluation tells of a plan."""

    @property
    def objective(self) -> float:
        """The aim."""
        ...

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        ...


P = TypeVar("P")
W = TypeVar("W", bound=Worth)


class Record(Generic[P, W]):
    """Clock, incumbent and bound of one solve; methods offer plans and raise the bound.

    ``judge`` evaluates a plan exactly.
    """

    def __init__(
        self,
        judge: Callable[[P], W],
        *,
        time_limit: float = _INF,
        gap: float = 0.0,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._judge = judge
        self.gap_wanted = gap
        self.best: P | None = None
        self.evaluation: W | None = None
        self.bound = -_INF
        self.infeasible = False
        self.contradicted = False
        self._void = False
        self.history: list[Progress] = []
        self._deadline = time.monotonic() + time_limit
        self._started = time.monotonic()
        self._interrupt = threading.Event()
        self._tell = on_progress

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def value(self) -> float:
        """Aim of the best plan; inf without one."""
        return self.evaluation.objective if self.evaluation else _INF

    @property
    def gap(self) -> float:
        """Proven gap, a fraction."""
        return relative_gap(self.value, self.bound)

    @property
    def interrupted(self) -> bool:
        """Whether the user asked to stop."""
        return self._interrupt.is_set()

    @property
    def done(self) -> bool:
        """Whether the gap asked for is proven."""
        return self.gap <= self.gap_wanted

    def remaining(self) -> float:
        """Seconds left; zero once the user asked to stop."""
        return 0.0 if self.interrupted else max(0.0, self._deadline - time.monotonic())

    def over(self) -> bool:
        """Whether to stop: out of time, interrupted, or done."""
        return self.remaining() <= 0.0 or self.done

    def interrupt(self) -> None:
        """Ask the solve to stop and keep its best plan."""
        self._interrupt.set()

    def offer(self, plan: P | None, doing: str = "") -> bool:
        """Keep a plan if it breaks no rule and is better; its worth is evaluated exactly here.

        A plan below the bound proves that the bound was wrong: then nothing is proven, and nothing
        that comes later is believed.
        """
        if plan is None:
            return False
        evaluation = self._judge(plan)
        if evaluation.feasible and evaluation.objective < self.bound - _rounding(self.bound):
            self.contradicted, self._void, self.bound = True, True, -_INF
        if not evaluation.feasible or evaluation.objective >= self.value - 1e-12:
            return False
        self.best, self.evaluation = plan, evaluation
        self.bound = min(self.bound, self.value)
        self.say(doing)
        return True

    def raise_bound(self, bound: float, doing: str = "") -> None:
        """Take over a proven bound if it is higher.

        A bound above a plan that was evaluated exactly proves nothing but a fault in whoever says
        it: it is refused, and `contradicted` remembers that.
        """
        if self._void or not math.isfinite(bound):
            return
        if bound > self.value + _rounding(self.value):
            self.contradicted = True
            return
        if bound > self.bound:
            self.bound = min(bound, self.value)
            self.say(doing)

    def say(self, doing: str) -> None:
        """Report what is going on."""
        progress = Progress(self.seconds, self.value, self.bound, doing)
        self.history.append(progress)
        if self._tell:
            self._tell(progress)

    @contextlib.contextmanager
    def catching_ctrl_c(self) -> Iterator[None]:
        """Within, Ctrl-C asks to stop instead of raising (main thread only)."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, lambda *_: self.interrupt())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
