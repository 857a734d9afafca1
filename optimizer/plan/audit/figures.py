"""Figures that a plan states, held one by one against those that its facts lead to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from optimizer.plan.finding import Finding
from optimizer.plan.plain import plain

_RELATIVE = 1e-6
_LEAST = 1e-6
"""In million RUB: one rouble."""


def wrong_figures(stated: Mapping[str, Any], found: Mapping[str, Any]) -> list[Finding]:
    """Figures that differ by more than a millionth and more than a rouble, by name."""
    told, true = _flat(stated), _flat(found)
    return [
        Finding(name, _shown(told.get(name)), _shown(true.get(name)))
        for name in {**true, **told}
        if not _same(told.get(name), true.get(name))
    ]


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures by name; of a pair, that of the plan has the name alone."""
    flat: dict[str, Any] = {}
    for name, value in plain(figures).items():
        if not isinstance(value, Mapping):
            flat[name] = value
            continue
        for part, each in value.items():
            flat[name if part == "plan" else f"{name}, {part}"] = each
    return flat


def _same(told: Any, true: Any) -> bool:
    if isinstance(told, (int, float)) and isinstance(true, (int, float)):
        return math.isclose(told, true, rel_tol=_RELATIVE, abs_tol=_LEAST)
    return bool(told == true)


def _shown(value: Any) -> float | str:
    return value if isinstance(value, (int, float, str)) else "nothing"
