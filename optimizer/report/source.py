"""What the report reads of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeGuard

import pandas as pd

from optimizer.region.region import Region


class Shown(Protocol):
    """The parts of a plan that are shown; frames as documented by the plan."""

    @property
    def region(self) -> Region:
        """Facts of the region."""

    @property
    def figures(self) -> Mapping[str, Any]:
        """Key figures, plan beside today."""

    @property
    def hubs(self) -> pd.DataFrame:
        """One row per hub."""

    @property
    def stations(self) -> pd.DataFrame:
        """One row per pool or stock of a hub."""

    @property
    def assignments(self) -> pd.DataFrame:
        """One row per fleet: which hub, which hours."""

    @property
    def seasonal(self) -> pd.DataFrame:
        """One row per fleet and season."""

    @property
    def routes(self) -> pd.DataFrame:
        """One row per leg of a way from hub to site in a season."""

    @property
    def assumptions(self) -> Mapping[str, tuple[int, int]]:
        """Assumed rows and all rows, by table."""


class ShownQuarters(Protocol):
    """The parts of a plan over quarters that are shown."""

    @property
    def region(self) -> Region:
        """Facts of the region."""

    @property
    def plans(self) -> Sequence[Shown]:
        """What works in each quarter."""

    @property
    def timeline(self) -> pd.DataFrame:
        """One row per quarter: what opens, what is spent, turnaround."""

    @property
    def steps(self) -> pd.DataFrame:
        """One row per hub or pool that is opened or enlarged, with its dates."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """All tables, by name."""

    @property
    def status(self) -> str:
        """How the solve ended."""

    @property
    def gap(self) -> float:
        """Proven gap, a fraction."""


def over_quarters(plan: Shown | ShownQuarters) -> TypeGuard[ShownQuarters]:
    """Whether a plan has quarters."""
    return hasattr(plan, "plans")


def one_period(plan: Shown | ShownQuarters) -> TypeGuard[Shown]:
    """Whether a plan is one of one period."""
    return not hasattr(plan, "plans")
