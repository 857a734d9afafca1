"""JSON that can stand inside an HTML page without a word of it being read as HTML or code."""

from __future__ import annotations

import json
import math
from typing import Any

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'`\u2028\u2029"}


def script_json(data: Any) -> str:
    """``data`` as JSON for a ``<script type="application/json">`` block.

    ``<``, ``>``, ``&``, quotes of code and line separators are written as escapes, so that neither
    ``</script>`` nor ``<!--`` can end the block.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def tidy(value: Any, digits: int = 1) -> float | int | None:
    """A number rounded for the page; None where there is none."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    short = round(number, digits)
    return int(short) if short == int(short) else short
