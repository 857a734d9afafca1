"""From a sheet to records with legal values, and from these to rows."""

from __future__ import annotations

from typing import Any

from optimizer.region.bad_value import BadValue
from optimizer.region.column import LEVELS, Column, Level, columns_of
from optimizer.region.exchanged import exchanged_hint
from optimizer.region.findings import Findings, Where
from optimizer.region.heading import match_headings
from optimizer.region.parse_cell import parse_cell
from optimizer.region.record import ReadTable, Record
from optimizer.region.sheet import Cell, Sheet
from optimizer.region.tables import Table

_ROWS_UNDER_A_BAD_HEADING = 1000


def table_of(table: Table, sheet: Sheet, findings: Findings) -> ReadTable:
    """Take the cells of a sheet by the headings that the schema knows; nothing is parsed yet."""
    before = findings.count
    read = ReadTable(table, Where(sheet.file), complete=sheet.complete)
    headings = match_headings(sheet, table.row, findings)
    if headings is None:
        read.complete = False
        return read
    # Where the heading is wrong already, some rows are enough to name what else is wrong.
    rows = sheet.rows if findings.count == before else sheet.rows[:_ROWS_UNDER_A_BAD_HEADING]
    for line, texts in rows:
        where = Where(sheet.file, line)
        cells: dict[str, Cell] = {}
        for heading in headings:
            cell = Cell(texts[heading.index], where, heading.name, sheet.comma_unclear)
            cells.update(dict.fromkeys(heading.slots, cell))
        read.records.append(Record(where, cells))
    if not read.records and read.complete and not table.optional:
        findings.add(Where(sheet.file, sheet.line), "the table has no rows", fix="add one")
    read.complete = read.complete and findings.count == before
    return read


def parse_table(read: ReadTable, level: Level, findings: Findings) -> None:
    """Fill the values and the row of every record; what cannot be used is a problem."""
    columns = columns_of(read.table.row)
    for record in read.records:
        legal = [_parse_column(column, record, findings) for column in columns]
        if all(legal):
            fields = {column.field: _value(column, record, level) for column in columns}
            record.row = read.table.row(**fields)


def _parse_column(column: Column, record: Record, findings: Findings) -> bool:
    """Fill the values of one column; say whether all are legal."""
    legal = True
    # A plain heading gives the same cell to low, base and high: parse and report it once.
    last: Cell | None = None
    value: Any = None
    for slot in column.slots:
        cell = record.cells.get(slot)
        if cell is None:
            # A missing column is one problem of the heading, not one of every row.
            value, last = (BadValue("is missing") if column.required else column.default), None
        elif cell is not last:
            value, last = _parse(column, cell, record, findings), cell
        if isinstance(value, BadValue):
            legal = False
        else:
            record.values[slot] = value
    return legal


def _parse(column: Column, cell: Cell, record: Record, findings: Findings) -> Any:
    try:
        return parse_cell(column, cell.text, comma_unclear=cell.comma_unclear)
    except BadValue as bad:
        got = cell.text or None
        fix = exchanged_hint(column, record) or bad.fix
        findings.add(cell.where, bad.what, column=cell.heading, got=got, fix=fix)
        return bad


def _value(column: Column, record: Record, level: Level) -> Any:
    if column.monthly:
        return tuple(record.values[slot] for slot in column.slots)
    if column.assumed:
        return record.values[column.slots[LEVELS.index(level)]]
    return record.values[column.name]
