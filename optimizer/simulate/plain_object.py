"""A simulation as plain values, for JSON; docs/simulate.md describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.plan.plain import plain
from optimizer.simulate.estimate import FIGURES
from optimizer.simulate.words import simulation_speech, why

if TYPE_CHECKING:
    from optimizer.simulate.result import Simulation

_POOL = (
    "park", "name", "name_ru", "pool", "pool_name", "pool_name_ru", "servers",
    "repairs_per_year", "predicted_utilisation",
    "utilisation", "predicted_h", "monthly_h", "corrected_h", "simulated_h", "error",
    "corrected_error", "verdict", "cause", "cause_h", "predicted_queue_h", "queue_h",
    "predicted_parts_h", "parts_h",
)  # fmt: skip


def plain_object(simulation: Simulation, lang: str = "en") -> dict[str, Any]:
    """Hours h, shares and errors as fractions, intervals of 95 % as pairs; None where unknown."""
    words = simulation_speech(lang)
    row = simulation.mean
    hubs = [
        {**{name: hub[name] for name in _POOL}, "ci95_h": [hub["low_h"], hub["high_h"]],
         "why": why(words, hub)}
        for hub in _records(simulation.pools)
    ]  # fmt: skip
    found: dict[str, Any] = plain(
        {
            "predicted_h": row["predicted_h"], "corrected_h": row["corrected_h"],
            "simulated_h": row["mean_h"], "ci95_h": simulation.ci95_h, "error": row["error"],
            "corrected_error": row["corrected_error"],
            **{f"{q}_h": row[f"{q}_h"] for q in FIGURES[1:]},
            **{f"{q}_ci95_h": [row[f"{q}_low_h"], row[f"{q}_high_h"]] for q in FIGURES[1:]},
            "repairs_per_year": row["repairs_per_year"],
            "machines_down": float(simulation.months["simulated"].mean()), "hubs": hubs,
            **{f"by_{by}": _groups(simulation.by(by)) for by in ("hub", "class", "site", "season")},
            "stages": _records(simulation.stages), "months": _records(simulation.months),
            "shelves": _records(simulation.shelves), "years": simulation.years,
            "replications": simulation.replications, "warm_years": simulation.warm_years,
            "seed": simulation.seed, "cv": simulation.cv, "resupply_cv": simulation.resupply_cv,
            "discipline": simulation.discipline, "unfinished": simulation.unfinished,
            "interrupted": simulation.interrupted, "seconds": round(simulation.seconds, 3),
        }
    )  # fmt: skip
    return found


def _groups(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of `Simulation.turnaround`, each with the interval of its mean as a pair."""
    return [
        {
            **{k: row[k] for k in ("key", "name", "name_ru", "repairs_per_year", "predicted_h")},
            "simulated_h": row["mean_h"], "ci95_h": [row["mean_low_h"], row["mean_high_h"]],
            "error": row["error"], **{f"{q}_h": row[f"{q}_h"] for q in FIGURES[1:]},
        }
        for row in _records(frame)
    ]  # fmt: skip


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
