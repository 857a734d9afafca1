"""Why a plan is as it is, as plain data: of the whole plan, of a park, of a site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.errors import InputError
from optimizer.plan.fleets import alternative_hours
from optimizer.plan.hours import STAGES
from optimizer.plan.ways import season_route
from optimizer.plan.without import without_hub
from optimizer.region.suggest import did_you_mean

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.sites import Park, Site

_MOST = 10
_FLEET = ("site", "site_name", "site_name_ru", "machine_class", "class_name", "class_name_ru",
          "count", "repairs_per_year", "park", "way", "turnaround_h", "today_h", "downtime_mrub",
          "today_downtime_mrub", "next_park", "next_h", "kept_because")  # fmt: skip
_STATION = ("park", "station", "kind", "name", "name_ru", "servers", "pieces", "utilisation",
            "waiting", "wait_h", "fill_rate")  # fmt: skip


def reasons(plan: Plan, subject: str | None = None) -> dict[str, Any]:
    """Why the plan is as it is: of all of it, or of a park or a site by id or name.

    Raises
    ------
    InputError
        When no park and no site has this name.
    """
    if subject is None:
        return _of_plan(plan)
    parks = _by_name(plan.region.parks)
    sites = _by_name(plan.region.sites)
    wanted = subject.strip().casefold()
    if wanted in parks:
        return _of_park(plan, parks[wanted])
    if wanted in sites:
        return _of_site(plan, sites[wanted])
    ids = [p.id for p in plan.region.parks] + [s.id for s in plan.region.sites]
    raise InputError([f"no park and no site is named '{subject}'; {did_you_mean(subject, ids)}"])


def _by_name(rows: Sequence[Park] | Sequence[Site]) -> dict[str, int]:
    """Index of every row by its names and, before them, its id."""
    found: dict[str, int] = {}
    for name in ("name_ru", "name", "id"):
        found |= {str(getattr(row, name)).casefold(): i for i, row in enumerate(rows)}
    found.pop("", None)
    return found


def _of_plan(plan: Plan) -> dict[str, Any]:
    """Hubs by what they save, stations by who waits there, fleets by what they still lose."""
    hubs = plan.hubs[["park", "name", "name_ru", "cost_mrub", "worth_mrub", "machines"]]
    lost = plan.assignments.sort_values("downtime_mrub", ascending=False, kind="stable")
    return {
        "kind": "plan",
        "hubs": hubs.to_dict("records"),
        "stations": _stations(plan.stations),
        "fleets": [_fleet(plan, int(d)) for d in lost.index[:_MOST]],
        "next_millions": plan.next_millions().to_dict("records"),
    }


def _of_park(plan: Plan, j: int) -> dict[str, Any]:
    park = plan.region.parks[j]
    about: dict[str, Any] = {
        "kind": "park", "park": park.id, "name": park.name, "name_ru": park.name_ru or park.name,
        "open": bool(plan.choice.size[j] >= 0), "ruled_out": park.id in plan.ruled_out,
        "certain": park.id in plan.certain,
    }  # fmt: skip
    if not about["open"]:
        return about
    hub = plan.hubs[plan.hubs["park"] == park.id].iloc[0]
    mine = plan.assignments[plan.assignments["park"] == park.id]
    saved = (mine["today_downtime_mrub"] - mine["downtime_mrub"]).sort_values(ascending=False)
    return {
        **about,
        **{name: hub[name] for name in ("size", "cost_mrub", "worth_mrub", "jobs", "machines")},
        "instead": _instead(plan, j),
        "fleets": [_fleet(plan, int(d)) for d in saved.index],
        "stations": _stations(plan.stations[plan.stations["park"] == park.id]),
    }


def _instead(plan: Plan, j: int) -> list[dict[str, Any]] | None:
    """Where its fleets would go without the hub; None where some could not be served."""
    other = without_hub(plan, j)
    if other is None:
        return None
    moved = np.flatnonzero(plan.choice.served == j)
    parks, fleets = np.unique(other.served[moved], return_counts=True)
    return [
        {"park": plan.region.parks[p].id if p >= 0 else "", "fleets": int(n)}
        for p, n in zip(parks, fleets, strict=True)
    ]


def _of_site(plan: Plan, i: int) -> dict[str, Any]:
    site = plan.region.sites[i]
    return {
        "kind": "site", "site": site.id, "name": site.name, "name_ru": site.name_ru or site.name,
        "fleets": [
            {**_fleet(plan, int(d)), "hubs": _hubs_for(plan, int(d)), "ways": _ways(plan, int(d))}
            for d in np.flatnonzero(plan.built.demand.site == i)
        ],
    }  # fmt: skip


def _stations(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Stations at which the most machines wait."""
    ranked = table.sort_values("waiting", ascending=False, kind="stable")
    return ranked[list(_STATION)].head(_MOST).to_dict("records")  # type: ignore[return-value]


def _fleet(plan: Plan, d: int) -> dict[str, Any]:
    """A fleet with its hours by stage and the stage that takes the most."""
    row = plan.assignments.iloc[d]
    hours = {stage: float(row[stage]) for stage in STAGES}
    today = {
        stage: float(row[f"today_{stage}"])
        for stage in ("report_h", "parts_h", "queue_h", "travel_h", "handson_h")
    }
    longest = max(hours, key=lambda stage: hours[stage])
    return {**{n: row[n] for n in _FLEET}, "stages": hours, "today": today, "longest": longest}


def _hubs_for(plan: Plan, d: int) -> list[dict[str, Any]]:
    """Turnaround of a fleet at every hub that could serve it, at present waits, the least first."""
    hours = alternative_hours(plan)[d]
    order = [int(j) for j in np.argsort(hours, kind="stable") if np.isfinite(hours[j])]
    return [{"park": plan.region.parks[j].id, "turnaround_h": float(hours[j])} for j in order]


def _ways(plan: Plan, d: int) -> list[dict[str, Any]]:
    """The way of every season, leg by leg, and the leg that takes the most."""
    j = int(plan.choice.served[d])
    if j < 0:
        return []
    found = []
    for season in plan.region.seasons:
        route = season_route(plan, d, j, season)
        legs = route.legs if route else ()
        total = [leg.hours + leg.wait_h for leg in legs]
        found.append(
            {
                "season": season.id, "name": season.name, "name_ru": season.name_ru or season.name,
                "hours": sum(total), "km": sum(leg.km for leg in legs),
                "longest": int(np.argmax(total)) if total else None,
                "legs": [
                    {"mode": leg.mode, "from": leg.origin.name, "from_ru": leg.origin.name_ru,
                     "to": leg.destination.name, "to_ru": leg.destination.name_ru, "km": leg.km,
                     "hours": leg.hours, "wait_h": leg.wait_h}
                    for leg in legs
                ],
            }
        )  # fmt: skip
    return found
