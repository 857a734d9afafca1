"""Repairs of a fleet at a hub, month by month from the tables, without seasons or arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from geopy.distance import great_circle

from optimizer.plan.audit.ways import Ways
from optimizer.region.machines import MachineClass, Today
from optimizer.region.region import Region
from optimizer.region.sites import Fleet, Park, Site
from optimizer.travel import Travel

_CALENDAR_H = 8760.0
_MILD_C = 20.0


@dataclass(frozen=True)
class Repair:
    """One repair of a fleet at a hub in a month; hours.

    ``busy_h`` is how long a server is busy, ``go_h`` the way until hands-on work starts.
    """

    go_h: float
    work_h: float
    back_h: float
    busy_h: float


class Repairs:
    """Repairs of a region's fleets; hours of ways come from `Ways`, or from a user's matrix."""

    def __init__(self, region: Region, travel: Travel) -> None:
        self.region, self.travel, self.ways = region, travel, Ways(region)
        self._classes = {c.id: c for c in region.classes}
        self._sites = {s.id: (i, s) for i, s in enumerate(region.sites)}
        self._today = {(t.machine_class, t.workshop): t for t in region.today}
        self._parks = {p.id: j for j, p in enumerate(region.parks)}
        self._cold: dict[tuple[float, float, int, str], float] = {}
        self._repairs: dict[tuple[str, str, str, int], Repair] = {}

    def machine(self, fleet: Fleet) -> MachineClass:
        """Class of a fleet's machines."""
        return self._classes[fleet.machine_class]

    def site(self, fleet: Fleet) -> Site:
        """Site of a fleet."""
        return self._sites[fleet.site][1]

    def today(self, fleet: Fleet) -> Today | None:
        """How the fleet's repairs run today."""
        return self._today.get((fleet.machine_class, fleet.workshop))

    @cached_property
    def months(self) -> list[int]:
        """Months that the region's seasons cover."""
        return sorted(month for season in self.region.seasons for month in season.months)

    def per_hour(self, fleet: Fleet) -> float:
        """Repairs per hour that go outside, mean of the months."""
        return sum(self.per_hour_in(fleet, month) for month in self.months) / len(self.months)

    def per_hour_in(self, fleet: Fleet, month: int) -> float:
        """Repairs per hour in a month."""
        machine = self.machine(fleet)
        if machine.failures_per == "1000 h":
            failures = machine.failures * (fleet.hours_per_year or 0.0) / 1000.0
        else:
            failures = machine.failures * (fleet.km_per_year or 0.0) / 10_000.0
        outside = float(getattr(machine, f"outside_{fleet.workshop}"))
        activity = self._activity[fleet.machine_class, self.site(fleet).kind][month - 1]
        return fleet.count * failures * outside * activity / _CALENDAR_H

    @cached_property
    def _activity(self) -> dict[tuple[str, str], tuple[float, ...]]:
        rows = {(a.machine_class, a.kind): a.months for a in self.region.activity}
        shapes = {}
        for fleet in self.region.fleets:
            own = (fleet.machine_class, self.site(fleet).kind)
            months = rows.get(own) or rows.get((fleet.machine_class, "")) or (1.0,) * 12
            mean = sum(months) / 12.0
            shapes[own] = tuple(month / mean for month in months)
        return shapes

    def at(self, fleet: Fleet, park: Park, month: int) -> Repair:
        """The repair of a fleet at a park in a month; hours are inf where no way is open."""
        key = (fleet.site, fleet.machine_class, park.id, month)
        if key not in self._repairs:
            self._repairs[key] = self._repair(fleet, park, month)
        return self._repairs[key]

    def _repair(self, fleet: Fleet, park: Park, month: int) -> Repair:
        machine, site = self.machine(fleet), self.site(fleet)
        tow = self.tow_h(fleet, park, month)
        if math.isfinite(tow):
            setting = "bay" if machine.cold == "bay" else "outdoor"
            work = self._work(machine) * self.cold(park.lat, park.lon, month, setting)
            return Repair(tow, work, tow, work + machine.setup_h)
        crew = self.crew_h(fleet, park, month)
        work = self._work(machine) * self.cold(site.lat, site.lon, month, "outdoor")
        return Repair(crew, work, 0.0, work + machine.setup_h + 2.0 * crew)

    @staticmethod
    def _work(machine: MachineClass) -> float:
        return machine.handson_h * machine.shift_factor

    def crew_h(self, fleet: Fleet, park: Park, month: int) -> float:
        """Hours of a crew to the fleet."""
        if self.travel.from_matrix:
            i, _ = self._sites[fleet.site]
            v = self.travel.month_variant(month)
            return float(self.travel.crew_h[v, self._parks[park.id], i])
        return self.ways.crew(park, self.site(fleet), month)

    def tow_h(self, fleet: Fleet, park: Park, month: int) -> float:
        """Hours of the machine to the park; inf where it does not come."""
        machine, (i, site) = self.machine(fleet), self._sites[fleet.site]
        if machine.service == "mobile" or machine.tow_kmh is None:
            return math.inf
        cell = (self.travel.month_variant(month), self._parks[park.id], i)
        if machine.tow_range_km is not None:
            # of equally fast ways one may be shorter: the length is that of the way that is told
            km = float(self.travel.tow_km[machine.tow_kmh][cell])
            if km > machine.tow_range_km:
                return math.inf
        if self.travel.from_matrix:
            return float(self.travel.tow_h[machine.tow_kmh][cell])
        return self.ways.tow(park, site, month, machine.tow_kmh)

    def cold(self, lat: float, lon: float, month: int, setting: str) -> float:
        """Factor on hands-on work of the month's temperature at the nearest station."""
        key = (lat, lon, month, setting)
        if key not in self._cold:
            steps = [c for c in self.region.cold if c.setting == setting]
            here = self._temperature(lat, lon, month)
            below = [c for c in steps if here < c.below_c]
            coldest = min(below, key=lambda c: c.below_c, default=None)
            self._cold[key] = coldest.factor if coldest else 1.0
        return self._cold[key]

    def _temperature(self, lat: float, lon: float, month: int) -> float:
        if not self.region.climate:
            return _MILD_C
        places = {p.id: p for p in self.region.places}
        nearest = min(
            self.region.climate,
            key=lambda c: great_circle((lat, lon), (places[c.place].lat, places[c.place].lon)).km,
        )
        return nearest.months[month - 1]
