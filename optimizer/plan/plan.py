"""Plan: the answer, with its tables, its figures and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.model.choice import Choice, Evaluation, evaluate
from optimizer.plan.hours import PlanHours, plan_hours, standing
from optimizer.problem import Array, Problem
from optimizer.region.region import Region
from optimizer.region.tables import TABLES
from optimizer.solve.status import Status
from optimizer.solve.watch import relative_gap
from optimizer.turnaround.build import Turnaround
from optimizer.turnaround.ways import Way

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.plan.finding import Finding

NEXT_MRUB = 10.0
"""Million RUB a year that `Plan.next_millions` asks about unless told otherwise."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Hubs, levels, kits and assignments of a region, with their proof.

    Attributes
    ----------
    built
        The region as stages, stations and Problem.
    choice
        Hubs, levels and assignments by index.
    status, bound
        How the solve ended, and the proven bound of the aim (million RUB a year).
    method, why, seconds
        How it was solved.
    money_price
        Aim per year that one more million RUB of budget would save; nan where unknown.
    money_bound
        With ΔB more of budget no plan has an aim below ``money_bound - money_price * ΔB``; -inf
        where unknown.
    ruled_out, certain
        Ids of parks proven to be in no better plan, and in every one.
    stated
        The plan file as it was read, for `verify`; None for a plan just made.
    """

    built: Turnaround
    choice: Choice
    status: Status
    bound: float
    method: str = ""
    why: str = ""
    seconds: float = 0.0
    money_price: float = float("nan")
    ruled_out: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    money_bound: float = -float("inf")
    stated: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def region(self) -> Region:
        """Facts of the region."""
        return self.built.region

    @property
    def problem(self) -> Problem:
        """Arrays that were optimised."""
        return self.built.problem

    @cached_property
    def evaluation(self) -> Evaluation:
        """Exact worth of the choice."""
        return evaluate(self.problem, self.choice)

    @property
    def gap(self) -> float:
        """Proven gap, a fraction of the aim."""
        return relative_gap(self.evaluation.objective, self.bound)

    def way_of(self, station: int, park: int) -> Way:
        """How parts of a stock station come to a hub; stations and parks by index."""
        stock, level = self.problem.stations[station], int(self.choice.level[station, park])
        ways = self.built.ways[stock.name]
        return ways[0] if stock.supply is None else ways[int(stock.supply.way[level])]

    @cached_property
    def hours(self) -> PlanHours:
        """Hours of every stage."""
        return plan_hours(self.built, self.choice, self.evaluation)

    @cached_property
    def standing(self) -> Array:
        """(D,) machines of each fleet that stand, mean of the year."""
        d = self.built.demand
        hours = np.where(self.choice.served < 0, d.today_h, self.hours.turnaround_h)
        return standing(d.rate, hours)

    @cached_property
    def assignments(self) -> pd.DataFrame:
        """One row per fleet: hub, way, hours by stage, today beside plan."""
        from optimizer.plan.fleets import fleet_table

        return fleet_table(self)

    @cached_property
    def stations(self) -> pd.DataFrame:
        """One row per pool and part family of every hub."""
        from optimizer.plan.hubs import station_table

        return station_table(self)

    @cached_property
    def hubs(self) -> pd.DataFrame:
        """One row per hub."""
        from optimizer.plan.hubs import hub_table

        return hub_table(self)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """One row per product line that is built."""
        from optimizer.plan.lines import line_table

        return line_table(self)

    @cached_property
    def line_effects(self) -> pd.DataFrame:
        """What each product line saves, and all together; solved again without them."""
        from optimizer.plan.line_effects import line_effects

        return line_effects(self)

    @cached_property
    def supplies(self) -> pd.DataFrame:
        """One row per hub, part family and origin of its parts."""
        from optimizer.plan.supplies import supply_table

        return supply_table(self)

    @cached_property
    def part_routes(self) -> pd.DataFrame:
        """One row per leg of the ways of parts to the hubs."""
        from optimizer.plan.supplies import part_route_table

        return part_route_table(self)

    @cached_property
    def depot(self) -> pd.DataFrame:
        """One row for the central depot, if there is one."""
        from optimizer.plan.depot import depot_table

        return depot_table(self)

    @cached_property
    def seasonal(self) -> pd.DataFrame:
        """One row per fleet and season."""
        from optimizer.plan.ways import seasonal_table

        return seasonal_table(self)

    @cached_property
    def routes(self) -> pd.DataFrame:
        """One row per leg of the ways between hubs and sites."""
        from optimizer.plan.ways import route_table

        return route_table(self)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Cost a year of every hub: the hub itself, its servers, its stock."""
        table = self.stations.pivot_table(
            index="park", columns="kind", values="cost_mrub", aggfunc="sum"
        ).reindex(columns=["servers", "stock"], fill_value=0.0)
        table = table.reindex(self.hubs["park"]).fillna(0.0)
        table.insert(0, "hub", self.hubs.set_index("park")["cost_mrub"] - table.sum(axis=1))
        table["total"] = table.sum(axis=1)
        return table.rename_axis(columns=None).reset_index()

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Key figures, today beside plan."""
        from optimizer.plan.figures import key_figures

        return key_figures(self)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """Where the hours of a repair go: mean hours and machines by stage, today beside plan."""
        from optimizer.plan.figures import by_stage

        return by_stage(self)

    def next_millions(self, mrub: float = NEXT_MRUB) -> pd.DataFrame:
        """What ``mrub`` million RUB more of budget a year would buy, and how that is known."""
        from optimizer.plan.next_millions import next_millions

        return self._next_ten if mrub == NEXT_MRUB else next_millions(self, mrub)

    @cached_property
    def _next_ten(self) -> pd.DataFrame:
        from optimizer.plan.next_millions import next_millions

        return next_millions(self, NEXT_MRUB)

    @property
    def assumptions(self) -> dict[str, tuple[int, int]]:
        """Rows marked ASSUMPTION and all rows, by table that the scenario makes use of."""
        used = {table.name for table in TABLES if table.used_by(self.region.scenario)}
        return {name: rows for name, rows in self.region.assumptions().items() if name in used}

    def by(self, key: str) -> pd.DataFrame:
        """Turnaround, machines down and availability by a column of `assignments`."""
        from optimizer.plan.figures import by_group

        return by_group(self, key)

    def by_season(self) -> pd.DataFrame:
        """Mean turnaround in each season."""
        from optimizer.plan.figures import by_season

        return by_season(self)

    def summary(self, lang: str = "en") -> str:
        """The plan in plain words (``en`` or ``ru``)."""
        from optimizer.plan.summary import summary

        return summary(self, lang)

    def explain(self, subject: str | None = None, lang: str = "en") -> str:
        """Why the plan is as it is: all of it, or a park or a site by id or name."""
        from optimizer.plan.explain import explain

        return explain(self, subject, lang)

    def _repr_html_(self) -> str:
        from optimizer.plan.notebook import notebook_html

        return notebook_html(self)

    def verify(self) -> list[Finding]:
        """Recompute everything from region and assignments; an empty list means that it holds."""
        from optimizer.plan.verify import verify

        return verify(self)

    def to_dict(self) -> dict[str, Any]:
        """What the plan file holds."""
        from optimizer.plan.save import to_dict

        return to_dict(self)

    def save(self, path: str | Path) -> Path:
        """Write the plan as one JSON file that `Plan.load` reads again."""
        from optimizer.plan.save import save

        return save(self, Path(path))

    @staticmethod
    def load(path: str | Path) -> Plan:
        """Read a plan file."""
        from optimizer.plan.save import load

        return load(Path(path))
