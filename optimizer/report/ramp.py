"""Colours for turnaround: a ramp that colour-blind readers can tell apart, with round steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

COLOURS = ("#4575b4", "#91bfdb", "#e0f3f8", "#fee090", "#fc8d59", "#d73027")
"""Fast to slow: RdYlBu of ColorBrewer (Brewer and Harrower 2013), reversed."""

_STEPS_H = (0.5, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 36, 48, 72, 96, 120, 168, 240, 336, 504, 720)


def steps(hours: Sequence[float]) -> list[float]:
    """Upper limits, hours, of all colours but the last, which has none.

    Round steps of equal width, the smallest with which nine values of ten stay below the last limit.
    """
    values = sorted(h for h in hours if math.isfinite(h))
    high = values[int(0.9 * (len(values) - 1))] if values else 0.0
    limits = len(COLOURS) - 1
    step = next((s for s in _STEPS_H if limits * s >= high), _STEPS_H[-1])
    return [step * n for n in range(1, limits + 1)]
