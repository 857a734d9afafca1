"""All that was lived of a plan over quarters, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimizer.problem import Ints
from optimizer.simulate.estimate import Estimate, half_width
from optimizer.simulate.result import Simulation
from optimizer.simulate.rollout.sample import QuarterSample

if TYPE_CHECKING:
    from optimizer.plan.rollout.plan import RollOutPlan


@dataclass(frozen=True, eq=False)
class QuarterOutcome:
    """All that the tables are made of.

    ``steady`` is each quarter as if it went on for ever, ``samples`` the quarters one after the
    other, replication by replication.
    """

    plan: RollOutPlan
    steady: tuple[Simulation, ...]
    samples: Sequence[QuarterSample]

    @property
    def lives(self) -> int:
        """How often the quarters were lived."""
        return self.steady[0].years * len(self.samples)

    def stages(self, quarter: int, fleets: Ints | None = None) -> Estimate:
        """(7,) mean hours of each stage of the repairs that begin in a quarter, and of all.

        Parameters
        ----------
        fleets
            Their numbers; all by default.
        """
        mine = slice(None) if fleets is None else fleets
        hours = np.array([one.stage_h[quarter, mine].sum(axis=0) for one in self.samples])
        hours = np.column_stack([hours, hours.sum(axis=1)])
        count = np.array([one.repairs[quarter, mine].sum() for one in self.samples], float)
        with np.errstate(invalid="ignore", divide="ignore"):
            each = np.where(count[:, None] > 0, hours / count[:, None], np.nan)
        return Estimate(hours.sum(axis=0) / max(count.sum(), 1.0), half_width(each))
