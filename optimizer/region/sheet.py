"""A table as it stands in a file: texts with their lines, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.region.findings import Findings, Where


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a file or of a scenario's override.

    Attributes
    ----------
    text
        As written, outer spaces removed.
    where
        File and line, for messages.
    heading
        Heading it stands under.
    comma_unclear
        A comma may mean thousands here, because commas separate the columns of this file.
    """

    text: str
    where: Where
    heading: str
    comma_unclear: bool = False


@dataclass(frozen=True)
class Sheet:
    """A heading row and the rows below it.

    Attributes
    ----------
    file
        As shown in messages; a sheet of a workbook is ``region.xlsx[links]``.
    line
        Line of the heading row.
    headings
        As written.
    rows
        Line and cells of every row that is not blank, each as long as ``headings``.
    complete
        False where a row was unreadable: what is not here may yet be in the file.
    comma_unclear
        See `Cell.comma_unclear`.
    """

    file: str
    line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    complete: bool = True
    comma_unclear: bool = False


MOST_HEADINGS = 200
_MOST_ROWS = 100_000
_MOST_TORN_ROWS = 20


def make_sheet(
    file: str,
    lines: Iterable[tuple[int, list[str]]],
    findings: Findings,
    *,
    comma_unclear: bool = False,
    cut_off: bool = False,
) -> Sheet | None:
    """Split the lines of a file into heading and rows; rows of another length are problems.

    ``cut_off`` says that the last line has no end, as in a file that was torn.
    """
    before = findings.count
    kept = ((line, cells) for line, cells in lines if any(cells))
    head_line, headings = next(kept, (0, []))
    if not headings:
        if findings.count == before:
            fix = "write a heading row and the rows"
            findings.add(Where(file), "the file is empty", fix=fix)
        return None
    while not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_HEADINGS:
        what = f"the first line has {len(headings)} cells: this is not a table of a region"
        findings.add(Where(file, head_line), what, fix="check that it is the right file")
        return None
    rows = _even_rows(file, kept, len(headings), findings, cut_off)
    complete = findings.count == before
    return Sheet(file, head_line, tuple(headings), rows, complete, comma_unclear)


def _even_rows(
    file: str,
    kept: Iterable[tuple[int, list[str]]],
    width: int,
    findings: Findings,
    cut_off: bool,
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the rows as wide as the heading; stop where the file cannot be a table."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    torn: list[tuple[int, list[str]]] = []
    line = 0
    for line, cells in kept:
        if len(torn) == _MOST_TORN_ROWS or len(rows) == _MOST_ROWS:
            most = f"{_MOST_ROWS} rows" if len(rows) == _MOST_ROWS else "this"
            what = f"the file goes on after {most}, and the rest is not read"
            findings.add(Where(file, line), what, fix="check that it is the right file")
            break
        if len(cells) >= width and not any(cells[width:]):
            rows.append((line, tuple(cells[:width])))
        else:
            torn.append((line, cells))
    for torn_line, cells in torn:
        what = f"the row has {len(cells)} cells, the heading has {width}"
        fix = "put a text that holds the separator in quotes, or add what is missing"
        if cut_off and torn_line == line:
            fix = "the file is cut off here: save it again"
        findings.add(Where(file, torn_line), what, got=cells[-1], fix=fix)
    return tuple(rows)
