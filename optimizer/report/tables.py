"""The tables of a plan as CSV files that a spreadsheet opens as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from optimizer.report.source import Shown, ShownQuarters, over_quarters
from optimizer.report.words import words

TABLES = ("hubs", "stations", "assignments", "routes", "seasonal")

_COMMAND_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_DIGITS = 4


def write_csv(plan: Shown | ShownQuarters, folder: str | Path, lang: str = "en") -> list[Path]:
    """Write the tables of a plan as CSV; returns the paths.

    UTF-8 with byte order mark. English: comma and decimal point; Russian: semicolon and decimal
    comma, as Russian spreadsheets expect. A text that a spreadsheet would take for a formula gets a
    leading apostrophe. Numbers have at most four decimals.
    """
    if over_quarters(plan):
        return write_tables(plan.tables, folder, lang)
    frames = {name: getattr(plan, name) for name in TABLES}
    for name in ("lines", "line_effects"):
        frame = getattr(plan, name, None)
        if frame is not None and len(frame):
            frames[name] = frame
    supplies = getattr(plan, "supplies", None)
    if supplies is not None and (supplies["source"] != "usual").any():
        frames["supplies"] = supplies
    more = getattr(plan, "next_millions", None)
    if more is not None:
        frames["next_millions"] = more()
    depot = getattr(plan, "depot", None)
    if depot is not None and len(depot):
        frames["depot"] = depot
    return write_tables(frames, folder, lang)


def write_tables(
    frames: Mapping[str, pd.DataFrame], folder: str | Path, lang: str = "en"
) -> list[Path]:
    """Write tables by name, in the same way as `write_csv`; returns the paths."""
    words(lang)  # an unknown language is refused before anything is written
    separator, decimal = (";", ",") if lang == "ru" else (",", ".")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in frames.items():
        path = target / f"{name}.csv"
        frame.round(_DIGITS).map(safe_cell).to_csv(
            path, index=False, sep=separator, decimal=decimal, encoding="utf-8-sig",
            lineterminator="\r\n",
        )  # fmt: skip
        paths.append(path)
    return paths


def safe_cell(value: Any) -> Any:
    """The value; a text that starts like a formula with an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_COMMAND_STARTS):
        return f"'{value}"
    return value
