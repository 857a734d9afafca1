"""Finding the tables of a region in its folder, as CSV files, workbooks, or one workbook."""

from __future__ import annotations

from pathlib import Path

from optimizer.region.csv_sheet import read_csv
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.heading import known_headings
from optimizer.region.read_table import table_of
from optimizer.region.record import ReadTable
from optimizer.region.sheet import Sheet
from optimizer.region.suggest import nearest
from optimizer.region.tables import TABLES, Table

WORKBOOK = "region.xlsx"


def read_folder(folder: Path, findings: Findings, *, other: str = "") -> dict[str, ReadTable]:
    """Read every table of a region; ``other`` names a further file that is no table."""
    names = [table.name for table in TABLES]
    sheets: dict[str, Sheet | None] = {}
    others: tuple[str, ...] = ()
    if (folder / WORKBOOK).is_file():
        from optimizer.region.xlsx_sheet import read_workbook

        book = read_workbook(folder / WORKBOOK, names, findings)
        sheets, others = book.sheets, book.others
    strays = sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix.lower() in (".csv", ".xlsx")
        and path.stem not in names
        and path.name not in (WORKBOOK, Path(other).name)
        and not path.name.startswith(("~$", "."))
    ) + [f"{WORKBOOK}[{title}]" for title in others]
    read = {}
    for table in TABLES:
        read[table.name] = _read_one(folder, table, sheets, strays, findings)
    for stray in strays:
        near = nearest(_stem(stray), names, cutoff=0.75)
        fix = f"did you mean '{near}'?" if near else ""
        findings.warn(Where(shown_path(folder / stray)), "is no table and is not read", fix=fix)
    return read


def _read_one(
    folder: Path,
    table: Table,
    sheets: dict[str, Sheet | None],
    strays: list[str],
    findings: Findings,
) -> ReadTable:
    paths = [folder / f"{table.name}{suffix}" for suffix in (".csv", ".xlsx")]
    found = [path for path in paths if path.is_file()]
    where = Where(shown_path(found[0] if found else paths[0]))
    if len(found) + (table.name in sheets) > 1:
        others = ", ".join([path.name for path in found[1:]] or [f"{WORKBOOK}[{table.name}]"])
        findings.add(where, f"the table stands in {others} too", fix="keep one of them")
    if not found and table.name not in sheets:
        if not table.optional:
            near = nearest(table.name, [_stem(stray) for stray in strays])
            fix = f"is it '{near}'?" if near else f"write {table.name}.csv: {table.meaning}"
            findings.add(where, "the table is missing", fix=fix)
        return ReadTable(table, where, complete=table.optional)
    sheet = _sheet(found[0], table, findings) if found else sheets[table.name]
    if sheet is None:
        return ReadTable(table, where, complete=False)
    return table_of(table, sheet, findings)


def _sheet(path: Path, table: Table, findings: Findings) -> Sheet | None:
    if path.suffix == ".csv":
        return read_csv(path, known_headings(table.row), findings)
    from optimizer.region.xlsx_sheet import read_workbook

    before = findings.count
    sheets = read_workbook(path, [table.name], findings).sheets
    if not sheets and findings.count == before:
        findings.add(Where(shown_path(path)), "the workbook is empty", fix="write the table")
    return sheets.get(table.name)


def _stem(stray: str) -> str:
    if stray.startswith(f"{WORKBOOK}["):
        return stray[len(WORKBOOK) + 1 : -1]
    return Path(stray).stem
