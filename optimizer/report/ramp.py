"""Colours for turnaround: a ramp that colour-blind readers can tell apart, with round steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

COLOURS = ("#4575b4", "#91bfdb", "#e0f3f8", "#fee090", "#fc8d59", "#d73027")
"""Fast to slow: RdYlBu of ColorBrewer (Brewer and Harrower 2013), reversed."""

_ROUND_H = (
    1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 30, 36, 42, 48, 54, 60, 72, 84, 96, 108, 120, 144, 168,
    192, 240, 288, 336, 480, 720, 1080, 1440, 2160, 4320, 8760,
)  # fmt: skip


def steps(hours: Sequence[float]) -> list[float]:
    """Upper limits, hours, of all colours but the last, which has none.

    Round numbers near the sixths of the values, so that every colour is used about equally often
    over today and plan together; always rising.
    """
    values = sorted(h for h in hours if math.isfinite(h)) or [24.0]
    parts, limits = len(COLOURS), []
    lowest = 0
    for n in range(1, parts):
        wanted = values[(n * len(values)) // parts if n * len(values) >= parts else 0]
        choices = range(lowest, len(_ROUND_H) - (parts - 1 - n))
        best = min(choices, key=lambda k: abs(_ROUND_H[k] - wanted))
        limits.append(float(_ROUND_H[best]))
        lowest = best + 1
    return limits
