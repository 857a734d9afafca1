"""The facts of a region: tables, their schema, reading and checking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer.region.load import load_region
    from optimizer.region.region import Region

__all__ = ["Region", "load_region"]


def __getattr__(name: str) -> Any:
    """Import on first use, so that ``hubs --help`` does not pay for it."""
    if name == "load_region":
        from optimizer.region.load import load_region

        return load_region
    if name == "Region":
        from optimizer.region.region import Region

        return Region
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
