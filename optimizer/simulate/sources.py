"""The fleets of a region as finite sources of repairs, served as a plan says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.region.machines import MachineClass
from optimizer.simulate.cold import cold_factors
from optimizer.simulate.network import MONTHS, YEAR_H, Months, Source
from optimizer.turnaround.demand import failures_per_year, outside_share

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


class Sources:
    """Makes the source of each fleet.

    Parameters
    ----------
    pools
        Number of the pool by park (index) and pool id.
    shelves
        Park (index) and part family of each shelf.
    cv
        Coefficient of variation of hands-on hours, instead of each class's own.
    """

    def __init__(
        self, plan: Plan, pools: dict[tuple[int, str], int], shelves: list[tuple[int, str]],
        cv: float | None,
    ) -> None:  # fmt: skip
        region = plan.region
        self._plan, self._pools, self._cv = plan, pools, cv
        self._shelves = {shelf: n for n, shelf in enumerate(shelves)}
        self._today = {(row.machine_class, row.workshop): row for row in region.today}
        self._field = cold_factors(region, region.sites, "outdoor")
        self._hub = {s: cold_factors(region, region.parks, s) for s in ("outdoor", "bay")}

    def of(self, d: int) -> Source:
        """The source of a fleet (row of the table)."""
        plan = self._plan
        fleet, demand = plan.region.fleets[d], plan.built.demand
        machine = plan.region.classes[demand.machine_class[d]]
        outside = outside_share(fleet, machine)
        rate = failures_per_year(fleet, machine) / YEAR_H
        # failures of each month over the mean month; where nothing fails there is no such thing
        mean = demand.year_rate[d]
        season = demand.by_month[:, d] / mean if mean > 0 else np.ones(MONTHS)
        source = Source(
            machines=fleet.count, failures_per_h=tuple(float(v) for v in rate * season),
            outside=outside, own_h=machine.own_repair_h, report_h=machine.report_h,
            work_cv=machine.handson_cv if self._cv is None else self._cv,
            setup_h=machine.setup_h, value=machine.value_krub_h,
        )  # fmt: skip
        if outside * rate * fleet.count <= 0:
            return source
        if plan.choice.served[d] < 0:
            return self._as_today(source, d)
        return self._served(source, d, machine, int(plan.choice.served[d]))

    def _as_today(self, source: Source, d: int) -> Source:
        fleet = self._plan.region.fleets[d]
        row = self._today[fleet.machine_class, fleet.workshop]
        stages = (row.parts_h, row.queue_h, row.travel_h, row.handson_h)
        return replace(source, report_h=row.report_h, today=stages)

    def _served(self, source: Source, d: int, machine: MachineClass, park: int) -> Source:
        demand, work = self._plan.built.demand, machine.handson_h * machine.shift_factor
        site = int(demand.site[d])
        cover = float(demand.own_cover[d])
        needs = tuple(
            (self._shelves[park, need.family], need.share * (1.0 - cover))
            for need in self._plan.region.needs
            if need.machine_class == machine.id
            and need.share * (1.0 - cover) > 0
            and (park, need.family) in self._shelves  # else it asks in none of the plan's months
        )
        return replace(
            source, pool=self._pools[park, machine.pool], needs=needs,
            crew_h=self._crew(park, site), tow_h=self._tow(park, site, machine),
            field_h=tuple(work * factor for factor in self._field[site]),
            bay_h=tuple(work * factor for factor in self._hub[machine.cold][park]),
        )  # fmt: skip

    def _crew(self, park: int, site: int) -> Months:
        travel = self._plan.built.travel
        return tuple(
            float(travel.crew_h[travel.month_variant(month), park, site])
            for month in range(1, MONTHS + 1)
        )

    def _tow(self, park: int, site: int, machine: MachineClass) -> Months:
        """Hours of the machine's way to the hub; inf in months in which a crew drives out."""
        travel, kmh = self._plan.built.travel, machine.tow_kmh
        never = float("inf")
        if machine.service == "mobile" or kmh is None:
            return (never,) * MONTHS
        most_km = never if machine.tow_range_km is None else machine.tow_range_km
        at = [(travel.month_variant(month), park, site) for month in range(1, MONTHS + 1)]
        return tuple(
            float(travel.tow_h[kmh][v]) if travel.tow_km[kmh][v] <= most_km else never for v in at
        )
