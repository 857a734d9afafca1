"""The classical location problems: sites, who is served from where, and a proven bound.

``locate.p_median(cost, p)`` and its sisters take a matrix clients x sites (array, DataFrame or
scipy sparse matrix) or ``locate.from_points(...)``, and return `Located`.
Everything is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.locate.center.p_center import p_center as p_center
    from optimizer.locate.located import Links as Links
    from optimizer.locate.located import Located as Located
    from optimizer.locate.points import Points as Points
    from optimizer.locate.points import from_points as from_points

_HOME = {
    "Links": "optimizer.locate.located",
    "Located": "optimizer.locate.located",
    "Points": "optimizer.locate.points",
    "from_points": "optimizer.locate.points",
    "p_center": "optimizer.locate.center.p_center",
}

__all__ = [
    "Links",
    "Located",
    "Points",
    "from_points",
    "p_center",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'optimizer.locate' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
