"""Tables of seasons and routes: how help gets to every fleet, season by season."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.seasons import Season
    from optimizer.travel import Route

SEASONAL_COLUMNS = ("site", "machine_class", "season", "turnaround_h", "go_h", "mode")
ROUTE_COLUMNS = (
    "park", "site", "season", "leg", "from_name", "to_name", "from_lat", "from_lon", "to_lat",
    "to_lon", "mode", "km", "hours", "wait_h",
)  # fmt: skip


def middle_month(season: Season) -> int:
    """The month that stands for a season: the middle one, in calendar order around New Year."""
    months = sorted(season.months)
    gaps = [i for i in range(1, len(months)) if months[i] != months[i - 1] + 1]
    if gaps:
        months = months[gaps[-1] :] + months[: gaps[-1]]
    return months[len(months) // 2]


def seasonal_table(plan: Plan) -> pd.DataFrame:
    """One row per fleet and season: turnaround, way out, main mode."""
    rows: list[dict[str, Any]] = []
    total = plan.hours.turnaround_by_season
    go = plan.hours.by_season["go_h"]
    for d, j in enumerate(plan.choice.served):
        fleet = plan.region.fleets[d]
        for s, season in enumerate(plan.region.seasons):
            if j < 0:
                hours, out, mode = plan.built.demand.today_h[d], np.nan, "today"
            else:
                hours, out, mode = total[s, d], go[s, d], _mode(plan, d, int(j), s)
            rows.append(
                {"site": fleet.site, "machine_class": fleet.machine_class, "season": season.id,
                 "turnaround_h": hours, "go_h": out, "mode": mode}
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SEASONAL_COLUMNS))


def _mode(plan: Plan, d: int, j: int, s: int) -> str:
    """Mode of most of a crew's hours; empty where a user's matrix does not tell."""
    if plan.built.stages.mobile[s, d, j] < 0.5:
        return "to_hub"
    travel = plan.built.travel
    v = travel.month_variant(middle_month(plan.region.seasons[s]))
    return travel.main_mode(v, j, int(plan.built.demand.site[d]))


def route_table(plan: Plan) -> pd.DataFrame:
    """One row per leg of the way between hub and site, for every served site and season.

    Where some machines of a site come to the hub and crews drive out to others, the way of the
    first fleet of the site is told.
    """
    rows: list[dict[str, Any]] = []
    seen: set[tuple[int, int, str]] = set()
    for d, j in enumerate(plan.choice.served):
        i = int(plan.built.demand.site[d])
        for season in plan.region.seasons:
            key = (int(j), i, season.id)
            if j >= 0 and key not in seen:
                seen.add(key)
                rows += _legs(plan, d, int(j), season)
    return pd.DataFrame(rows, columns=list(ROUTE_COLUMNS))


def way_hours(plan: Plan, d: int, j: int, month: int, tow: bool) -> float:
    """Hours of a way as the plan uses them; inf where no way is open in the month."""
    travel, i = plan.built.travel, int(plan.built.demand.site[d])
    v = travel.month_variant(month)
    if not tow:
        return float(travel.crew_h[v, j, i])
    kmh = plan.region.classes[plan.built.demand.machine_class[d]].tow_kmh
    return float("inf") if kmh is None else float(travel.tow_h[kmh][v, j, i])


def plan_route(plan: Plan, d: int, j: int, month: int, tow: bool) -> Route:
    """Way of a crew to the site, or of the machine to the hub."""
    park, fleet = plan.region.parks[j], plan.region.fleets[d]
    travel = plan.built.travel
    if not tow:
        return travel.route(park.id, fleet.site, month)
    machine = plan.region.classes[plan.built.demand.machine_class[d]]
    return travel.route(park.id, fleet.site, month, "tow", tow_kmh=machine.tow_kmh)


def season_route(plan: Plan, d: int, j: int, season: Season) -> Route | None:
    """Way of most repairs of a fleet in a season; None where no way is open in its middle month."""
    s = plan.region.seasons.index(season)
    month = middle_month(season)
    tow = bool(plan.built.stages.mobile[s, d, j] < 0.5)
    for towed in (True, False) if tow else (False,):
        if np.isfinite(way_hours(plan, d, j, month, towed)):
            return plan_route(plan, d, j, month, towed)
    return None


def _legs(plan: Plan, d: int, j: int, season: Season) -> list[dict[str, Any]]:
    route = season_route(plan, d, j, season)
    return [
        {
            "park": plan.region.parks[j].id, "site": plan.region.fleets[d].site,
            "season": season.id, "leg": number, "from_name": leg.origin.name,
            "to_name": leg.destination.name, "from_lat": leg.origin.lat,
            "from_lon": leg.origin.lon, "to_lat": leg.destination.lat,
            "to_lon": leg.destination.lon, "mode": leg.mode, "km": leg.km, "hours": leg.hours,
            "wait_h": leg.wait_h,
        }
        for number, leg in enumerate(route.legs if route else ())
    ]  # fmt: skip
