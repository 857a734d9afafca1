"""Lanes, depots and product lines that are legal one by one and wrong together."""

from __future__ import annotations

from pathlib import Path

import pytest
from region_files import add_row, change, problems, rename, scenario

from optimizer.region import load_region

BUDGET = "budget_mrub = 5\n"
TABLES = ("lanes", "carries", "depots", "lines", "line_parts")


def drop(folder: Path, *tables: str) -> None:
    for table in tables:
        (folder / f"{table}.csv").unlink()


REFERENCES = [
    ("carries", "family", "belaz_smal", "families", "belaz_small"),
    ("carries", "lane", "by-truk", "lanes", "by-truck"),
    ("depots", "park", "kms-parys", "parks", "kms-parus"),
    ("line_parts", "line_", "small_part", "lines", "small_parts"),
    ("line_parts", "family", "belaz_smal", "families", "belaz_small"),
]


@pytest.mark.parametrize(("table", "column", "text", "target", "meant"), REFERENCES)
def test_an_unknown_id_is_one_message_with_its_place(
    folder: Path, table: str, column: str, text: str, target: str, meant: str
) -> None:
    change(folder, table, **{column: text})
    assert problems(folder) == [
        f"{table}.csv:2: column '{column.rstrip('_')}': is no id of '{target}' (got '{text}'); "
        f"did you mean '{meant}'?"
    ]


CELLS = [
    ("lanes", {"hours": "0"}, "lanes.csv:2: column 'hours': is out of range (got '0')"),
    ("lanes", {"price_rub_kg": "-1"}, "lanes.csv:2: column 'price_rub_kg': is negative (got '-1')"),
    ("lanes", {"open_months": "never"}, "lanes.csv:2: column 'open_months': are no months (got"),
    ("lanes", {"max_piece_kg": "0"}, "lanes.csv:2: column 'max_piece_kg': is out of range (got"),
    ("lines", {"area_m2": ""}, "lines.csv:2: column 'area_m2': is empty; give area taken in"),
    ("lines", {"rail": "maybe"}, "lines.csv:2: column 'rail': is neither yes nor no (got 'maybe')"),
    ("lines", {"volume": "-5"}, "lines.csv:2: column 'volume': is negative (got '-5')"),
    (
        "line_parts",
        {"share": "30"},
        "line_parts.csv:2: column 'share': is out of range (got '30'); looks like per cent: "
        "30 per cent is 0.3",
    ),
    (
        "line_parts",
        {"lead_h": "86400"},
        "line_parts.csv:2: column 'lead_h': is out of range (got '86400'); looks like seconds",
    ),
    (
        "depots",
        {"capital_mrub": "110000000"},
        "depots.csv:2: column 'capital_mrub': is out of range (got '110000000'); looks like RUB",
    ),
    ("families", {"weight_kg": "-1"}, "families.csv:2: column 'weight_kg': is negative (got '-1')"),
    ("families", {"factory_h": "9999"}, "families.csv:2: column 'factory_h': is out of range"),
    ("parks", {"rail_siding": "2"}, "parks.csv:2: column 'rail_siding': is neither yes nor no"),
]


@pytest.mark.parametrize(("table", "cells", "expected"), CELLS)
def test_a_bad_cell_is_one_message(
    folder: Path, table: str, cells: dict[str, str], expected: str
) -> None:
    change(folder, table, **cells)
    (found,) = problems(folder)
    assert found.startswith(expected)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_twice(folder: Path, table: str) -> None:
    add_row(folder, table)
    (found,) = problems(folder)
    assert found.startswith(f"{table}.csv:3: column ")
    assert "as in line 2" in found


@pytest.mark.parametrize("table", TABLES)
def test_a_misspelt_heading(folder: Path, table: str) -> None:
    rename(folder, table, "source", "sourse")
    assert problems(folder) == [
        f"{table}.csv:1: column 'sourse': is not known; did you mean 'source'?"
    ]


def test_an_override_that_opens_no_month_does_not_open_all(folder: Path) -> None:
    text = '[[override]]\ntable = "lanes"\nset = { open_months = [] }\n'
    scenario(folder, BUDGET + text)
    assert problems(folder) == [
        "scenarios/base.toml:2: override 1: column 'open_months': names no month (got '[]'); "
        "name one, such as 5-10"
    ]


def test_a_lane_too_weak_for_all_that_it_carries(folder: Path) -> None:
    add_row(folder, "families", id="belaz_engine", weight_kg="4000")
    add_row(folder, "carries", family="belaz_engine")
    change(folder, "lanes", max_piece_kg="4")
    assert problems(folder) == [
        "lanes.csv:2: column 'max_piece_kg': is less than the weight of every family that the lane "
        "carries (lightest: 'belaz_small', 5 kg) (got '4'); raise it, or drop the lane"
    ]


def test_a_lane_too_weak_for_one_of_its_families(folder: Path) -> None:
    add_row(folder, "families", id="belaz_engine", weight_kg="4000")
    add_row(folder, "carries", family="belaz_engine")
    change(folder, "lanes", max_piece_kg="500")
    assert problems(folder) == [
        "carries.csv:3: column 'family': a piece weighs 4000 kg, the lane takes 500 kg "
        "(got 'belaz_engine'); drop the row, or check weight_kg in families and max_piece_kg in "
        "lanes"
    ]


@pytest.mark.parametrize("limit", ["5", "4000", ""])
def test_a_lane_that_takes_its_pieces(folder: Path, limit: str) -> None:
    change(folder, "lanes", max_piece_kg=limit)
    assert problems(folder) == []


FITS_NOT = [
    (
        {"area_m2": "30001"},
        {},
        "column 'area_m2': the line fits in no park: the most free area is ",
    ),
    (
        {"power_mw": "5.1"},
        {},
        "column 'power_mw': the line fits in no park: the most free power is",
    ),
    ({"rail": "yes"}, {"rail_siding": "no"}, "column 'rail': the line fits in no park: none has a"),
    ({}, {"area_m2": ""}, "column 'area_m2': the line fits in no park: the most free area is 0 m2"),
]


@pytest.mark.parametrize(("line", "park", "expected"), FITS_NOT)
def test_a_line_that_fits_in_no_park(
    folder: Path, line: dict[str, str], park: dict[str, str], expected: str
) -> None:
    change(folder, "lines", **line)
    change(folder, "parks", **park)
    scenario(folder, BUDGET)
    assert problems(folder) == []
    scenario(folder, BUDGET + "lines = true\n")
    (found,) = problems(folder)
    assert found.startswith(f"lines.csv:2: {expected}")
    assert found.endswith("; give parks area_m2, power_mw and rail_siding, or drop the line")


def test_a_depot_that_does_not_fit_its_park(folder: Path) -> None:
    change(folder, "depots", area_m2="30001")
    scenario(folder, BUDGET)
    assert problems(folder) == []
    scenario(folder, BUDGET + "depot = true\n")
    (found,) = problems(folder)
    assert found.startswith(
        "depots.csv:2: column 'area_m2': the depot does not fit: kms-parus has 30000 m2 free"
    )
    assert "30001" in found
    assert found.endswith("; give parks area_m2, choose another park, or drop the row")
    change(folder, "depots", area_m2="30000")
    assert problems(folder) == []


def test_no_park_has_all_that_a_line_needs_together(folder: Path) -> None:
    add_row(folder, "parks", id="near", area_m2="100", power_mw="9", lat="50.61")
    change(folder, "lines", power_mw="6")
    scenario(folder, BUDGET + "lines = true\n")
    (found,) = problems(folder)
    assert found.startswith(
        "lines.csv:2: column 'id': the line fits in no park: none has its area, power and siding"
    )


def test_a_line_as_large_as_the_park_fits(folder: Path) -> None:
    change(folder, "lines", area_m2="30000", power_mw="5", rail="yes")
    scenario(folder, BUDGET + "lines = true\n")
    assert problems(folder) == []


def test_a_line_that_is_good_for_nothing_is_a_warning(folder: Path) -> None:
    change(folder, "line_parts", share="0")
    assert load_region(folder).warnings == ()
    change(folder, "lines", saves_krub="0")
    (warning,) = load_region(folder).warnings
    assert "lines.csv:2: column 'id': the line supplies no part and saves nothing" in warning


def test_shares_of_a_family_may_sum_to_more_than_one(folder: Path) -> None:
    add_row(folder, "lines", id="other")
    add_row(folder, "line_parts", line_="other", share="0.9")
    assert problems(folder) == []


MISSING = [
    ("lanes", ("lanes",), "lanes.csv"),
    ("lanes", ("lanes", "carries"), "lanes.csv and {}carries.csv"),
    ("lanes", ("families", "needs"), "families.csv"),
    ("lines", ("lines",), "lines.csv"),
    ("lines", ("families", "needs"), "families.csv"),
    ("depot", ("depots",), "depots.csv"),
]


@pytest.mark.parametrize(("switch", "tables", "files"), MISSING)
def test_a_switch_without_its_tables(
    folder: Path, switch: str, tables: tuple[str, ...], files: str
) -> None:
    drop(folder, *tables)
    scenario(folder, BUDGET)
    assert problems(folder) == []
    scenario(folder, BUDGET + f"{switch} = true\n")
    assert problems(folder) == [
        f"scenarios/base.toml:2: key '{switch}' is on, and there are no rows in "
        f"{files.replace('{}', '')}; write them, or set {switch} = false"
    ]


def test_lines_that_only_save_money_need_no_families(folder: Path) -> None:
    drop(folder, "families", "needs", "line_parts")
    scenario(folder, BUDGET + "lines = true\n")
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line_copies = 0\n", "key 'line_copies' should be greater than or equal to 1 (got '0')"),
        ("lanes = 'often'\n", "key 'lanes' should be a valid boolean"),
        ("lane = true\n", "key 'lane' is not known; did you mean 'lanes'?"),
    ],
)
def test_a_bad_switch(folder: Path, text: str, expected: str) -> None:
    scenario(folder, BUDGET + text)
    (found,) = problems(folder)
    assert expected in found
