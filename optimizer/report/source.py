"""What the report reads of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from optimizer.region.region import Region


class Shown(Protocol):
    """The parts of a plan that are shown; frames as documented by the plan."""

    @property
    def region(self) -> Region: ...
    @property
    def figures(self) -> Mapping[str, Any]: ...
    @property
    def hubs(self) -> pd.DataFrame: ...
    @property
    def stations(self) -> pd.DataFrame: ...
    @property
    def assignments(self) -> pd.DataFrame: ...
    @property
    def seasonal(self) -> pd.DataFrame: ...
    @property
    def routes(self) -> pd.DataFrame: ...
    @property
    def assumptions(self) -> Mapping[str, tuple[int, int]]: ...
