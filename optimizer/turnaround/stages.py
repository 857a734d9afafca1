"""Stages of a repair that need no waiting: reporting, going, hands-on work, the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from geopy.distance import great_circle

from optimizer.problem import Array
from optimizer.region.machines import MachineClass
from optimizer.region.region import Region
from optimizer.travel import Travel
from optimizer.turnaround.demand import Demand


@dataclass(frozen=True, eq=False)
class Stages:
    """Hours of each stage by season, cell and park, averaged over the repairs of the season.

    All arrays are (S, D, J); inf where the park cannot serve the cell.
    """

    go_h: Array
    """Crew's way out, or the machine's way to the hub."""
    handson_h: Array
    """Calendar hours of work, cold included (kappa R)."""
    back_h: Array
    """Machine's way home; none for a mobile crew."""
    busy_h: Array
    """Hours a server is busy (tau)."""
    busy_square: Array
    """Second moment of the busy hours, h^2."""
    mobile: Array
    """Share of the season's repairs that a crew drives out to."""
    report_h: Array
    """(D,) hours until a hub has the job."""


def season_weights(region: Region, demand: Demand) -> Array:
    """(S, 12, D) weight of each month in its season, by the repairs that fall in it."""
    weights = np.zeros((len(region.seasons), 12, len(demand.rate)))
    for s, season in enumerate(region.seasons):
        months = [m - 1 for m in sorted(season.months)]
        rates = demand.by_month[months]
        total = rates.sum(axis=0)
        even = np.full_like(rates, 1.0 / len(months))
        safe = np.where(total > 0, total, 1.0)
        weights[s, months] = np.where(total > 0, rates / safe, even)
    return weights


def stages(region: Region, travel: Travel, demand: Demand) -> Stages:
    """Hours of the fixed stages of every cell at every park (docs/model.md, section 1)."""
    shape = (len(region.seasons), len(demand.rate), len(region.parks))
    sums = {name: np.zeros(shape) for name in ("go", "work", "back", "busy", "square", "mobile")}
    weights = season_weights(region, demand)
    machines = [region.classes[k] for k in demand.machine_class]
    cold_site, cold_park = _cold_by_month(region)
    work = np.array([m.handson_h * m.shift_factor for m in machines])[:, None]
    cv = np.array([m.handson_cv for m in machines])[:, None]
    setup = np.array([m.setup_h for m in machines])[:, None]
    inside = np.array([m.cold == "bay" for m in machines])[:, None]
    for month in range(12):
        crew, tow = _ways(region, travel, demand, machines, month + 1)
        mobile = ~np.isfinite(tow)
        factor_out = cold_site[month, demand.site][:, None]
        factor_in = np.where(inside, cold_park["bay"][month], cold_park["outdoor"][month])
        hours = work * np.where(mobile, factor_out, factor_in)
        go = np.where(mobile, crew, tow)
        busy = hours + setup + np.where(mobile, 2.0 * crew, 0.0)
        parts = {
            "go": go, "work": hours, "back": np.where(mobile, 0.0, tow), "busy": busy,
            "square": busy**2 + (cv * hours) ** 2, "mobile": mobile.astype(float),
        }  # fmt: skip
        for s in range(shape[0]):
            share = weights[s, month][:, None]
            if share.any():
                for name, value in parts.items():
                    # a month without repairs counts for nothing, be its ways closed or not
                    sums[name][s] += share * np.where(share > 0, value, 0.0)
    return Stages(
        go_h=sums["go"], handson_h=sums["work"], back_h=sums["back"], busy_h=sums["busy"],
        busy_square=sums["square"], mobile=sums["mobile"],
        report_h=np.array([m.report_h for m in machines]),
    )  # fmt: skip


def _ways(
    region: Region, travel: Travel, demand: Demand, machines: list[MachineClass], month: int
) -> tuple[Array, Array]:
    """(D, J) hours of a crew's way out, and of the tow, inf where the machine does not come."""
    v = travel.month_variant(month)
    crew = travel.crew_h[v].T[demand.site]
    tow = np.full(crew.shape, np.inf)
    for d, machine in enumerate(machines):
        if machine.service == "mobile" or machine.tow_kmh is None:
            continue
        hours = travel.tow_h[machine.tow_kmh][v, :, demand.site[d]]
        km = travel.tow_km[machine.tow_kmh][v, :, demand.site[d]]
        limit = np.inf if machine.tow_range_km is None else machine.tow_range_km
        tow[d] = np.where(km <= limit, hours, np.inf)
    return crew, tow


def _cold_by_month(region: Region) -> tuple[Array, dict[str, Array]]:
    """Cold factors: (12, I) outdoors at the sites; by setting (12, J) at the parks."""
    site = _temperature(region, [(s.lat, s.lon) for s in region.sites])
    park = _temperature(region, [(p.lat, p.lon) for p in region.parks])
    factors = {setting: _factor(region, setting, park) for setting in ("outdoor", "bay")}
    return _factor(region, "outdoor", site), factors


def _temperature(region: Region, points: list[tuple[float, float]]) -> Array:
    """(12, n) mean temperature of each month at the nearest station; mild where there is none."""
    if not region.climate:
        return np.full((12, len(points)), 20.0)
    places = {p.id: p for p in region.places}
    stations = [places[c.place] for c in region.climate]
    by_station = np.array([c.months for c in region.climate])
    nearest = [
        min(range(len(stations)), key=lambda k: great_circle(
            point, (stations[k].lat, stations[k].lon)).km)
        for point in points
    ]  # fmt: skip
    return np.asarray(by_station[nearest].T)


def _factor(region: Region, setting: str, temperature: Array) -> Array:
    """Cold factor of the coldest step that applies; 1 where none does."""
    factor = np.ones_like(temperature)
    steps = sorted(
        (c for c in region.cold if c.setting == setting), key=lambda c: c.below_c, reverse=True
    )
    for step in steps:
        factor = np.where(temperature < step.below_c, step.factor, factor)
    return factor
