"""Reading sheets of an .xlsx workbook as texts."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

from optimizer.region.decode import LARGEST_FILE
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.sheet import MOST_HEADINGS, Sheet, make_sheet

_LARGEST_UNPACKED = 8 * LARGEST_FILE


def read_workbook(path: Path, findings: Findings) -> dict[str, Sheet | None] | None:
    """Return the sheets of a workbook by title, or None when it cannot be read.

    A value that Excel shows by a formula is read as Excel last computed it.
    """
    book = _open(path, findings)
    if book is None:
        return None
    file = shown_path(path)
    single = len(book.worksheets) == 1
    sheets = {}
    for sheet in book.worksheets:
        lines = [
            (number, [_text(value) for value in row])
            for number, row in enumerate(
                sheet.iter_rows(values_only=True, max_col=MOST_HEADINGS + 1), start=1
            )
        ]
        lines = _evened(lines)
        name = file if single else f"{file}[{sheet.title}]"
        # Untitled spare sheets of a new workbook are no tables.
        blank = not any(any(cells) for _, cells in lines)
        sheets[sheet.title] = None if blank and not single else make_sheet(name, lines, findings)
    book.close()
    return {title: sheet for title, sheet in sheets.items() if sheet is not None or single}


def _open(path: Path, findings: Findings) -> Any | None:
    import openpyxl

    where = Where(shown_path(path))
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            findings.add(where, "the workbook is too large", fix="check that it is the right file")
            return None
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        what = f"this is not a readable .xlsx workbook: {error}"
        findings.add(where, what, fix="save it again as .xlsx, or as CSV (UTF-8)")
        return None


def _evened(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Fill rows up to the width of the heading: Excel stores no empty cells at the end."""
    head = next((cells for _, cells in lines if any(cells)), [])
    return [(number, cells + [""] * (len(head) - len(cells))) for number, cells in lines]


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
