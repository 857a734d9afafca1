"""What all sums of an audit rest on: the plan, its repairs, rates and values; and the sums."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.plan.audit.repairs import Repairs
from optimizer.region.sites import Fleet

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.seasons import Season


@dataclass
class Books:
    """Sums of a plan, open for entries.

    Attributes
    ----------
    aim
        Million RUB a year.
    machines_down
        Mean machines that stand.
    freight_mrub
        Million RUB a year of ways of supply, beside today's freight.
    broken
        Rules that the plan breaks, in words.
    """

    plan: Plan
    aim: float = 0.0
    machines_down: float = 0.0
    freight_mrub: float = 0.0
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        region = self.plan.region
        self.region = region
        self.repairs = Repairs(region, self.plan.built.travel)
        self.rate = [self.repairs.per_hour(f) for f in region.fleets]
        """Repairs per hour of each fleet."""
        self.value = self._values()
        """Million RUB a year that a standing machine of each fleet costs in the aim."""

    def _values(self) -> list[float]:
        own = [self.repairs.machine(f).value_krub_h * 8.76 for f in self.region.fleets]
        if self.region.scenario.aim == "value":
            return own
        return [weighted_mean(own, self.rate) if sum(self.rate) > 0 else 1.0] * len(own)

    def stand(self, machines: float, value: float) -> None:
        """Enter machines that stand, each worth so many million RUB a year."""
        self.machines_down += machines
        self.aim += value * machines if machines > 0 else 0.0

    def served(self, park: int) -> list[tuple[int, Fleet]]:
        """Fleets that a hub serves, with their numbers."""
        served = self.plan.choice.served
        return [(d, f) for d, f in enumerate(self.region.fleets) if served[d] == park]

    def station(self, name: str) -> int | None:
        """Number of a station by name; None where nobody ever asks for it."""
        names = [s.name for s in self.plan.problem.stations]
        return names.index(name) if name in names else None

    def year(self, season: Season) -> float:
        """Share of a season of all months."""
        return len(season.months) / len(self.repairs.months)


def weighted_mean(values: Iterable[float], weights: Iterable[float]) -> float:
    """Mean by weight; 0 without any."""
    pairs = list(zip(values, weights, strict=True))
    total = math.fsum(w for _, w in pairs)
    return math.fsum(v * w for v, w in pairs) / total if total else 0.0
