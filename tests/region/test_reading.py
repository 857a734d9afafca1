"""The same region in every encoding, separator and file type."""

from __future__ import annotations

import csv
import dataclasses
import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from region_files import add_row, change, problems, rows_of

from optimizer.region import Region, load_region
from optimizer.region.new_folder import write_region
from optimizer.region.tables import TABLES

NUMBERS = {"places": ("lat", "lon"), "fleets": ("hours_per_year",), "links": ("km",)}


def facts(region: Region) -> dict[str, Any]:
    return {table.name: getattr(region, table.name) for table in TABLES}


def rewritten(
    folder: Path, *, encoding: str = "utf-8", separator: str = ",", russian: bool = False
) -> None:
    """Write all tables again, in Russian numbers if asked."""
    for table in TABLES:
        rows = rows_of(folder, table.name)
        for row in rows[1:] if russian else ():
            for name in NUMBERS.get(table.name, ()):
                at = rows[0].index(name)
                whole, _, part = row[at].partition(".")
                grouped = f"{whole[:-3]}\u00a0{whole[-3:]}" if len(whole) > 3 else whole
                row[at] = f"{grouped},{part}" if part else grouped
        out = io.StringIO()
        csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
        path = folder / f"{table.name}.csv"
        path.write_bytes(out.getvalue().encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("russian", [False, True])
def test_encodings_separators_and_russian_numbers(
    folder: Path, encoding: str, separator: str, russian: bool
) -> None:
    before = facts(load_region(folder))
    rewritten(folder, encoding=encoding, separator=separator, russian=russian)
    assert facts(load_region(folder)) == before


def test_a_workbook_for_each_table(folder: Path) -> None:
    before = facts(load_region(folder))
    for table in TABLES:
        book = openpyxl.Workbook()
        for row in rows_of(folder, table.name):
            book.active.append(row)
        book.save(folder / f"{table.name}.xlsx")
        (folder / f"{table.name}.csv").unlink()
    assert facts(load_region(folder)) == before


def _one_workbook(folder: Path) -> Any:
    book = openpyxl.Workbook()
    for table in TABLES:
        sheet = book.create_sheet(table.name)
        for row in rows_of(folder, table.name):
            sheet.append([_typed(text) for text in row])
        (folder / f"{table.name}.csv").unlink()
    return book


def _typed(text: str) -> object:
    """A cell as a person types it into Excel: a number, a flag, nothing, or text."""
    if text in ("yes", "no"):
        return text == "yes"
    try:
        return float(text)
    except ValueError:
        return text or None


def test_one_workbook_for_all_tables(folder: Path) -> None:
    before = facts(load_region(folder))
    _one_workbook(folder).save(folder / "region.xlsx")
    region = load_region(folder)
    assert facts(region) == before
    assert region.warnings == ()


def test_a_bad_cell_of_a_workbook_is_named_by_sheet_and_row(folder: Path) -> None:
    book = _one_workbook(folder)
    book["places"]["D3"] = "north"
    book.create_sheet("plases")["A1"] = "x"
    book.save(folder / "region.xlsx")
    (found,) = problems(folder)
    assert found == (
        "region.xlsx[places]:3: column 'lat': is not a number (got 'north'); write a number"
    )


def test_excel_dates_in_months_are_explained(folder: Path) -> None:
    import datetime

    book = _one_workbook(folder)
    book["seasons"]["D2"] = datetime.datetime(2025, 3, 1)
    book.save(folder / "region.xlsx")
    (found,) = [one for one in problems(folder) if "[seasons]" in one]
    assert "(got '2025-03-01')" in found
    assert "format the column as text" in found


def test_sheets_and_files_together(folder: Path) -> None:
    before = facts(load_region(folder))
    book = openpyxl.Workbook()
    book.active.title = "parks"
    for row in rows_of(folder, "parks"):
        book.active.append(row)
    book.create_sheet("links")
    (folder / "parks.csv").unlink()
    book.save(folder / "region.xlsx")
    assert facts(load_region(folder)) == before


def test_blank_lines_are_skipped_and_counted(folder: Path) -> None:
    path = folder / "places.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1:1] = ["", ",,,,,,,,,", " "]
    path.write_text("\n".join(["", *lines, "", ""]), encoding="utf-8")
    assert len(load_region(folder).places) == 3
    change_line = path.read_text("utf-8").replace("50.550", "north")
    path.write_text(change_line, encoding="utf-8")
    assert problems(folder)[0].startswith("places.csv:7: column 'lat'")


def test_a_line_that_begins_with_a_hash_is_data(folder: Path) -> None:
    add_row(folder, "places", id="#1")
    assert "is not an id (got '#1')" in problems(folder)[0]


def test_headings_in_any_order_and_case(folder: Path) -> None:
    before = facts(load_region(folder))
    path = folder / "places.csv"
    rows = [list(reversed(row)) for row in rows_of(folder, "places")]
    rows[0] = [name.upper() for name in rows[0]]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    assert facts(load_region(folder)) == before


def test_separators_at_the_end_of_rows_do_no_harm(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_text(path.read_text("utf-8").replace("\n", ",,\n"), encoding="utf-8")
    assert len(load_region(folder).places) == 3


def test_a_comma_is_decimal_where_only_that_is_legal(folder: Path) -> None:
    change(folder, "places", 2, lat="48,462")
    assert load_region(folder).places[0].lat == 48.462


def test_defaults_of_absent_columns_and_empty_cells(folder: Path) -> None:
    (folder / "links.csv").write_text(
        "from,to,mode,km,hours\nkhabarovsk,malmyzh,road,274,\nkhabarovsk,komsomolsk,road,349,6\n",
        encoding="utf-8",
    )
    assert "has neither hours nor speed_kmh" in problems(folder)[0]
    path = folder / "links.csv"
    path.write_text(path.read_text("utf-8").replace("274,", "274,5"), encoding="utf-8")
    link = load_region(folder).links[0]
    assert (link.speed_kmh, link.machine, link.assumption) == (None, True, False)
    assert link.open_months == frozenset(range(1, 13))


def test_rows_are_frozen_and_typed(folder: Path) -> None:
    region = load_region(folder)
    with pytest.raises(dataclasses.FrozenInstanceError):
        region.places[0].lat = 0.0  # type: ignore[misc]
    assert region.places[0].population == 615600
    assert isinstance(region.places[0].population, int)
    assert region.assumptions()["places"] == (3, 3)


@pytest.mark.parametrize("name", ["khabarovsk", "tutorial"])
def test_bundled_regions_load_without_warnings(name: str) -> None:
    for values in ("low", "base", "high"):
        assert load_region(name, values=values).warnings == ()


def test_a_workbook_that_is_empty(folder: Path) -> None:
    (folder / "cold.csv").unlink()
    openpyxl.Workbook().save(folder / "cold.xlsx")
    assert problems(folder) == ["cold.xlsx: the workbook is empty; write the table"]


def test_notes_in_a_workbook_are_a_warning_and_never_a_problem(folder: Path) -> None:
    book = _one_workbook(folder)
    for column in range(1, 300):
        book.create_sheet("notes") if column == 1 else None
        book["notes"].cell(1, column, f"note {column}")
    book.save(folder / "region.xlsx")
    (warning,) = load_region(folder).warnings
    assert warning.endswith("region.xlsx[notes]: is no table and is not read")


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_workbook_is_a_problem_or_read(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    for row in rows_of(folder, "parks"):
        book.active.append(row)
    path = folder / "parks.xlsx"
    book.save(path)
    (folder / "parks.csv").unlink()
    raw = bytearray(path.read_bytes())
    for _ in range(5):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    path.write_bytes(raw)
    assert all(one.startswith("parks.xlsx") for one in problems(folder))


def test_a_folder_named_like_a_bundled_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_region(tmp_path / "tutorial")
    monkeypatch.chdir(tmp_path)
    region = load_region("tutorial")
    assert len(region.parks) == 3
    assert region.warnings == (
        "tutorial: the bundled region of this name is read, not this folder; "
        "write ./tutorial for the folder",
    )
    assert len(load_region("./tutorial").parks) == 1
