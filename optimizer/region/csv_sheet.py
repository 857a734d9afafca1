"""Reading a CSV file: separator found by the headings, lines kept for messages."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from optimizer.region.decode import read_text
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.sheet import Sheet, make_sheet

SEPARATORS = (",", ";", "\t")
_SPACES = " \t\r\n\u00a0\u202f\ufeff"


def read_csv(path: Path, known: Collection[str], findings: Findings) -> Sheet | None:
    """Read a CSV file; ``known`` are headings it may have, from which the separator is found."""
    text = read_text(path, findings)
    if text is None:
        return None
    file = shown_path(path)
    separator = _separator(text, known)
    lines = _records(text, separator, file, findings)
    cut_off = not text.endswith(("\n", "\r"))
    return make_sheet(file, lines, findings, comma_unclear=separator == ",", cut_off=cut_off)


def _separator(text: str, known: Collection[str]) -> str:
    """Return the separator under which most headings are known."""
    first = next((line for line in text.splitlines() if line.strip(_SPACES)), "")
    folded = {name.casefold() for name in known}

    def score(separator: str) -> tuple[int, int]:
        cells = [cell.strip(_SPACES + '"').casefold() for cell in first.split(separator)]
        return sum(cell in folded for cell in cells), len(cells)

    return max(SEPARATORS, key=score)


def _records(
    text: str, separator: str, file: str, findings: Findings
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of every record, up to the first whose quotes do not pair."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, [cell.strip(_SPACES) for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        ends = "unexpected end" in str(error)
        findings.add(
            Where(file, start),
            "a quote is opened here and never closed" if ends else f"the row is torn: {error}",
            fix='close the quote; a quote inside a text is written twice: ""',
        )
