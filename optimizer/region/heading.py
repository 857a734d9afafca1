"""Which column of the schema stands where in a file."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import Column, columns_of
from optimizer.region.findings import Findings, Where
from optimizer.region.parse_cell import expected
from optimizer.region.row import Row
from optimizer.region.sheet import Sheet
from optimizer.region.suggest import did_you_mean, nearest


@dataclass(frozen=True)
class Heading:
    """A heading that the schema knows.

    Attributes
    ----------
    index
        Position in the row, from 0.
    name
        As the schema writes it.
    slots
        Values it gives: a plain heading of an assumed column gives low, base and high.
    """

    index: int
    name: str
    slots: tuple[str, ...]


def known_headings(row_type: type[Row]) -> dict[str, tuple[Column, tuple[str, ...]]]:
    """Return every legal heading of a table with its column and the slots it fills."""
    known = {}
    for column in columns_of(row_type):
        for name in column.headings:
            known[name] = (column, column.slots if name == column.name else (name,))
    return known


def match_headings(sheet: Sheet, row_type: type[Row], findings: Findings) -> list[Heading] | None:
    """Find the columns of the schema in a sheet; None when it is no such table at all."""
    known = known_headings(row_type)
    folded = {name.casefold(): name for name in known}
    where = Where(sheet.file, sheet.line)
    found: dict[str, Heading] = {}
    unknown: list[str] = []
    for index, written in enumerate(sheet.headings):
        name = folded.get(written.casefold())
        if name is None:
            unknown.append(written)
            _note_unknown(sheet, index, known, findings)
        elif name in found:
            findings.add(where, "stands twice", column=name, fix="keep one of the two")
        else:
            found[name] = Heading(index, name, known[name][1])
    if not found:
        what = "no heading is known: this is not the table that the file name says"
        findings.add(where, what, fix=f"expected {', '.join(list(known)[:6])}, …")
        return None
    for column in columns_of(row_type):
        _note_missing(where, column, set(found), unknown, findings)
    return list(found.values())


def _note_unknown(
    sheet: Sheet,
    index: int,
    known: dict[str, tuple[Column, tuple[str, ...]]],
    findings: Findings,
) -> None:
    where = Where(sheet.file, sheet.line)
    written = sheet.headings[index]
    if written:
        findings.add(where, "is not known", column=written, fix=did_you_mean(written, known))
    elif any(cells[index] for _, cells in sheet.rows):
        what = f"cell {index + 1} of the heading row is empty, but there are values below it"
        findings.add(where, what, fix="write the heading")


def _note_missing(
    where: Where, column: Column, found: set[str], unknown: list[str], findings: Findings
) -> None:
    given = [name for name in column.headings if name in found]
    if column.assumed and column.name in given:
        if len(given) > 1:
            what = f"stands together with '{given[1]}'"
            fix = f"keep either '{column.name}' or the three of low, base and high"
            findings.add(where, what, column=column.name, fix=fix)
        return
    if not given and not column.required:
        return
    if column.assumed and not given:
        absent: tuple[str, ...] = (column.name,)
    else:
        absent = tuple(slot for slot in column.slots if slot not in found)
    for name in absent:
        near = nearest(name, unknown)
        fix = f"is it '{near}'?" if near else expected(column)
        findings.add(where, "is missing", column=name, fix=fix)
