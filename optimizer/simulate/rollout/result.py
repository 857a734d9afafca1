"""What a simulation of a plan over quarters found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.simulate.result import Simulation

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class RollOutSimulation:
    """A plan over quarters lived through; hours h, shares as fractions.

    Attributes
    ----------
    region
        Its titles by language.
    years, replications, warm_years, seed
        Counted years of each quarter alone, and lives of all quarters, in each replication;
        replications that were done; years before counting.
    cv, resupply_cv, discipline
        Variation of hands-on hours (None: each class's own) and of resupply; order of a line.
    steady
        Each quarter as if it went on for ever.
    quarters
        One row for each quarter, and one for all: promised, steady and lived hours, machines down.
    pools
        One row for each pool of a hub in each quarter: verdict and cause of the steady quarter,
        and what the change makes.
    stages
        Mean hours of each stage of a repair, quarter by quarter.
    unfinished
        Repairs of the lives that were not done five years later; more than none is an overload.
    interrupted
        Ctrl-C came before all replications were done.
    seconds
        Time taken.
    """

    region: dict[str, str]
    years: int
    replications: int
    warm_years: int
    seed: int
    cv: float | None
    resupply_cv: float
    discipline: str
    steady: tuple[Simulation, ...] = field(repr=False)
    quarters: pd.DataFrame = field(repr=False)
    pools: pd.DataFrame = field(repr=False)
    stages: pd.DataFrame = field(repr=False)
    unfinished: int
    interrupted: bool
    seconds: float

    @property
    def mean(self) -> dict[str, Any]:
        """The row of all quarters."""
        return {str(k): v for k, v in self.quarters.iloc[-1].to_dict().items()}

    @property
    def predicted_h(self) -> float:
        """Mean turnaround that the plan promises for the repairs of all quarters."""
        return float(self.mean["predicted_h"])

    @property
    def simulated_h(self) -> float:
        """Mean turnaround that came, the quarters lived one after the other."""
        return float(self.mean["simulated_h"])

    @property
    def ci95_h(self) -> tuple[float, float]:
        """95 % interval of the mean turnaround; nan with a single replication."""
        return float(self.mean["low_h"]), float(self.mean["high_h"])

    @property
    def error(self) -> float:
        """Promised over simulated mean, less one."""
        return float(self.mean["error"])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables, by the names of their files."""
        return {
            "simulation_quarters": self.quarters, "simulation_hubs": self.pools,
            "simulation_stages": self.stages,
        }  # fmt: skip

    def summary(self, lang: str = "en") -> str:
        """What was found in plain words (``en`` or ``ru``)."""
        from optimizer.simulate.rollout.summary import summary

        return summary(self, lang)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """What was found as plain values; docs/simulate.md describes them."""
        from optimizer.simulate.rollout.plain_object import plain_object

        return plain_object(self, lang)
