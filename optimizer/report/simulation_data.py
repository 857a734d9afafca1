"""A simulation of the plan as the page needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.report.rows import tidy
from optimizer.report.words import named

Lived = Mapping[str, Any]
"""What `Simulation.to_dict` gives, in the page's language."""


def simulation_data(lived: Lived | None, lang: str) -> dict[str, Any] | None:
    """Hours h, errors and shares as fractions, intervals as pairs; None without a simulation."""
    if lived is None:
        return None
    return {
        "years": tidy(lived["years"]),
        "replications": tidy(lived["replications"]),
        "hours": tidy(lived["simulated_h"], 2),
        "range": _pair(lived["ci95_h"], 2),
        "promised": tidy(lived["predicted_h"], 2),
        "error": tidy(lived["error"], 4),
        "corrected": tidy(lived["corrected_h"], 2),
        "corrected_error": tidy(lived["corrected_error"], 4),
        "quantiles": [[q, tidy(lived[f"p{q}_h"])] for q in (50, 90, 95, 99)],
        "down": [
            [tidy(month["simulated"], 2), tidy(month["predicted"], 2)] for month in lived["months"]
        ],
        "stages": [
            [str(row["stage"]), tidy(row["predicted_h"], 2), tidy(row["simulated_h"], 2)]
            for row in lived["stages"]
        ],
        "pools": [_pool(row, lang) for row in lived["hubs"]],
    }


def _pool(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        "park": str(row["park"]),
        "hub": named(row["name"], row["name_ru"], lang),
        "name": named(row["pool_name"], row["pool_name_ru"], lang),
        "busy": tidy(row["utilisation"], 3),
        "promised": tidy(row["predicted_h"], 2),
        "hours": tidy(row["simulated_h"], 2),
        "range": _pair(row["ci95_h"], 2),
        "error": tidy(row["error"], 4),
        "verdict": str(row["verdict"]),
        "why": str(row["why"]),
    }


def _pair(values: Any, digits: int) -> list[Any]:
    return [tidy(value, digits) for value in values]
