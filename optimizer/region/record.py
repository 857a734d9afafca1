"""A row on its way from the file to the region, and the tables of such rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from optimizer.region.column import Level
from optimizer.region.findings import Findings, Where
from optimizer.region.row import Row
from optimizer.region.sheet import Cell
from optimizer.region.tables import TABLES, Table

R = TypeVar("R", bound=Row)


@dataclass(slots=True)
class Record:
    """One row of a table.

    Attributes
    ----------
    where
        File and line.
    cells
        Texts by slot (see `Column.slots`); a slot that is not in the file is not here.
    values
        Legal values by slot, defaults included; a slot with a problem is not here.
    row
        The row at the level of assumed values in use; None where a slot has a problem.
    """

    where: Where
    cells: dict[str, Cell]
    values: dict[str, Any] = field(default_factory=dict)
    row: Row | None = None

    def add_to(self, findings: Findings, slot: str, what: str, fix: str) -> None:
        """Note a problem with the value in a slot, at the place where it was written."""
        cell = self.cells.get(slot)
        if cell is None:
            findings.add(self.where, what, column=slot, fix=fix)
        else:
            findings.add(cell.where, what, column=cell.heading, got=cell.text or None, fix=fix)

    def warn_in(self, findings: Findings, slot: str, what: str, fix: str) -> None:
        """Note something odd about the value in a slot, at the place where it was written."""
        cell = self.cells.get(slot)
        if cell is None:
            findings.warn(self.where, what, column=slot, fix=fix)
        else:
            findings.warn(cell.where, what, column=cell.heading, got=cell.text or None, fix=fix)


@dataclass
class ReadTable:
    """The rows of one table.

    Attributes
    ----------
    where
        The file, or where it should be.
    complete
        False where something in the file could not be read, so that nobody can tell what is absent.
    """

    table: Table
    where: Where
    records: list[Record] = field(default_factory=list)
    complete: bool = True

    @property
    def sound(self) -> bool:
        """Whether every row is there and legal by itself."""
        return self.complete and all(record.row is not None for record in self.records)


@dataclass
class Facts:
    """All tables that were read, at one level of the assumed values."""

    tables: dict[str, ReadTable]
    level: Level

    def of(self, row_type: type[R]) -> Iterator[tuple[R, Record]]:
        """Yield the legal rows of a type with their records."""
        for record in self.tables[_NAMES[row_type]].records:
            if isinstance(record.row, row_type):
                yield record.row, record

    def sound(self, *row_types: type[Row]) -> bool:
        """Whether the tables of these types have no problem of their own."""
        return all(self.tables[_NAMES[row_type]].sound for row_type in row_types)

    def where(self, row_type: type[Row]) -> Where:
        """File of a table."""
        return self.tables[_NAMES[row_type]].where


_NAMES: dict[type[Row], str] = {table.row: table.name for table in TABLES}
