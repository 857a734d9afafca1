"""Numbers as people write them: decimal point or comma, spaces in the thousands."""

from __future__ import annotations

import math
import re

from optimizer.region.bad_value import BadValue

_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}({_SPACE}\d{{3}})+([.,]\d+)?", re.ASCII)
_COMMA_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_BOTH_MARKS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+([.,]\d+)?")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|∞|#.+|n/?a|null|none|нет данных|н/д)", re.I)
_WITH_UNIT = re.compile(r"([+-]?[\d.,\s]*\d)\s*([^\d\s.,+-].*)")


def parse_number(text: str, *, comma_unclear: bool = False) -> float:
    """Return the number that a text stands for.

    Parameters
    ----------
    text
        Such as ``48.462``, ``48,462``, ``1 234,5``, ``-3e2``.
    comma_unclear
        Commas separate columns in this file, so ``1,234`` may mean 1234: refuse it.

    Raises
    ------
    BadValue
        For anything that is not one finite number.
    """
    clean = text.strip().replace("\u2212", "-").replace("\u2013", "-")
    if comma_unclear and _COMMA_THOUSANDS.fullmatch(clean):
        whole, part = clean.replace(",", ""), clean.replace(",", ".")
        raise BadValue("may mean two numbers", f"write {whole} or {part}")
    if _THOUSANDS.fullmatch(clean):
        clean = re.sub(_SPACE, "", clean)
    if _PLAIN.fullmatch(clean):
        value = float(clean.replace(",", "."))
        if math.isfinite(value):
            return value
        raise BadValue("is not a finite number", "write a number")
    raise BadValue(*_why_not(clean))


def _why_not(clean: str) -> tuple[str, str]:
    if _NOT_FINITE.fullmatch(clean):
        return (
            "is not a finite number",
            "write a number, or leave the cell empty where that is allowed",
        )
    if _BOTH_MARKS.fullmatch(clean):
        first = next(mark for mark in clean if mark in ".,")
        return "has marks in the thousands", f"write {clean.replace(first, '').replace(',', '.')}"
    if clean.endswith("%"):
        return "is a percentage", "write a share: 0.13 for 13 %"
    if unit := _WITH_UNIT.fullmatch(clean):
        return "is not a number alone", f"write {unit[1].strip()} without '{unit[2][:20].strip()}'"
    return "is not a number", "write a number"
