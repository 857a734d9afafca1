"""Task: the p-median or the fixed-charge problem as sorted lists; what its search works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

Lists: TypeAlias = tuple[Ints, NDArray[np.int32], Floats]
"""Start of every row, entries of all rows, their costs; in each row the least cost first."""

FREE = -1
"""As a number of sites: as many as pay."""


@dataclass(frozen=True, eq=False)
class Task:
    """Weighted costs as lists, and the rules.

    Attributes
    ----------
    by_client, by_site
        The same pairs by client and by site; weights are in the costs.
    opening
        Cost of opening each site, shape (sites,).
    must, closed
        Sites that have to be open, and sites that cannot be.
    p
        Number of open sites; `FREE` where as many are opened as pay.
    times
        Open sites that serve a client: its nearest ones.
    far
        What a search counts for a client with no open site left in its list, shape (clients,).
    cap
        The least cost that a client's list may lack, at most; inf where it lacks none that are
        allowed. A price up to here keeps the bound true for all pairs.
    step
        Costs are whole multiples of it; 0 where they are not known to be.
    most
        Answers above it are of no interest, nor how far above it the bound may go.
    """

    by_client: Lists
    by_site: Lists
    opening: Floats
    must: Flags
    closed: Flags
    p: int
    times: int
    far: Floats
    cap: Floats
    step: float
    most: float = np.inf

    @property
    def clients(self) -> int:
        """Number of clients that count."""
        return len(self.far)

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.opening)

    @property
    def whole(self) -> bool:
        """Whether the lists hold every allowed pair."""
        return bool(np.isinf(self.cap).all())

    def goal(self, value: float, gap: float) -> float:
        """Only what is at or below this counts as better than ``value``."""
        if not np.isfinite(value):
            return min(value, self.most)
        better = value - (1.0 - 1e-6) * self.step if self.step else value - PROVEN * abs(value)
        return min(better, value - gap * abs(value), self.most)

    def lifted(self, bound: float, value: float) -> float:
        """A bound raised to the next possible value, never above the best one found."""
        if self.step and np.isfinite(bound):
            bound = np.ceil(bound / self.step - 1e-6) * self.step
        return float(min(bound, value))


PROVEN = 1e-9
"""Without whole data, a value is proven best to this share of it."""
