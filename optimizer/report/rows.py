"""Rows of a table as plain values: numbers short, nothing that is not there."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by column name; none for an empty frame, whatever columns it lacks."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def text(value: Any) -> str:
    """A text; empty where the cell is empty."""
    return value if isinstance(value, str) else ""


def tidy(value: Any, digits: int = 1) -> float | int | None:
    """A number rounded for the page; None where there is none."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    short = round(number, digits)
    return int(short) if short == int(short) else short
