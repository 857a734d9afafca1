"""From the text of one cell to its value, by the kind of its column."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from optimizer.region.bad_value import BadValue
from optimizer.region.column import Column, Kind
from optimizer.region.number import parse_number
from optimizer.region.suggest import did_you_mean
from optimizer.region.unit_hint import in_range, range_text, unit_hint

_FLAGS = {"yes": True, "да": True, "true": True, "истина": True, "1": True,
          "no": False, "нет": False, "false": False, "ложь": False, "0": False}  # fmt: skip
_ID = re.compile(r"\w[\w.-]*")
_MONTH_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_LONGEST_TEXT = 4000
_LONGEST_ID = 64


def parse_cell(column: Column, text: str, *, comma_unclear: bool = False) -> Any:
    """Return the value of a cell.

    Raises
    ------
    BadValue
        Where the text is no legal value of the column.
    """
    if not text:
        if column.required:
            raise BadValue("is empty", expected(column))
        return column.default
    if column.kind in ("number", "integer"):
        return _number(column, text, comma_unclear)
    return _PARSERS[column.kind](column, text)


def expected(column: Column) -> str:
    """Return what a cell of the column should hold, with an example."""
    unit = f" in {column.unit}" if column.unit else ""
    example = f", e.g. {column.example.split()[0]}" if column.example.split() else ""
    return f"give {column.meaning}{unit}{example}"


def _number(column: Column, text: str, comma_unclear: bool) -> float | int:
    if comma_unclear:
        # Only one of the two readings of 48,462 may be legal: then it is clear.
        comma_unclear = _both_readings_legal(column, text)
    value = parse_number(text, comma_unclear=comma_unclear)
    if not in_range(column, value):
        hint = unit_hint(column, value)
        what = "is negative" if value < 0 <= (column.low or 0) else "is out of range"
        raise BadValue(what, hint or f"expected {range_text(column)}")
    if column.kind == "integer":
        if not value.is_integer():
            raise BadValue("is not a whole number", "write a whole number")
        return int(value)
    return value


def _both_readings_legal(column: Column, text: str) -> bool:
    try:
        readings = [parse_number(text.replace(",", mark)) for mark in ("", ".")]
    except BadValue:
        return True
    return all(in_range(column, value) for value in readings)


def _choice(column: Column, text: str) -> str:
    for word in column.choices:
        if word.casefold() == text.casefold():
            return word
    raise BadValue("is not one of the legal words", did_you_mean(text, column.choices))


def _flag(_: Column, text: str) -> bool:
    if (flag := _FLAGS.get(text.casefold())) is None:
        raise BadValue("is neither yes nor no", "write yes or no")
    return flag


def _id(_: Column, text: str) -> str:
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text):
        raise BadValue("is not an id", "use letters, digits and - _ . without spaces")
    return text


def _free_text(_: Column, text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise BadValue(f"is a text of {len(text)} characters", "shorten it")
    return text


def parse_months(text: str) -> frozenset[int]:
    """Return the months of a text such as ``5-10``, ``1-3,12`` or ``12-4`` (which wraps).

    Raises
    ------
    BadValue
        Where the text names no months, or months outside 1 to 12.
    """
    months: set[int] = set()
    dashed = re.sub(r"\s*[-–—]\s*", "-", text)
    for part in re.split(r"[,;\s]+", dashed.strip(" ,;")):
        span = _MONTH_RANGE.fullmatch(part)
        if span is None:
            excel = re.search(r"[^\W\d]", text) or re.fullmatch(r"\d{4}-\d\d-\d\d", text)
            fix = "write numbers from 1 to 12, such as 5-10 or 1-3,12"
            raise BadValue(
                "are no months",
                f"{fix} (a spreadsheet may have made a date of it: format the column as text)"
                if excel
                else fix,
            )
        first = int(span[1])
        last = int(span[2] or first)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise BadValue("names a month outside 1 to 12", "write such as 5-10 or 12-4")
        months.update(m for m in range(1, 13) if _between(first, m, last))
    return frozenset(months)


def _between(first: int, month: int, last: int) -> bool:
    if first <= last:
        return first <= month <= last
    return month >= first or month <= last


_PARSERS: dict[Kind, Callable[[Column, str], Any]] = {
    "text": _free_text,
    "id": _id,
    "ref": _id,
    "flag": _flag,
    "choice": _choice,
    "months": lambda _, text: parse_months(text),
}
