"""What the report reads of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

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
