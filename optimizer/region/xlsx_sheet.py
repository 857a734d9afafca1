"""Reading sheets of an .xlsx workbook as texts."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.region.decode import LARGEST_FILE
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.sheet import MOST_HEADINGS, Sheet, make_sheet

_LARGEST_UNPACKED = 8 * LARGEST_FILE


@dataclass(frozen=True)
class Workbook:
    """The wanted sheets of a workbook, and the titles of the others; empty sheets do not count.

    A sheet is None where it is no table, which is then a problem.
    """

    sheets: dict[str, Sheet | None] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def read_workbook(path: Path, wanted: Collection[str], findings: Findings) -> Workbook:
    """Read the wanted sheets; a value that Excel makes by a formula is what it last computed."""
    where = Where(shown_path(path))
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked <= _LARGEST_UNPACKED:
            return _read(path, wanted, findings)
        what = f"the workbook unpacks to {unpacked / 2**20:.0f} MB"
        findings.add(where, what, fix="check that it is the right file")
    except Exception as error:  # a damaged workbook makes its parsers raise anything at all
        what = f"this is not a readable .xlsx workbook ({type(error).__name__})"
        findings.add(where, what, fix="save it again as .xlsx, or as CSV (UTF-8)")
    return Workbook()


def _read(path: Path, wanted: Collection[str], findings: Findings) -> Workbook:
    import openpyxl

    file = shown_path(path)
    sheets: dict[str, Sheet | None] = {}
    others = []
    with warnings.catch_warnings():
        # Formatting that openpyxl does not know is of no interest here.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            if next(_lines(sheet), None) is None:
                continue
            if sheet.title in wanted:
                name = f"{file}[{sheet.title}]"
                sheets[sheet.title] = make_sheet(name, _lines(sheet), findings)
            else:
                others.append(sheet.title)
        if not sheets and len(wanted) == 1 and others:
            first = make_sheet(f"{file}[{others[0]}]", _lines(book[others[0]]), findings)
            sheets = dict.fromkeys(wanted, first)
        book.close()
    return Workbook(sheets, tuple(others))


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield number and texts of the rows that are not blank, filled up to the first one's width.

    Excel stores no empty cells at the end of a row.
    """
    width = 0
    rows = sheet.iter_rows(values_only=True, max_col=MOST_HEADINGS + 1)
    for number, row in enumerate(rows, start=1):
        if any(value is not None for value in row):
            cells = [_text(value) for value in row]
            width = width or len(cells)
            yield number, cells + [""] * (width - len(cells))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    return str(value).strip()
