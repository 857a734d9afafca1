"""Changing the files of a region made from the templates."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from optimizer.errors import InputError
from optimizer.region import load_region


def rows_of(folder: Path, table: str) -> list[list[str]]:
    text = (folder / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text)))


def write_rows(folder: Path, table: str, rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    (folder / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")


def change(folder: Path, table: str, line: int = 2, **cells: str) -> None:
    """Change cells of one line (the heading is line 1); ``to_`` stands for ``to``."""
    rows = rows_of(folder, table)
    for name, text in cells.items():
        rows[line - 1][rows[0].index(name.rstrip("_"))] = text
    write_rows(folder, table, rows)


def add_row(folder: Path, table: str, **cells: str) -> None:
    """Add a copy of the first row with other cells."""
    rows = rows_of(folder, table)
    write_rows(folder, table, [*rows, list(rows[1])])
    change(folder, table, len(rows) + 1, **cells)


def rename(folder: Path, table: str, old: str, new: str) -> None:
    rows = rows_of(folder, table)
    rows[0][rows[0].index(old)] = new
    write_rows(folder, table, rows)


def drop_column(folder: Path, table: str, name: str) -> None:
    rows = rows_of(folder, table)
    at = rows[0].index(name)
    write_rows(folder, table, [row[:at] + row[at + 1 :] for row in rows])


def scenario(folder: Path, text: str, name: str = "base") -> Path:
    path = folder / "scenarios" / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, **options: object) -> list[str]:
    """Problems of a region, with the folder taken off the file names."""
    try:
        load_region(folder, **options)
    except InputError as error:
        return [problem.replace(f"{folder}/", "") for problem in error.problems]
    return []
