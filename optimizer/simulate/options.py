"""What may be asked of a simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from optimizer.errors import InputError

Discipline = Literal["fcfs", "value"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """See `optimizer.simulate.simulate.simulate`."""

    years: int
    replications: int
    seed: int
    cv: float | None
    resupply_cv: float
    discipline: Discipline
    warm_years: int

    def check(self, workers: int | None) -> None:
        """Name every number that is out of its range."""
        cv = self.cv
        rules = (
            ("years", self.years, 1 <= self.years <= 100_000, "1 or more"),
            ("replications", self.replications, 1 <= self.replications <= 100_000, "1 or more"),
            ("seed", self.seed, self.seed >= 0, "0 or more"),
            ("cv", cv, cv is None or 0 <= cv <= 10, "0 for fixed hours, 1 for exponential, "
             "up to 10"),
            ("resupply-cv", self.resupply_cv, 0 <= self.resupply_cv <= 10, "from 0 to 10"),
            ("discipline", self.discipline, self.discipline in ("fcfs", "value"), "fcfs or value"),
            ("warm-years", self.warm_years, 0 <= self.warm_years <= 1000, "0 or more"),
            ("workers", workers, workers is None or workers >= 1, "1 or more"),
        )  # fmt: skip
        wrong = [
            f"{name}: is out of range (got '{got}'); give {fix}" for name, got, ok, fix in rules
            if not ok or (isinstance(got, float) and math.isnan(got))
        ]  # fmt: skip
        if wrong:
            raise InputError(wrong)
