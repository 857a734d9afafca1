"""RollOutPlan: a plan for every quarter, with what ties them together and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import InputError
from optimizer.model.timetable import Timetable, TimetableWorth, evaluate_timetable
from optimizer.plan.plan import Plan
from optimizer.region.region import Region
from optimizer.solve.record import relative_gap
from optimizer.solve.status import Status
from optimizer.turnaround.quarters import Quarters

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.plan.finding import Finding


@dataclass(frozen=True, eq=False)
class RollOutPlan:
    """What is built in which quarter, and what works then.

    Attributes
    ----------
    quarters
        The region quarter by quarter.
    timetable
        Hubs, levels and assignments of each quarter by index.
    status, bound
        How the solve ended, and the proven bound of the aim (million RUB a year, the quarters'
        weighted mean).
    seconds
        Seconds of solving.
    money_price
        (T,) aim that one more million RUB by the end of each quarter would save.
    stated
        The plan file as it was read, for `verify`; None for a plan just made.
    """

    quarters: Quarters
    timetable: Timetable
    status: Status
    bound: float
    seconds: float = 0.0
    money_price: tuple[float, ...] = ()
    stated: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def region(self) -> Region:
        """Facts of the region, with its scenario."""
        return self.quarters.region

    @cached_property
    def worth(self) -> TimetableWorth:
        """Exact worth of the timetable."""
        return evaluate_timetable(self.quarters.roll_out, self.timetable)

    @property
    def gap(self) -> float:
        """Proven gap, a fraction of the aim."""
        return relative_gap(self.worth.objective, self.bound)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The plan of each quarter: its tables, figures and ways; costs are running costs a year.

        The proof is one of the whole, so the quarters' plans have no bound of their own.
        """
        return tuple(
            Plan(built=built, choice=choice, status=self.status, bound=-float("inf"),
                 method="roll-out", why="one quarter of a plan over quarters")
            for built, choice in zip(self.quarters.built, self.timetable.quarters, strict=True)
        )  # fmt: skip

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """One row per quarter: what opens, what is spent, turnaround after it."""
        from optimizer.plan.rollout.timeline import timeline

        return timeline(self)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row per hub or pool that is opened or enlarged: when decided, when it works."""
        from optimizer.plan.rollout.timeline import step_table

        return step_table(self)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """One row per product line that is built: where, when, for how much."""
        from optimizer.plan.rollout.lines import line_table

        return line_table(self)

    @cached_property
    def line_effects(self) -> pd.DataFrame:
        """What each product line saves, and all together; solved again without them."""
        from optimizer.plan.rollout.lines import line_effects

        return line_effects(self)

    @cached_property
    def depot(self) -> pd.DataFrame:
        """One row for the central depot, if there is one: where, when, what it keeps."""
        from optimizer.plan.rollout.lines import depot_table

        return depot_table(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Timeline, steps and, quarter under quarter, the tables of the quarters' plans."""
        from optimizer.plan.rollout.timeline import tables

        return tables(self)

    def summary(self, lang: str = "en") -> str:
        """The plan in plain words (``en`` or ``ru``)."""
        from optimizer.plan.rollout.summary import summary

        return summary(self, lang)

    def explain(self, quarter: int, subject: str | None = None, lang: str = "en") -> str:
        """Why one quarter's plan is as it is, the first being 1; else as `Plan.explain`."""
        return self.plan_of(quarter).explain(subject, lang)

    def plan_of(self, quarter: int) -> Plan:
        """The plan of one quarter, the first being 1."""
        if not 1 <= quarter <= len(self.plans):
            raise InputError([f"quarter {quarter}: this plan has quarters 1 to {len(self.plans)}"])
        return self.plans[quarter - 1]

    def _repr_html_(self) -> str:
        from optimizer.plan.notebook import quarters_html

        return quarters_html(self)

    def verify(self) -> list[Finding]:
        """Recompute everything from region and decisions; an empty list means that it holds."""
        from optimizer.plan.rollout.verify import verify

        return verify(self)

    def to_dict(self) -> dict[str, Any]:
        """What the plan file holds."""
        from optimizer.plan.rollout.save import to_dict

        return to_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write the plan as one JSON file that `RollOutPlan.load` reads again."""
        from optimizer.plan.rollout.save import save

        return save(self, Path(path))

    @staticmethod
    def load(path: str | Path) -> RollOutPlan:
        """Read a plan file."""
        from optimizer.plan.rollout.save import load

        return load(Path(path))
