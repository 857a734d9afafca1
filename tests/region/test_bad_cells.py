"""One bad cell or heading: the message names file, line, column, value and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from region_files import add_row, change, drop_column, problems, rename, rows_of, write_rows

CELLS = [
    # table, line, cells, what stands in the one message
    ("places", 2, {"lat": "nan"}, "places.csv:2: column 'lat': is not a finite number (got 'nan')"),
    ("places", 2, {"lat": "-inf"}, "places.csv:2: column 'lat': is not a finite number (got '-inf"),
    ("places", 2, {"lat": "1e999"}, "column 'lat': is not a finite number (got '1e999')"),
    ("places", 2, {"lat": "#DIV/0!"}, "is not a finite number (got '#DIV/0!'); write a number"),
    ("places", 3, {"lat": ""}, "places.csv:3: column 'lat': is empty; give latitude in degrees"),
    ("places", 3, {"lat": "north"}, "column 'lat': is not a number (got 'north')"),
    ("parks", 2, {"id": "two words"}, "is not an id (got 'two words'); use letters, digits and"),
    ("places", 2, {"population": "1.5"}, "column 'population': is not a whole number (got '1.5')"),
    (
        "places",
        2,
        {"lat": "135.097", "lon": "48.462"},
        "(got '135.097'); latitude and longitude loo",
    ),
    ("places", 4, {"lat": "-95", "lon": "95"}, "expected from -90 to 90 degrees"),
    (
        "links",
        2,
        {"km": "-349"},
        "links.csv:2: column 'km': is negative (got '-349'); expected from",
    ),
    ("links", 2, {"km": "349000"}, "(got '349000'); looks like metres: 349000 metres is 349 km"),
    ("links", 2, {"km": "349 km"}, "is not a number alone (got '349 km'); write 349 without 'km'"),
    ("links", 2, {"km": "1,349.5"}, "has marks in the thousands (got '1,349.5'); write 1349.5"),
    ("links", 2, {"km": "1,349"}, "may mean two numbers (got '1,349'); write 1349 or 1.349"),
    ("links", 2, {"hours": "330"}, "links.csv:2: column 'hours': 349 km in 330 h is 1.1 km/h"),
    ("links", 2, {"hours": "330"}, "(got '330'); looks like minutes: 330 minutes is 5.5 h"),
    ("links", 2, {"hours": "0.1"}, "349 km in 0.1 h is 3.5e+03 km/h (got '0.1'); check the length"),
    ("links", 2, {"hours": ""}, "links.csv:2: column 'speed_kmh': the link has neither hours nor"),
    ("links", 2, {"to_": "khabarovsk"}, "column 'to': the link joins a place to itself"),
    ("links", 2, {"to_": "komsomolks"}, "(got 'komsomolks'); did you mean 'komsomolsk'?"),
    (
        "links",
        2,
        {"mode": "rode"},
        "column 'mode': is no id of 'modes' (got 'rode'); did you mean 'r",
    ),
    ("links", 2, {"open_months": "0-3"}, "names a month outside 1 to 12 (got '0-3')"),
    ("links", 2, {"open_months": "13"}, "links.csv:2: column 'open_months': names a month outside"),
    (
        "links",
        2,
        {"open_months": "5-Oct"},
        "are no months (got '5-Oct'); write numbers from 1 to 12",
    ),
    ("links", 2, {"open_months": "2025-10-05"}, "a spreadsheet may have made a date of it"),
    (
        "modes",
        2,
        {"crew": "maybe"},
        "modes.csv:2: column 'crew': is neither yes nor no (got 'maybe')",
    ),
    ("modes", 3, {"kmh": ""}, "column 'kmh': a mode with reach 'last_km' needs a speed; give kmh"),
    (
        "modes",
        2,
        {"reach": "link"},
        "is not one of the legal words (got 'link'); did you mean 'links'",
    ),
    ("modes", 2, {"wait_h": "840"}, "(got '840'); looks like minutes: 840 minutes is 14 h"),
    (
        "classes",
        2,
        {"handson_h": "840"},
        "classes.csv:2: column 'handson_h': is out of range (got '8",
    ),
    ("classes", 2, {"handson_h": "840"}, "looks like minutes: 840 minutes is 14 h"),
    ("classes", 2, {"failures": "-7"}, "column 'failures': is negative (got '-7')"),
    ("classes", 2, {"outside_strong": "13"}, "looks like per cent: 13 per cent is 0.13"),
    ("classes", 2, {"outside_strong": "13%"}, "is a percentage (got '13%'); write a share"),
    ("classes", 2, {"service": "to_hub"}, "column 'tow_kmh': a class with service 'to_hub' needs"),
    (
        "classes",
        2,
        {"pool": "heavy"},
        "is no id of 'pools' (got 'heavy'); did you mean 'heavy_crew'",
    ),
    ("fleets", 2, {"hours_per_year": "372000"}, "looks like minutes: 372000 minutes is 6200 h"),
    (
        "fleets",
        2,
        {"hours_per_year": ""},
        "class 'belaz_220' counts failures per 1000 h and the fle",
    ),
    ("fleets", 2, {"site": "malmysh-gok"}, "(got 'malmysh-gok'); did you mean 'malmyzh-gok'?"),
    (
        "fleets",
        2,
        {"workshop": "weak"},
        "today has no row for class 'belaz_220' with workshop 'weak'",
    ),
    ("fleets", 2, {"count": "0"}, "no fleet has a machine at the base values in the scopes"),
    ("fleets", 2, {"scope": "other"}, "names a scope that no fleet has (got 'home'); known: other"),
    ("levels", 2, {"capital_mrub": "40000000"}, "looks like RUB: 40000000 RUB is 40 million RUB"),
    (
        "levels",
        2,
        {"servers": "9"},
        "no hub size can host pool 'heavy_crew', whose smallest level has",
    ),
    ("today", 2, {"parts_h": "2640"}, "looks like minutes: 2640 minutes is 44 h"),
    ("needs", 2, {"share": "1.2"}, "needs.csv:2: column 'share': is out of range (got '1.2')"),
    ("seasons", 2, {"months": "1-2"}, "the seasons do not cover the year: no season has month 3"),
    (
        "seasons",
        3,
        {"months": "3-12"},
        "seasons.csv:3: column 'months': month 3 lies in 'winter' too",
    ),
    (
        "seasons",
        3,
        {"months": "4-13"},
        "seasons.csv:3: column 'months': names a month outside 1 to 12",
    ),
    ("climate", 2, {"jul": "?"}, "climate.csv:2: column 'jul': is not a number (got '?')"),
    (
        "sites",
        2,
        {"name": ""},
        "sites.csv:2: column 'name': is empty; give name in English, e.g. Ma",
    ),
    ("sites", 2, {"kind": "x" * 5000}, "column 'kind': is a text of 5000 characters"),
    ("sites", 2, {"assumption": "perhaps"}, "column 'assumption': is neither yes nor no"),
]


@pytest.mark.parametrize(("table", "line", "cells", "expected"), CELLS)
def test_a_bad_cell_is_one_message_with_its_place(
    folder: Path, table: str, line: int, cells: dict[str, str], expected: str
) -> None:
    change(folder, table, line, **cells)
    found = problems(folder)
    assert len(found) == 1
    assert expected in found[0]


def test_the_whole_message_has_the_form_that_the_docs_promise(folder: Path) -> None:
    change(folder, "links", to_="komsomolks")
    assert problems(folder) == [
        "links.csv:2: column 'to': is no id of 'places' (got 'komsomolks'); "
        "did you mean 'komsomolsk'?"
    ]


def test_a_cell_with_a_line_break_does_not_break_the_message(folder: Path) -> None:
    change(folder, "places", 2, lat="4\n8" + "9" * 500)
    (found,) = problems(folder)
    assert "\n" not in found
    assert len(found) < 200
    assert r"(got '4\n8999" in found


def test_lines_are_counted_through_quoted_line_breaks(folder: Path) -> None:
    change(folder, "places", 2, source="one\ntwo\nthree")
    change(folder, "places", 3, lat="north")
    assert problems(folder)[0].startswith("places.csv:5: column 'lat'")


def test_assumed_values_are_checked_at_all_levels(folder: Path) -> None:
    rows = rows_of(folder, "needs")
    at = rows[0].index("share")
    rows[0][at : at + 1] = ["share_low", "share_base", "share_high"]
    rows[1][at : at + 1] = ["0.1", "0.2", "7"]
    write_rows(folder, "needs", rows)
    assert problems(folder) == [
        "needs.csv:2: column 'share_high': is out of range (got '7'); "
        "looks like per cent: 7 per cent is 0.07"
    ]


def test_missing_column(folder: Path) -> None:
    drop_column(folder, "parks", "lat")
    assert problems(folder) == [
        "parks.csv:1: column 'lat': is missing; give latitude in degrees, e.g. 50.60"
    ]


def test_misspelt_column_is_one_problem_on_each_side(folder: Path) -> None:
    rename(folder, "parks", "lat", "latt")
    assert problems(folder) == [
        "parks.csv:1: column 'latt': is not known; did you mean 'lat'?",
        "parks.csv:1: column 'lat': is missing; is it 'latt'?",
    ]


def test_doubled_column(folder: Path) -> None:
    rename(folder, "parks", "note", "LAT")
    assert problems(folder) == ["parks.csv:1: column 'lat': stands twice; keep one of the two"]


def test_plain_and_triple_together(folder: Path) -> None:
    rows = rows_of(folder, "needs")
    for row, text in zip(rows, ("share_low", "0.1"), strict=True):
        row.append(text)
    write_rows(folder, "needs", rows)
    (found,) = problems(folder)
    assert "column 'share': stands together with 'share_low'; keep either" in found


def test_two_of_three_levels(folder: Path) -> None:
    rename(folder, "needs", "share", "share_low")
    found = problems(folder)
    assert [problem.split(";")[0] for problem in found] == [
        "needs.csv:1: column 'share_base': is missing",
        "needs.csv:1: column 'share_high': is missing",
    ]


def test_values_under_an_empty_heading(folder: Path) -> None:
    rename(folder, "parks", "note", "")
    assert problems(folder) == [
        "parks.csv:1: cell 10 of the heading row is empty, but there are values below it; "
        "write the heading"
    ]


@pytest.mark.parametrize(
    ("table", "cells", "expected"),
    [
        ("places", {}, "places.csv:5: column 'id': the same 'id' as in line 2 (got 'khabarovsk')"),
        ("fleets", {}, "fleets.csv:3: column 'site': the same 'site' and 'class' as in line 2"),
        ("cold", {"below_c": "-15.0"}, "the same 'setting' and 'below_c' as in line 2"),
        (
            "links",
            {"from_": "komsomolsk", "to_": "khabarovsk"},
            "links.csv:4: column 'from': the s",
        ),
        ("links", {"open_months": "1-6,7-12"}, "'mode' and 'open_months' as in line 2"),
    ],
)
def test_doubled_key(folder: Path, table: str, cells: dict[str, str], expected: str) -> None:
    add_row(folder, table, **cells)
    found = problems(folder)
    assert len(found) == 1
    assert expected in found[0]
    assert found[0].endswith("; keep one of the two rows")
