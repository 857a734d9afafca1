"""The live line: what the solve is doing, on stderr."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from optimizer.solve.watch import Progress

_EVERY_S = 2.0
_EVERY_TTY_S = 0.1


class LiveLine:
    """Writes progress: one line that changes on a terminal, else a line every two seconds."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._tty = self._stream.isatty()
        self._last = -math.inf
        self._shown = False

    def __call__(self, progress: Progress) -> None:
        """Show progress, unless something was shown just now."""
        now = time.monotonic()
        if now - self._last < (_EVERY_TTY_S if self._tty else _EVERY_S):
            return
        self._last = now
        text = told(progress)
        self._stream.write(f"\r{text}\x1b[K" if self._tty else f"{text}\n")
        self._stream.flush()
        self._shown = True

    def close(self) -> None:
        """Wipe the line off a terminal."""
        if self._tty and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def told(progress: Progress) -> str:
    """Progress as one line; the aim is million RUB a year of downtime."""
    value = f"plan {progress.value:.1f}" if math.isfinite(progress.value) else "no plan yet"
    bound = f"bound {progress.bound:.1f}" if math.isfinite(progress.bound) else "no bound yet"
    gap = f", gap {100 * progress.gap:.2f} %" if math.isfinite(progress.gap) else ""
    doing = f" · {progress.doing}" if progress.doing else ""
    return f"{progress.seconds:6.1f} s  {value}, {bound}{gap}{doing}"
