"""How long each phase of a run took."""

from __future__ import annotations

import time


class Phases:
    """Seconds by phase; ``total`` since the start."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._seconds: dict[str, float] = {}

    def end(self, name: str) -> None:
        """The phase that ran until now was ``name``."""
        now = time.monotonic()
        self._seconds[name] = now - self._last
        self._last = now

    def seconds(self) -> dict[str, float]:
        """Seconds of every phase and in total."""
        return {**self._seconds, "total": time.monotonic() - self._start}
