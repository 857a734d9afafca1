"""The classical location problems: sites, who is served from where, and a proven bound.

``locate.p_median(cost, p)`` and its sisters take a matrix clients x sites (array, DataFrame or
scipy sparse matrix) or ``locate.from_points(...)``, and return `Located`.
Everything is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.locate.capacity.capacitated import capacitated as capacitated
    from optimizer.locate.capacity.capacitated import single_source as single_source
    from optimizer.locate.center.p_center import p_center as p_center
    from optimizer.locate.cover.backup import lscp_backup as lscp_backup
    from optimizer.locate.cover.lscp import lscp as lscp
    from optimizer.locate.cover.mclp import mclp as mclp
    from optimizer.locate.located import Links as Links
    from optimizer.locate.located import Located as Located
    from optimizer.locate.median.fixed_charge import fixed_charge as fixed_charge
    from optimizer.locate.median.p_median import p_median as p_median
    from optimizer.locate.points import Points as Points
    from optimizer.locate.points import from_points as from_points

_HOME = {
    "Links": "optimizer.locate.located",
    "Located": "optimizer.locate.located",
    "Points": "optimizer.locate.points",
    "fixed_charge": "optimizer.locate.median.fixed_charge",
    "from_points": "optimizer.locate.points",
    "capacitated": "optimizer.locate.capacity.capacitated",
    "lscp": "optimizer.locate.cover.lscp",
    "lscp_backup": "optimizer.locate.cover.backup",
    "mclp": "optimizer.locate.cover.mclp",
    "p_center": "optimizer.locate.center.p_center",
    "p_median": "optimizer.locate.median.p_median",
    "single_source": "optimizer.locate.capacity.capacitated",
}

__all__ = [
    "Links",
    "Located",
    "Points",
    "capacitated",
    "fixed_charge",
    "from_points",
    "lscp",
    "lscp_backup",
    "mclp",
    "p_center",
    "p_median",
    "single_source",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'optimizer.locate' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
