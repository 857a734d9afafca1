"""The map of a plan over quarters."""

from __future__ import annotations

from pathlib import Path

from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.report.map_page import write_map


def write_quarters_map(plan: RollOutPlan, path: str | Path, lang: str = "en") -> Path:
    """Write the map of what works in the last quarter; returns the path."""
    return write_map(plan.plans[-1], path, lang)
