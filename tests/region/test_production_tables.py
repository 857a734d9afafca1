"""The tables of production: what is read, what is the default, and what stays as it was."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from region_files import drop_column, rename, rows_of, scenario, write_rows

from optimizer.region import load_region

TABLES = ("lanes", "carries", "depots", "lines", "line_parts")
COLUMNS = {
    "families": ("weight_kg", "factory_h", "freight_krub"),
    "parks": ("area_m2", "power_mw", "rail_siding"),
}


def test_every_value_is_read(folder: Path) -> None:
    region = load_region(folder)
    (lane,), (carry,), (depot,) = region.lanes, region.carries, region.depots
    (line,), (part,) = region.lines, region.line_parts
    assert (lane.id, lane.hours, lane.price_rub_kg, lane.max_piece_kg) == (
        "by-truck", 336, 50, 20000,
    )  # fmt: skip
    assert lane.open_months == frozenset(range(1, 13))
    assert (carry.family, carry.lane) == ("belaz_small", "by-truck")
    assert (depot.park, depot.capital_mrub, depot.running_mrub, depot.area_m2) == (
        "kms-parus", 110, 18, 3000,
    )  # fmt: skip
    assert (line.capital_mrub, line.running_mrub, line.jobs) == (45, 15, 25)
    assert (line.area_m2, line.power_mw, line.rail) == (800, 0.3, False)
    assert (line.volume, line.least_volume, line.saves_krub) == (9000, 8000, 0.5)
    assert (part.line, part.family, part.share, part.lead_h) == (
        "small_parts", "belaz_small", 0.3, 24,
    )  # fmt: skip
    family, park = region.families[0], region.parks[0]
    assert (family.weight_kg, family.factory_h, family.freight_krub) == (5, 7.2, 0.65)
    assert (park.area_m2, park.power_mw, park.rail_siding) == (30000, 5, True)


def test_assumed_values_have_three_levels(folder: Path) -> None:
    rename(folder, "lanes", "hours", "hours_base")
    rows = rows_of(folder, "lanes")
    write_rows(
        folder,
        "lanes",
        [[*rows[0], "hours_low", "hours_high"], [*rows[1], "264", "432"]],
    )
    hours = [load_region(folder, values=v).lanes[0].hours for v in ("low", "base", "high")]
    assert hours == [264, 336, 432]


def test_a_region_without_the_tables_is_what_it_was(folder: Path) -> None:
    whole = load_region(folder)
    for table in TABLES:
        (folder / f"{table}.csv").unlink()
    for table, columns in COLUMNS.items():
        for column in columns:
            drop_column(folder, table, column)
    region = load_region(folder)
    assert region.warnings == ()
    assert all(getattr(region, table) == () for table in TABLES)
    family, park = region.families[0], region.parks[0]
    assert (family.weight_kg, family.factory_h, family.freight_krub) == (0, 0, 0)
    assert (park.area_m2, park.power_mw, park.rail_siding) == (0, 0, False)
    for field in dataclasses.fields(region):
        if field.name not in (*TABLES, *COLUMNS):
            assert getattr(region, field.name) == getattr(whole, field.name), field.name


def test_the_switches_are_off_unless_set(folder: Path) -> None:
    rules = load_region(folder).scenario
    assert (rules.lanes, rules.lines, rules.depot, rules.line_copies) == (False, False, False, 1)
    scenario(folder, "budget_mrub = 5\nlanes = true\nlines = true\ndepot = true\nline_copies = 2\n")
    rules = load_region(folder).scenario
    assert (rules.lanes, rules.lines, rules.depot, rules.line_copies) == (True, True, True, 2)
