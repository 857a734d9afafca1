"""Seals of a plan file: what was changed since it was written is named, part by part.

A seal is a checksum, not a signature: it catches a hand's edit, not a forger.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from optimizer.plan.finding import Finding

PARTS: dict[str, tuple[str, ...]] = {
    "proof": (
        "status", "bound", "method", "why", "seconds", "money_price", "money_bound", "ruled_out",
        "certain",
    ),
    "decisions": ("hubs", "assignments", "lines", "depot", "variability"),
    "figures": ("figures",),
    "facts": ("region",),
}  # fmt: skip
"""Parts of the file under one seal each, and their keys."""


def seals(data: Mapping[str, Any]) -> dict[str, str]:
    """Checksum of every part of a plan file, whatever its layout and the order of its keys."""
    return {
        part: _checksum({key: data[key] for key in keys if key in data})
        for part, keys in PARTS.items()
    }


def altered(data: Mapping[str, Any]) -> list[Finding]:
    """Parts of a plan file that are not as they were written."""
    stated = data.get("seals")
    if not isinstance(stated, dict):
        return [Finding("file: seals", "none", "four", words="are missing")]
    return [
        Finding(f"file: {part}", stated.get(part, "no seal"), found,
                words=f"changed since the plan was written ({', '.join(PARTS[part])})")
        for part, found in seals(data).items()
        if stated.get(part) != found
    ]  # fmt: skip


def _checksum(part: Any) -> str:
    text = json.dumps(_canonical(part), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


def _canonical(value: Any) -> Any:
    """Numbers by their value, so that 1 and 1.0 are the same; names and order of lists stay."""
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(each) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(float(value))
    return value
