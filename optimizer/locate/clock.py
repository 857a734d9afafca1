"""Clock: how long a solve may still take, the user's wish to stop, and a thread of its own."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_T = TypeVar("_T")


class OutOfTimeError(Exception):
    """A step cannot be finished: the time is over or the user asked to stop."""


class Clock:
    """Deadline and interrupt of one solve.

    ``bell`` is what compiled kernels look at, an array of one flag: it rings when the time is over
    or the user asked to stop, as `in_own_thread` sees it.
    """

    def __init__(self, time_limit: float | None = None) -> None:
        self._started = time.monotonic()
        self._deadline = self._started + (math.inf if time_limit is None else time_limit)
        self._interrupt = threading.Event()
        self.bell: NDArray[np.bool_] = np.zeros(1, dtype=np.bool_)

    def share(self, part: float, most: float) -> Clock:
        """A clock for a part of the time that is left, ``most`` seconds at most."""
        clock = Clock(min(part * self.remaining(), most))
        clock._interrupt, clock.bell = self._interrupt, self.bell
        return clock

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def interrupted(self) -> bool:
        """Whether the user asked to stop."""
        return self._interrupt.is_set()

    def remaining(self) -> float:
        """Seconds left; zero once the user asked to stop."""
        return 0.0 if self.interrupted else max(0.0, self._deadline - time.monotonic())

    def over(self) -> bool:
        """Whether to stop."""
        return self.remaining() <= 0.0

    def check(self) -> None:
        """Raise where the time is over.

        Raises
        ------
        OutOfTimeError
            The time is over or the user asked to stop.
        """
        if self.over():
            raise OutOfTimeError

    def interrupt(self) -> None:
        """Ask the solve to stop."""
        self._interrupt.set()

    def run(self, highs: Any) -> None:
        """Run HiGHS for the seconds that are left; a search of integers sees an interrupt."""
        left = self.remaining()
        if math.isfinite(left):
            highs.setOptionValue("time_limit", max(left, 0.01) + highs.getRunTime())
        highs.run()

    def listen(self, highs: Any) -> None:
        """Let an interrupt reach a search of integers of this HiGHS."""
        highs.cbMipInterrupt.subscribe(lambda event: event.interrupt() if self.over() else None)

    def in_own_thread(self, work: Callable[[], _T]) -> _T:
        """Run the work in a fresh thread; Ctrl-C asks it to stop.

        HiGHS keeps its number of threads per calling thread, and only a main thread that waits
        sees Ctrl-C.
        """
        box: dict[str, Any] = {}

        def guarded() -> None:
            try:
                box["answer"] = work()
            except BaseException as error:
                box["error"] = error

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        while thread.is_alive():
            with contextlib.suppress(KeyboardInterrupt):
                thread.join(0.1)
                self.bell[0] = self.over()
                continue
            self.interrupt()
        if "error" in box:
            raise box["error"]
        answer: _T = box["answer"]
        return answer
