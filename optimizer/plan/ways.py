"""Tables of seasons and routes: how help gets to every fleet, month by month of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.seasons import Season
    from optimizer.travel import Route


def middle_month(season: Season) -> int:
    """The month that stands for a season: the middle one, in calendar order around New Year."""
    months = sorted(season.months)
    gaps = [i for i in range(1, len(months)) if months[i] != months[i - 1] + 1]
    if gaps:
        months = months[gaps[-1] :] + months[: gaps[-1]]
    return months[len(months) // 2]


def seasonal_table(plan: Plan) -> pd.DataFrame:
    """One row per served fleet and season: turnaround, way out, main mode."""
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
    return pd.DataFrame(rows)


def _mode(plan: Plan, d: int, j: int, s: int) -> str:
    if plan.built.stages.mobile[s, d, j] < 0.5:
        return "to_hub"
    travel = plan.built.travel
    v = travel.month_variant(middle_month(plan.region.seasons[s]))
    return travel.main_mode(v, j, int(plan.built.demand.site[d])) or "road"


def route_table(plan: Plan) -> pd.DataFrame:
    """One row per leg of the way between hub and site, for every served site and season."""
    rows: list[dict[str, Any]] = []
    seen: set[tuple[int, int, str]] = set()
    for d, j in enumerate(plan.choice.served):
        if j < 0:
            continue
        i = int(plan.built.demand.site[d])
        for s, season in enumerate(plan.region.seasons):
            tow = plan.built.stages.mobile[s, d, j] < 0.5
            key = (int(j), i, season.id)
            if key in seen:
                continue
            seen.add(key)
            rows += _legs(plan, d, int(j), season, tow)
    return pd.DataFrame(rows)


def plan_route(plan: Plan, d: int, j: int, month: int, tow: bool) -> Route:
    """Way of a crew to the site, or of the machine to the hub."""
    park, fleet = plan.region.parks[j], plan.region.fleets[d]
    travel = plan.built.travel
    if not tow:
        return travel.route(park.id, fleet.site, month)
    machine = plan.region.classes[plan.built.demand.machine_class[d]]
    return travel.route(park.id, fleet.site, month, "tow", tow_kmh=machine.tow_kmh)


def _legs(plan: Plan, d: int, j: int, season: Season, tow: bool) -> list[dict[str, Any]]:
    month = middle_month(season)
    v, i = plan.built.travel.month_variant(month), int(plan.built.demand.site[d])
    machine = plan.region.classes[plan.built.demand.machine_class[d]]
    if tow and machine.tow_kmh is not None:
        tow = bool(np.isfinite(plan.built.travel.tow_h[machine.tow_kmh][v, j, i]))
    route = plan_route(plan, d, j, month, tow)
    return [
        {
            "park": plan.region.parks[j].id, "site": plan.region.fleets[d].site,
            "season": season.id, "leg": number, "from_name": leg.origin.name,
            "to_name": leg.destination.name, "from_lat": leg.origin.lat,
            "from_lon": leg.origin.lon, "to_lat": leg.destination.lat,
            "to_lon": leg.destination.lon, "mode": leg.mode, "km": leg.km, "hours": leg.hours,
            "wait_h": leg.wait_h,
        }
        for number, leg in enumerate(route.legs)
    ]  # fmt: skip
