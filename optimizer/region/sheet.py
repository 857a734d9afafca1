"""A table as it stands in a file: texts with their lines, nothing interpreted yet."""

from __future__ import annotations

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
_MOST_TORN_ROWS = 20


def make_sheet(
    file: str,
    lines: list[tuple[int, list[str]]],
    findings: Findings,
    *,
    comma_unclear: bool = False,
    cut_off: bool = False,
) -> Sheet | None:
    """Split the lines of a file into heading and rows; rows of another length are problems.

    ``cut_off`` says that the last line has no end, as in a file that was torn.
    """
    kept = [(line, cells) for line, cells in lines if any(cells)]
    if not kept:
        findings.add(Where(file), "the file is empty", fix="write a heading row and the rows")
        return None
    head_line, headings = kept[0]
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(headings) > MOST_HEADINGS:
        what = f"the first line has {len(headings)} cells: this is not a table of a region"
        findings.add(Where(file, head_line), what, fix="check that it is the right file")
        return None
    rows, torn = [], 0
    for line, cells in kept[1:]:
        width = len(headings)
        if len(cells) >= width and not any(cells[width:]):
            rows.append((line, tuple(cells[:width])))
            continue
        torn += 1
        if torn > _MOST_TORN_ROWS:
            what = f"more than {_MOST_TORN_ROWS} rows with a wrong number of cells"
            findings.add(Where(file, line), what, fix="the rest of the file is not read")
            break
        last = cut_off and line == kept[-1][0]
        findings.add(
            Where(file, line),
            f"the row has {len(cells)} cells, the heading has {width}",
            got=cells[-1],
            fix="the file is cut off here: save it again"
            if last
            else "put a text that holds the separator in quotes, or add what is missing",
        )
    return Sheet(file, head_line, tuple(headings), tuple(rows), torn == 0, comma_unclear)
