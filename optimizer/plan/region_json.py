"""A region as JSON and back, so that a plan file stands for itself."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from optimizer.region.column import Column, columns_of
from optimizer.region.region import Region
from optimizer.region.resource import resource
from optimizer.region.scenario import Scenario
from optimizer.region.tables import TABLES


def region_to_dict(region: Region) -> dict[str, Any]:
    """Everything a plan needs of a region; the folder only where it is not a bundled one."""
    bundled = region.folder.resolve().parent == resource("regions").resolve()
    data: dict[str, Any] = {
        "name": region.name,
        "title": region.title,
        "folder": "" if bundled else str(region.folder.resolve()),
        "scenario": region.scenario.model_dump(mode="json"),
        "warnings": list(region.warnings),
    }
    for table in TABLES:
        rows = getattr(region, table.name)
        data[table.name] = [_row_to_dict(row) for row in rows]
    return data


def region_from_dict(data: dict[str, Any]) -> Region:
    """Region of `region_to_dict`."""
    tables = {
        table.name: tuple(_row_from_dict(table.row, row) for row in data.get(table.name, []))
        for table in TABLES
    }
    folder = Path(data["folder"]) if data["folder"] else resource("regions") / data["name"]
    return Region(
        name=data["name"],
        title=data["title"],
        folder=folder,
        scenario=Scenario.model_validate(data["scenario"]),
        warnings=tuple(data["warnings"]),
        **tables,
    )


def _row_to_dict(row: Any) -> dict[str, Any]:
    """Fields that differ from their default; month sets become sorted lists."""
    result = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if value != field.default:
            result[field.name] = sorted(value) if isinstance(value, frozenset) else value
    return result


def _row_from_dict(row_type: Any, data: dict[str, Any]) -> Any:
    kinds = {c.field: c for c in columns_of(row_type)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        column = kinds[name]
        if not _fits(column, value):
            raise ValueError(f"'{name}' of a {row_type.__name__} cannot be {value!r}")
        if column.kind == "months":
            values[name] = frozenset(value)
        else:
            values[name] = tuple(value) if column.monthly else value
    return row_type(**values)


def _fits(column: Column, value: Any) -> bool:
    """Whether a value is of the column's kind and within its range."""
    if value is None:
        return column.default is None
    if column.kind == "months":
        return isinstance(value, list) and all(m in range(1, 13) for m in value)
    if column.monthly:
        return (
            isinstance(value, list) and len(value) == 12 and all(_legal(column, v) for v in value)
        )
    if column.kind == "flag":
        return isinstance(value, bool)
    if column.kind in ("number", "integer"):
        return _legal(column, value)
    return isinstance(value, str) and (not column.choices or value in column.choices)


def _legal(column: Column, value: Any) -> bool:
    """Whether a value is a number of the column's range."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if column.kind == "integer" and value != int(value):
        return False
    low = -float("inf") if column.low is None else column.low
    high = float("inf") if column.high is None else column.high
    return low <= value <= high
