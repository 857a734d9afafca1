"""JSON that can stand inside an HTML page without a word of it being read as HTML or code."""

from __future__ import annotations

import json
from typing import Any

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'`\u2028\u2029"}


def script_json(data: Any) -> str:
    """``data`` as JSON for a ``<script type="application/json">`` block.

    ``<``, ``>``, ``&``, quotes of code and line separators are written as escapes, so that neither
    ``</script>`` nor ``<!--`` can end the block.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)
