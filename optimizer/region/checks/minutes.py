"""One cell in minutes among cells in hours, too small to be out of range."""

from __future__ import annotations

from statistics import median

from optimizer.region.column import Column, columns_of
from optimizer.region.findings import Findings
from optimizer.region.geography import Link
from optimizer.region.record import Facts, ReadTable, Record
from optimizer.region.unit_hint import plain

_FEWEST = 4
_TIMES_THE_REST = 30.0


def check_minutes(facts: Facts, findings: Findings) -> None:
    """Warn of a number of hours far above the others that would fit if it were minutes."""
    for read in facts.tables.values():
        # The hours of links differ by nature; their speed is checked instead.
        if read.table.row is not Link:
            for column in columns_of(read.table.row):
                if column.unit == "h":
                    _check_column(read, column, findings)


def _check_column(read: ReadTable, column: Column, findings: Findings) -> None:
    slot = column.slots[len(column.slots) // 2]
    found: list[tuple[float, Record]] = [
        (record.values[slot], record) for record in read.records if record.values.get(slot)
    ]
    if len(found) < _FEWEST:
        return
    typical = median(value for value, _ in found)
    least = min(value for value, _ in found)
    for value, record in found:
        if value > _TIMES_THE_REST * typical and least <= value / 60:
            what = f"is {value / typical:.0f} times what is usual in this column"
            fix = f"looks like minutes: {plain(value)} minutes is {plain(value / 60)} h"
            record.warn_in(findings, slot, what, fix)
