"""The same region told otherwise, by its schema: other names, other order, other units."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np

from optimizer.region.column import columns_of
from optimizer.region.region import Region
from optimizer.region.tables import TABLES


def _rows_changed(region: Region, change) -> Region:
    """Every row of every table through ``change(table, column, value)``."""
    tables = {}
    for table in TABLES:
        columns = columns_of(table.row)
        tables[table.name] = tuple(
            replace(row, **{c.field: change(table, c, getattr(row, c.field)) for c in columns})
            for row in getattr(region, table.name)
        )
    return replace(region, **tables)


def renamed(region: Region) -> Region:
    """Every id and every name another one."""

    def change(_table, column, value):
        if column.kind in ("id", "ref"):
            return f"other-{value}"
        return f"«{value}»" if column.field in ("name", "name_ru") else value

    gateway = region.scenario.gateway
    scenario = region.scenario.model_copy(update={"gateway": f"other-{gateway}" if gateway else ""})
    return replace(_rows_changed(region, change), scenario=scenario)


def shuffled(region: Region, seed: int) -> Region:
    """Rows of every table in another order."""
    rng = np.random.default_rng(seed)
    tables = {}
    for table in TABLES:
        rows = getattr(region, table.name)
        tables[table.name] = tuple(rows[int(n)] for n in rng.permutation(len(rows)))
    return replace(region, **tables)


def in_minutes(region: Region) -> Region:
    """Every duration sixty times as many minutes, every speed and every rate per minute.

    The calendar stays: operating hours a year only count failures, so that failures carry the rate.
    """

    def change(table, column, value):
        if value is None or column.field == "hours_per_year":
            return value
        if column.unit == "h":
            return 60.0 * value
        per_hour = column.unit == "km/h" or (table.name, column.field) == ("classes", "failures")
        return value / 60.0 if per_hour else value

    rules = region.scenario
    target = None if rules.reach_target_h is None else 60.0 * rules.reach_target_h
    scenario = rules.model_copy(
        update={"parts_handling_h": 60.0 * rules.parts_handling_h, "reach_target_h": target}
    )
    return replace(_rows_changed(region, change), scenario=scenario)


def in_thousands(region: Region, factor: float = 1000.0) -> Region:
    """All money in other roubles: costs, prices, worth of an hour, budget."""

    def change(_table, column, value):
        return value * factor if "RUB" in column.unit else value

    budget = factor * region.scenario.budget_mrub
    scenario = region.scenario.model_copy(update={"budget_mrub": budget})
    return replace(_rows_changed(region, change), scenario=scenario)


def without_park(region: Region, park: int) -> Region:
    """The region with one candidate less."""
    return replace(region, parks=tuple(p for j, p in enumerate(region.parks) if j != park))


def with_fleets(region: Region, factor: float) -> Region:
    """So many times as many machines everywhere."""
    fleets = tuple(replace(f, count=factor * f.count) for f in region.fleets)
    return replace(region, fleets=fleets)


def with_faster_link(region: Region, number: int, factor: float) -> Region:
    """One link so many times as fast."""
    link = region.links[number]
    speed = None if link.speed_kmh is None else factor * link.speed_kmh
    hours = None if link.hours is None else link.hours / factor
    faster = dataclasses.replace(link, speed_kmh=speed, hours=hours)
    return replace(region, links=(*region.links[:number], faster, *region.links[number + 1 :]))
