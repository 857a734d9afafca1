"""All that was simulated and promised, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.simulate.estimate import half_width
from optimizer.simulate.predict import Prediction
from optimizer.simulate.sample import Sample
from optimizer.simulate.setting import Setting

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Outcome:
    """All that the tables are made of.

    ``promised``, ``mixed``, ``monthly`` and ``refreshed`` are the plan's hours; with its own mix of
    repairs; besides month by month; and besides with rates of machines that work.
    """

    plan: Plan
    setting: Setting
    samples: Sequence[Sample]
    years: int
    promised: Prediction
    mixed: Prediction
    monthly: Prediction
    refreshed: Prediction

    @property
    def repairs(self) -> Array:
        """(D,) repairs of each fleet a year."""
        count = sum(one.repairs.sum(axis=1) for one in self.samples)
        return np.asarray(count) / (self.years * len(self.samples))

    def stages(self, fleets: Ints) -> tuple[Array, float]:
        """Mean hours of each stage of some fleets, and half the interval of their turnaround."""
        hours = np.array([one.stage_h[fleets].sum(axis=(0, 1)) for one in self.samples])
        count = np.array([one.repairs[fleets].sum() for one in self.samples], float)
        with np.errstate(invalid="ignore"):
            each = np.where(count > 0, hours.sum(axis=1) / count, np.nan)
        return hours.sum(axis=0) / max(count.sum(), 1.0), float(half_width(each))
