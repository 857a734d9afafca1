"""Where the parts of each hub come from, and by which ways they travel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from optimizer.plan.ways import middle_month
from optimizer.problem import NO_SOURCE, Array
from optimizer.turnaround.demand import HOURS_PER_YEAR
from optimizer.turnaround.ways import USUAL, Way, lane_hours

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.region.resources import Family

SUPPLY_COLUMNS = (
    "park", "family", "name", "name_ru", "source", "from_id", "from_name", "from_name_ru",
    "from_park", "share", "parts_per_year", "lead_h",
)  # fmt: skip
PART_ROUTE_COLUMNS = (
    "park", "from_park", "season", "leg", "from_name", "to_name", "from_lat", "from_lon",
    "to_lat", "to_lon", "mode", "km", "hours", "wait_h",
)  # fmt: skip


def supply_table(plan: Plan) -> pd.DataFrame:
    """One row per hub, part family and origin of its parts; columns in docs/plan.md."""
    families = {f.id: f for f in plan.region.families}
    rows: list[dict[str, Any]] = []
    for j in map(int, np.flatnonzero(plan.choice.size >= 0)):
        for k, station in enumerate(plan.problem.stations):
            asked = station.rate @ plan.choice.shares(plan.problem)[station.cells, j]
            if station.kind != "stock" or asked.max() <= 0:
                continue
            family, way = families[station.name], plan.way_of(k, j)
            parts = float(plan.built.season_share @ asked) * HOURS_PER_YEAR
            about = {
                "park": plan.region.parks[j].id, "family": family.id, "name": family.name,
                "name_ru": family.name_ru or family.name,
            }  # fmt: skip
            rows += [
                {**about, **origin, "parts_per_year": parts * float(origin["share"])}
                for origin in _origins(plan, way, family, k, j, station.hours[:, 0, j])
            ]
    return pd.DataFrame(rows, columns=list(SUPPLY_COLUMNS))


def _origins(
    plan: Plan, way: Way, family: Family, k: int, j: int, lead: Array
) -> list[dict[str, Any]]:  # fmt: skip
    """Depot, or line and lanes of a way, each with its share and mean hours to the hub."""
    region, share = plan.region, plan.built.season_share
    lanes = {lane.id: lane for lane in region.lanes}
    found: list[dict[str, Any]] = []
    if way.depot_park is not None and way.stock is not None:
        park, asked = way.depot_park, plan.problem.stations[k].rate.sum(axis=1)
        kit = plan.problem.stations[k].curves[int(plan.choice.level[k, j])]
        late = way.stock.owed_mean(kit)  # (S,) pieces that the depot owes
        hours = (late + way.stock.way[:, j]) / asked
        return [
            {"source": "depot", "from_id": "depot", "from_name": park.name,
             "from_name_ru": park.name_ru or park.name, "from_park": park.id, "share": 1.0,
             "lead_h": float(share @ hours)}
        ]  # fmt: skip
    if way.line != NO_SOURCE and way.line_h is not None:
        at = plan.built.lines[way.line]
        found.append(
            {"source": "line", "from_id": at.line.id, "from_name": at.line.name,
             "from_name_ru": at.line.name_ru or at.line.name, "from_park": at.park.id,
             "share": way.line_share, "lead_h": float(share @ way.line_h[:, j])}
        )  # fmt: skip
    for lane, part in way.lanes:
        row: dict[str, Any] = {
            "source": "usual", "from_id": USUAL, "from_name": "", "from_name_ru": "",
            "from_park": "", "share": part, "lead_h": float(share @ lead),
        }  # fmt: skip
        if lane != USUAL:
            by_month = np.array(lane_hours(family, lanes[lane]))
            hours = [by_month[[m - 1 for m in s.months]].mean() for s in region.seasons]
            sooner = family.resupply_h - np.array(hours)
            about = lanes[lane]
            row |= {"source": "lane", "from_id": lane, "from_name": about.name,
                    "from_name_ru": about.name_ru or about.name,
                    "lead_h": float(share @ (lead - sooner))}  # fmt: skip
        found.append(row)
    return found


def part_route_table(plan: Plan) -> pd.DataFrame:
    """One row per leg of the ways of parts to each hub, for every season, in its middle month."""
    rows: list[dict[str, Any]] = []
    pairs = plan.supplies[["park", "from_park"]].drop_duplicates()
    for park, origin in pairs.itertuples(index=False):
        for season in plan.region.seasons:
            route = plan.built.travel.parts_route(park, middle_month(season), origin or None)
            for number, leg in enumerate(route.legs):
                start, end = leg.origin, leg.destination
                rows.append(
                    {"park": park, "from_park": origin, "season": season.id, "leg": number,
                     "from_name": start.name, "to_name": end.name, "from_lat": start.lat,
                     "from_lon": start.lon, "to_lat": end.lat, "to_lon": end.lon,
                     "mode": leg.mode, "km": leg.km, "hours": leg.hours, "wait_h": leg.wait_h}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=list(PART_ROUTE_COLUMNS))
