"""Demand cells: how many repairs each fleet asks for, month by month, and what they are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.region.machines import MachineClass, Today
from optimizer.region.region import Region
from optimizer.region.sites import Fleet, Site

HOURS_PER_YEAR = 8760.0


@dataclass(frozen=True, eq=False)
class Demand:
    """One entry per fleet row, in the order of ``region.fleets``."""

    site: Ints
    """(D,) index into ``region.sites``."""
    machine_class: Ints
    """(D,) index into ``region.classes``."""
    count: Array
    """(D,) machines."""
    rate: Array
    """(D,) repairs per hour that go outside the owner's workshop, mean of all seasons (lambda_d):
    of the year, or of the part of it that the region's seasons cover."""
    by_month: Array
    """(12, D) repairs per hour in each month."""
    value: Array
    """(D,) million RUB a year that one standing machine costs (v_d x 8760)."""
    today_h: Array
    """(D,) turnaround today; inf where the region does not say."""
    own_cover: Array
    """(D,) share of needed parts that the owner has at once."""

    @property
    def year_rate(self) -> Array:
        """(D,) repairs per hour in the mean of all twelve months."""
        return np.asarray(self.by_month.mean(axis=0))


def failures_per_year(fleet: Fleet, machine: MachineClass) -> float:
    """Failures of one machine a year, all severities."""
    if machine.failures_per == "1000 h":
        return machine.failures * (fleet.hours_per_year or 0.0) / 1000.0
    return machine.failures * (fleet.km_per_year or 0.0) / 10_000.0


def outside_share(fleet: Fleet, machine: MachineClass) -> float:
    """Share of failures that the owner's workshop cannot close."""
    shares = {
        "strong": machine.outside_strong,
        "weak": machine.outside_weak,
        "none": machine.outside_none,
    }
    return shares[fleet.workshop]


def demand(region: Region) -> Demand:
    """Repairs of every fleet that go outside, with the value of an hour."""
    site_index = {site.id: i for i, site in enumerate(region.sites)}
    class_index = {machine.id: i for i, machine in enumerate(region.classes)}
    machines = [region.classes[class_index[f.machine_class]] for f in region.fleets]
    count = np.array([f.count for f in region.fleets], float)
    yearly = np.array(
        [
            failures_per_year(f, m) * outside_share(f, m)
            for f, m in zip(region.fleets, machines, strict=True)
        ]
    )
    sites = [region.sites[site_index[f.site]] for f in region.fleets]
    today = {(t.machine_class, t.workshop): t for t in region.today}
    rows = [today.get((f.machine_class, f.workshop)) for f in region.fleets]
    by_month = _profile(region, sites).T * (count * yearly / HOURS_PER_YEAR)
    rate = by_month[months_of(region)].mean(axis=0)
    return Demand(
        site=np.array([site_index[f.site] for f in region.fleets]),
        machine_class=np.array([class_index[f.machine_class] for f in region.fleets]),
        count=count,
        rate=rate,
        by_month=by_month,
        value=_value(region, machines, rate),
        today_h=np.array([_hours(row) for row in rows]),
        own_cover=np.array([row.own_cover if row else 0.0 for row in rows]),
    )


def months_of(region: Region) -> list[int]:
    """Months that the seasons cover, January being 0."""
    return sorted(month - 1 for season in region.seasons for month in season.months)


def _hours(row: Today | None) -> float:
    return row.turnaround_h if row else np.inf


def _profile(region: Region, sites: list[Site]) -> Array:
    """(D, 12) failures of each month over the mean month."""
    rows = {(a.machine_class, a.kind): np.array(a.months) for a in region.activity}
    flat = np.ones(12)
    profile = np.array(
        [
            rows.get((f.machine_class, site.kind), rows.get((f.machine_class, ""), flat))
            for f, site in zip(region.fleets, sites, strict=True)
        ]
    )
    return np.asarray(profile / profile.mean(axis=1, keepdims=True))


def _value(region: Region, machines: list[MachineClass], rate: Array) -> Array:
    """(D,) million RUB a year per standing machine; the mean for all where all count alike."""
    value = np.array([m.value_krub_h for m in machines]) * HOURS_PER_YEAR / 1000.0
    if region.scenario.aim == "value":
        return value
    return np.full_like(value, (value @ rate) / rate.sum() if rate.sum() > 0 else 1.0)
