"""A scenario's changes of table values, made on the texts so that they are checked like cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from optimizer.region.bad_value import BadValue
from optimizer.region.column import Column
from optimizer.region.findings import Findings
from optimizer.region.heading import known_headings
from optimizer.region.number import parse_number
from optimizer.region.record import ReadTable, Record
from optimizer.region.scenario_file import Change
from optimizer.region.sheet import Cell
from optimizer.region.suggest import did_you_mean


def apply_overrides(
    changes: Iterable[Change], tables: dict[str, ReadTable], findings: Findings
) -> None:
    """Replace the cells that the overrides of a scenario name, one override after the other."""
    for change in changes:
        name = change.override.table
        if name not in tables:
            fix = did_you_mean(name, tables)
            findings.add(change.where, "the table is not known", got=name, fix=fix)
            continue
        _apply(change, tables[name], findings)


def _apply(change: Change, read: ReadTable, findings: Findings) -> None:
    known = known_headings(read.table.row)
    wrong = [key for key in (*change.override.where, *change.override.set) if key not in known]
    for key in wrong:
        findings.add(change.where, "is not known", column=key, fix=did_you_mean(key, known))
    if wrong:
        return
    for key, value in change.override.set.items():
        if known[key][0].kind == "months" and value == []:
            # The cell would be empty, and an empty cell means all year.
            what = "names no month"
            findings.add(change.where, what, column=key, got="[]", fix="name one, such as 5-10")
    chosen = [record for record in read.records if _is_meant(record, change, known)]
    if not chosen and read.complete:
        _note_none(change, read, findings)
    for record in chosen:
        for key, value in change.override.set.items():
            cell = Cell(_text(value), change.where, key)
            record.cells.update(dict.fromkeys(known[key][1], cell))


def _is_meant(
    record: Record, change: Change, known: dict[str, tuple[Column, tuple[str, ...]]]
) -> bool:
    return all(
        _equal(_cell_text(record, *known[key]), wanted)
        for key, wanted in change.override.where.items()
    )


def _cell_text(record: Record, column: Column, slots: tuple[str, ...]) -> str:
    """Return the text in a slot (base where there are three), or the default as a text."""
    cell = record.cells.get(slots[len(slots) // 2])
    if cell is not None and cell.text:
        return cell.text
    return "" if column.required or column.default is None else _text(column.default)


def _equal(text: str, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_equal(text, one) for one in wanted)
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        try:
            return parse_number(text) == wanted
        except BadValue:
            return False
    return text.casefold() == _text(wanted).casefold()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, frozenset)):
        return ",".join(_text(one) for one in sorted(value, key=str))
    return str(value).strip()


def _note_none(change: Change, read: ReadTable, findings: Findings) -> None:
    known = known_headings(read.table.row)
    for key, wanted in change.override.where.items():
        texts = {_cell_text(record, *known[key]) for record in read.records}
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if not any(_equal(text, one) for text in texts):
                fix = did_you_mean(_text(one), texts)
                what = f"no row of '{read.table.name}' has this"
                findings.add(change.where, what, column=key, got=_text(one), fix=fix)
                return
    what = f"no row of '{read.table.name}' matches all of where"
    findings.add(change.where, what, fix="check the values of where")
