"""Was the promise kept? The verdict on a pool of a hub, and what moved it most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.problem import Array

Kept = Literal["kept", "too rosy", "too gloomy"]

_NEAR, _FAR = (0.6, 0.03), (0.9, 0.08)
"""Utilisation and error that a promise may have there; straight in between."""

Cause = Literal["mix", "months", "finite", "parts", "queue", "travel", "handson", ""]
"""What a simulated repair may differ in from the plan's.

``mix``: the plan reckons with the variation of an earlier plan's repairs; ``months``: a month's
work differs from the mean of its season; ``finite``: who stands does not
fail; the others: what is left, by stage; empty: nothing.
"""


@dataclass(frozen=True)
class Verdict:
    """Whether the promise was kept.

    Attributes
    ----------
    error
        Promised over simulated hours, less one.
    kept
        ``too rosy`` where the plan promises less hours than come.
    cause, cause_h
        What moved the hours most in the direction of the error, and by how much.
    """

    error: float
    kept: Kept
    cause: Cause
    cause_h: float


def tolerated(utilisation: float) -> float:
    """Error that a promise may have: waits hang on the load more and more as it grows."""
    return float(np.interp(utilisation, (_NEAR[0], _FAR[0]), (_NEAR[1], _FAR[1])))


def verdict(
    steps: tuple[Array, Array, Array, Array], simulated: Array, half_h: float, utilisation: float
) -> Verdict:
    """Verdict from the mean hours of each stage (`engine.STAGES`).

    Parameters
    ----------
    steps
        By the plan; with its own mix of repairs; besides month by month; besides with rates of
        machines that work.
    half_h
        Half-width of the confidence interval of the simulated turnaround.
    """
    promised, mixed, monthly, refreshed = steps
    error = float(promised.sum() / simulated.sum() - 1.0)
    short_h = float(simulated.sum() - promised.sum())
    left = simulated - refreshed
    moved: dict[Cause, float] = {
        "mix": mixed.sum() - promised.sum(),
        "months": monthly.sum() - mixed.sum(),
        "finite": refreshed.sum() - monthly.sum(),
        "parts": left[1], "queue": left[2], "travel": left[3] + left[5], "handson": left[4],
    }  # fmt: skip
    kept: Kept = "too rosy" if error < 0 else "too gloomy"
    if abs(error) <= tolerated(utilisation) or abs(short_h) <= half_h:
        kept = "kept"
    cause = max(moved, key=lambda name: moved[name] * np.sign(short_h))
    cause_h = float(moved[cause])
    if cause_h * short_h <= 0:
        cause, cause_h = "", 0.0
    return Verdict(error, kept, cause, cause_h)
