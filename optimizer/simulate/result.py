"""What a simulation found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Simulation:
    """A plan lived through; hours h, shares as fractions.

    Attributes
    ----------
    region
        Its titles by language.
    years, replications, warm_years, seed
        Counted years of each replication, replications that were done, years before counting.
    cv, resupply_cv, discipline
        Variation of hands-on hours (None: each class's own) and of resupply; order of a line.
    turnaround
        One row for all repairs (``by == "all"``) and for each hub, class, site and season: mean,
        median and quantiles with 95 % intervals, promised and corrected hours.
    pools
        One row for each pool of a hub: utilisation, hours, verdict and cause.
    stages
        Mean hours of each stage of a repair.
    months
        Mean number of machines down in each month.
    shelves
        One row for each kit: requests, how many find their part, hours waited for one.
    unfinished
        Repairs that were not done five years later; more than none is an overload.
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
    turnaround: pd.DataFrame = field(repr=False)
    pools: pd.DataFrame = field(repr=False)
    stages: pd.DataFrame = field(repr=False)
    months: pd.DataFrame = field(repr=False)
    shelves: pd.DataFrame = field(repr=False)
    unfinished: int
    interrupted: bool
    seconds: float

    @property
    def mean(self) -> dict[str, Any]:
        """The row of all repairs."""
        return {str(k): v for k, v in self.turnaround.iloc[0].to_dict().items()}

    @property
    def predicted_h(self) -> float:
        """Mean turnaround that the plan promises."""
        return float(self.mean["predicted_h"])

    @property
    def simulated_h(self) -> float:
        """Mean turnaround that came."""
        return float(self.mean["mean_h"])

    @property
    def ci95_h(self) -> tuple[float, float]:
        """95 % interval of the mean turnaround; nan with a single replication."""
        return float(self.mean["mean_low_h"]), float(self.mean["mean_high_h"])

    @property
    def error(self) -> float:
        """Promised over simulated mean, less one."""
        return float(self.mean["error"])

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables, by the names of their files."""
        return {
            "simulation": self.turnaround, "simulation_hubs": self.pools,
            "simulation_stages": self.stages, "simulation_months": self.months,
            "simulation_shelves": self.shelves,
        }  # fmt: skip

    def by(self, key: str) -> pd.DataFrame:
        """Turnaround by ``hub``, ``class``, ``site`` or ``season``."""
        rows = self.turnaround[self.turnaround["by"] == key]
        return rows.drop(columns="by").reset_index(drop=True)

    def summary(self, lang: str = "en") -> str:
        """What was found in plain words (``en`` or ``ru``)."""
        from optimizer.simulate.summary import summary

        return summary(self, lang)

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """What was found as plain values; docs/simulate.md describes them."""
        from optimizer.simulate.plain_object import plain_object

        return plain_object(self, lang)
