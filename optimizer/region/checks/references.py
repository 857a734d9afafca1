"""Ids that one table takes from another must be there."""

from __future__ import annotations

from optimizer.region.column import columns_of
from optimizer.region.findings import Findings
from optimizer.region.record import Facts, ReadTable
from optimizer.region.suggest import did_you_mean


def check_references(facts: Facts, findings: Findings) -> None:
    """Every ``ref`` cell names an id of the table it refers to."""
    for read in facts.tables.values():
        for column in columns_of(read.table.row):
            target = facts.tables.get(column.refers_to)
            # Rows that could not be read may hold the id: say nothing about it then.
            if target is not None and _has_all_ids(target):
                _check_column(read, column.name, target, findings)


def _has_all_ids(target: ReadTable) -> bool:
    ids = ["id" in record.values for record in target.records]
    return target.complete and bool(ids) and all(ids)


def _check_column(read: ReadTable, slot: str, target: ReadTable, findings: Findings) -> None:
    # Written ids, legal or not: a bad id is one problem in its own table, not one in each other.
    written = {record.cells["id"].text for record in target.records if "id" in record.cells}
    hints: dict[str, str] = {}
    for record in read.records:
        value = record.values.get(slot)
        if value is not None and value not in written:
            what = f"is no id of '{target.table.name}'"
            if value not in hints:
                hints[value] = did_you_mean(value, written)
            record.add_to(findings, slot, what, hints[value])
            # Later checks would find the consequences only.
            record.row = None
