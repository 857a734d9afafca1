import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from optimizer.errors import InputError
from optimizer.report.tables import TABLES, safe_cell, write_csv


def rows(path, separator):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


def test_all_tables_are_written_with_a_byte_order_mark(plan, tmp_path):
    paths = write_csv(plan, tmp_path / "new")
    assert [p.name for p in paths] == [f"{name}.csv" for name in TABLES]
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert b"\xef\xbb\xbf" not in path.read_bytes()[3:]


def test_numbers_come_back_in_english_and_in_russian(plan, tmp_path):
    english = rows(write_csv(plan, tmp_path / "en")[0], ",")
    russian = rows(write_csv(plan, tmp_path / "ru", "ru")[0], ";")
    for row, en, ru in zip(plan.hubs.to_dict("records"), english, russian, strict=True):
        assert float(en["turnaround_h"]) == pytest.approx(row["turnaround_h"], abs=1e-4)
        assert "." not in ru["turnaround_h"]
        assert float(ru["turnaround_h"].replace(",", ".")) == float(en["turnaround_h"])
        assert ru["name_ru"] == row["name_ru"]


def test_no_worth_is_an_empty_cell(plan, tmp_path):
    hubs = rows(write_csv(plan, tmp_path)[0], ",")
    assert [h["worth_mrub"] for h in hubs if h["park"] == "okhotsk"] == [""]


@pytest.mark.parametrize("text", ["=1+1", "+7 914", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_looks_like_a_formula_is_disarmed(plan, tmp_path, text):
    hubs = plan.hubs.copy()
    hubs.loc[hubs.index[0], "name"] = text
    written = write_csv(replace(plan, hubs=hubs), tmp_path)[0].read_bytes().decode("utf-8-sig")
    _, first, *_ = csv.reader(io.StringIO(written, newline=""))
    assert any(cell.startswith(f"'{text[0]}") for cell in first)


def test_negative_numbers_stay_numbers(plan, tmp_path):
    stations = plan.stations.assign(wait_h=-1.5)
    found = rows(write_csv(replace(plan, stations=stations), tmp_path)[1], ",")
    assert {row["wait_h"] for row in found} == {"-1.5"}
    assert safe_cell(-1.5) == -1.5


def test_an_unknown_language_writes_nothing(plan, tmp_path):
    with pytest.raises(InputError):
        write_csv(plan, tmp_path / "x", "fr")
    assert not (tmp_path / "x").exists()


def test_an_empty_table_keeps_its_headings(plan, tmp_path):
    empty = pd.DataFrame({name: [] for name in plan.routes.columns})
    path = write_csv(replace(plan, routes=empty), tmp_path)[3]
    assert path.read_text(encoding="utf-8-sig").strip() == ",".join(plan.routes.columns)
