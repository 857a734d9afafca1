"""The live line: what the solve is doing, on stderr."""

from __future__ import annotations

import math
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import TracebackType

    from optimizer.solve.watch import Progress

_EVERY_S = 2.0
_EVERY_TTY_S = 0.25
_WIPE = "\r\x1b[K"


class LiveLine:
    """Shows the latest progress: one line that changes on a terminal, else a line now and then.

    A thread writes it, so that the clock goes on while the solver says nothing.
    """

    def __init__(self, stream: TextIO | None = None, every_s: float | None = None) -> None:
        self._stream = stream or sys.stderr
        self._tty = self._stream.isatty()
        self._every_s = every_s or (_EVERY_TTY_S if self._tty else _EVERY_S)
        self._latest: tuple[Progress, float] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __call__(self, progress: Progress) -> None:
        """Take over progress; it is shown when its turn comes."""
        self._latest = progress, time.monotonic()

    def __enter__(self) -> LiveLine:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        shown: Progress | None = None
        while not self._over.wait(self._every_s):
            if self._latest is None:
                continue
            progress, since = self._latest
            if self._tty:
                clock = progress.seconds + time.monotonic() - since
                self._write(_WIPE + told(replace(progress, seconds=clock)))
            elif progress is not shown:
                self._write(told(progress) + "\n")
            shown = progress
        if self._tty and shown is not None:
            self._write(_WIPE)
        elif not self._tty and self._latest and self._latest[0] is not shown:
            self._write(told(self._latest[0]) + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def told(progress: Progress) -> str:
    """Progress as one line; the aim is million RUB a year of downtime."""
    value = f"plan {progress.value:.1f}" if math.isfinite(progress.value) else "no plan yet"
    bound = f"bound {progress.bound:.1f}" if math.isfinite(progress.bound) else "no bound yet"
    gap = f", gap {100 * progress.gap:.2f} %" if math.isfinite(progress.gap) else ""
    doing = f" · {progress.doing}" if progress.doing else ""
    return f"{progress.seconds:6.1f} s  {value}, {bound}{gap}{doing}"
