"""No two rows of a table with the same key."""

from __future__ import annotations

from typing import Any

from optimizer.region.findings import Findings
from optimizer.region.geography import Link
from optimizer.region.record import Facts, ReadTable, Record


def check_keys(facts: Facts, findings: Findings) -> None:
    """Every row differs from the others of its table in its key."""
    for read in facts.tables.values():
        _check_table(read, findings)


def _check_table(read: ReadTable, findings: Findings) -> None:
    first: dict[tuple[Any, ...], Record] = {}
    for record in read.records:
        if not all(slot in record.values for slot in read.table.key):
            continue
        key = tuple(record.values[slot] for slot in read.table.key)
        if read.table.row is Link:
            # A link is two-way: the same with its ends exchanged is the same link.
            key = (frozenset(key[:2]), *key[2:])
        earlier = first.setdefault(key, record)
        if earlier is not record:
            slot = read.table.key[0]
            keys = " and ".join(f"'{name}'" for name in read.table.key)
            what = f"the same {keys} as in line {earlier.where.line}"
            record.add_to(findings, slot, what, "keep one of the two rows")
