"""Files that are torn, empty, absent, or no tables at all."""

from __future__ import annotations

import os
import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from region_files import add_row, change, problems, rows_of, write_rows

from optimizer.errors import InputError
from optimizer.region import load_region


def test_a_row_with_too_many_cells(folder: Path) -> None:
    rows = rows_of(folder, "places")
    rows[2].append("surplus")
    write_rows(folder, "places", rows)
    assert problems(folder) == [
        "places.csv:3: the row has 11 cells, the heading has 10 (got 'surplus'); "
        "put a text that holds the separator in quotes, or add what is missing"
    ]


def test_a_torn_last_line(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_bytes(path.read_bytes()[: -len("mple: replace it,low,yes\n")])
    (found,) = problems(folder)
    assert found.startswith("places.csv:4: the row has 8 cells, the heading has 10 (got 'exa')")
    assert found.endswith("the file is cut off here: save it again")


def test_an_open_quote(folder: Path) -> None:
    path = folder / "sites.csv"
    path.write_text(path.read_text("utf-8").replace(",Malmyzh", ',"Malmyzh'), encoding="utf-8")
    (found,) = problems(folder)
    assert found.startswith("sites.csv:2: a quote is opened here and never closed; close the quote")


def test_a_quote_inside_a_text(folder: Path) -> None:
    path = folder / "sites.csv"
    text = path.read_text("utf-8").replace(",Malmyzh copper", ',"Malmyzh" copper')
    path.write_text(text, encoding="utf-8")
    (found,) = problems(folder)
    assert found.startswith("sites.csv:2: the row is torn")
    assert 'written twice: ""' in found


def test_damaged_utf8_is_not_taken_for_cp1251(folder: Path) -> None:
    path = folder / "places.csv"
    path.write_bytes(path.read_bytes().replace("Малмыж".encode(), "Малмыж".encode()[:-1]))
    (found,) = problems(folder)
    assert found.startswith("places.csv:4: broken UTF-8 text")
    assert found.endswith("save the file again as UTF-8")


@pytest.mark.parametrize("text", ["", "\n\n\n", ";;;\n;;;\n", "\ufeff"])
def test_an_empty_file(folder: Path, text: str) -> None:
    (folder / "parks.csv").write_text(text, encoding="utf-8")
    expected = "parks.csv: the file is empty; write a heading row and the rows"
    assert problems(folder) == [expected]


def test_a_table_without_rows(folder: Path) -> None:
    write_rows(folder, "parks", rows_of(folder, "parks")[:1])
    found = problems(folder)
    assert "parks.csv:1: the table has no rows; add one" in found


def test_an_optional_table_may_be_empty_or_absent(folder: Path) -> None:
    write_rows(folder, "cold", rows_of(folder, "cold")[:1])
    (folder / "climate.csv").unlink()
    assert problems(folder) == []


def test_a_missing_table(folder: Path) -> None:
    (folder / "parks.csv").unlink()
    assert problems(folder) == [
        "parks.csv: the table is missing; write parks.csv: where a hub may be built, or works "
        "already"
    ]


def test_a_missing_table_under_a_misspelt_name(folder: Path) -> None:
    (folder / "parks.csv").rename(folder / "park.csv")
    assert problems(folder) == ["parks.csv: the table is missing; is it 'park'?"]


def test_a_file_that_is_no_table_is_a_warning(folder: Path) -> None:
    shutil.copy(folder / "cold.csv", folder / "clod.csv")
    (warning,) = load_region(folder).warnings
    assert warning.endswith("clod.csv: is no table and is not read; did you mean 'cold'?")


def test_a_table_that_stands_twice(folder: Path) -> None:
    (folder / "parks.xlsx").write_bytes(b"")
    assert "parks.csv: the table stands in parks.xlsx too; keep one of them" in problems(folder)


def test_another_table_under_this_name(folder: Path) -> None:
    (folder / "parks.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (found,) = [one for one in problems(folder) if "no heading is known" in one]
    assert found.startswith("parks.csv:1: no heading is known")
    assert "expected id, name, name_ru, place" in found


def _noise(kind: str) -> bytes:
    chance = random.Random(1)
    if kind == "bytes":
        return chance.randbytes(10_000_000)
    if kind == "high bytes":
        return bytes(chance.randrange(0xC0, 0x100) for _ in range(1000)) * 10_000
    if kind == "one line":
        return b"x" * 10_000_000
    if kind == "commas":
        return b"," * 10_000_000
    if kind == "many headings":
        return b"x,y;z" * 20_000 + b"\n"
    if kind == "lines":
        return b"noise and more noise\n" * 500_000
    if kind == "rows":
        return b"id,from\n" + b"1,2\n" * 2_500_000
    return b"id,from\n" + b"1,2,3\n" * 1_600_000


@pytest.mark.parametrize(
    "kind",
    ["bytes", "high bytes", "one line", "commas", "many headings", "lines", "rows", "torn rows"],
)
def test_ten_megabytes_of_noise_are_refused_at_once(folder: Path, kind: str) -> None:
    (folder / "links.csv").write_bytes(_noise(kind))
    start = time.process_time()
    found = problems(folder)
    assert time.process_time() - start < 2
    assert any(one.startswith("links.csv") for one in found)
    assert all(len(one) < 250 for one in found)


def test_noise_in_a_workbook_or_a_scenario(folder: Path) -> None:
    noise = _noise("bytes")
    (folder / "links.csv").unlink()
    (folder / "links.xlsx").write_bytes(noise)
    (folder / "scenarios" / "base.toml").write_bytes(noise)
    start = time.process_time()
    found = problems(folder)
    assert time.process_time() - start < 2
    assert found[0].startswith("links.xlsx: this is not a readable .xlsx workbook")
    assert found[1] == (
        "scenarios/base.toml: the file has 10 MB, the most is 1; check that it is the right file"
    )


def test_many_problems_are_capped_and_counted(folder: Path) -> None:
    rows = rows_of(folder, "places")
    rows += [[f"p{i}", "", "", "x", "y", *[""] * 5] for i in range(40)]
    write_rows(folder, "places", rows)
    found = problems(folder)
    assert len(found) == 51
    assert found[-1] == "(+70 more)"
    assert found[0].startswith("places.csv:5: column 'name': is empty")


def test_all_problems_come_at_once_by_file_and_line(folder: Path) -> None:
    change(folder, "sites", lat="x")
    add_row(folder, "places")
    change(folder, "places", 3, lat="x", lon="y")
    change(folder, "classes", failures="nan")
    starts = [one.split(": ")[0] + ": " + one.split(": ")[1] for one in problems(folder)]
    assert starts == [
        "classes.csv:2: column 'failures'",
        "places.csv:3: column 'lat'",
        "places.csv:3: column 'lon'",
        "places.csv:5: column 'id'",
        "sites.csv:2: column 'lat'",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "parks.csv").chmod(0)
    assert problems(folder) == [
        "parks.csv: cannot be read: Permission denied; check path and rights"
    ]


def test_an_unknown_region_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'khabarovsk'"):
        load_region("khabarovks")


def test_a_file_is_no_region(folder: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        load_region(folder / "parks.csv")


def test_a_workbook_that_unpacks_to_gigabytes(folder: Path) -> None:
    (folder / "parks.csv").unlink()
    with (
        zipfile.ZipFile(folder / "parks.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(bytes(2**20))
    (found,) = problems(folder)
    assert found == ("parks.xlsx: the workbook unpacks to 600 MB; check that it is the right file")
