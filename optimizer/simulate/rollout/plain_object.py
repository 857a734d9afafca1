"""A plan over quarters that was lived through, as plain values for JSON; docs/simulate.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.plan.plain import plain
from optimizer.simulate.rollout.summary import records
from optimizer.simulate.rollout.words import roll_out_speech
from optimizer.simulate.words import why

if TYPE_CHECKING:
    from optimizer.simulate.rollout.result import RollOutSimulation

_PAIRS = {
    "ci95_h": ("low_h", "high_h"), "steady_ci95_h": ("steady_low_h", "steady_high_h"),
    "transient_ci95_h": ("transient_low_h", "transient_high_h"),
    "down_ci95": ("down_low", "down_high"), "lived_ci95_h": ("lived_low_h", "lived_high_h"),
    "utilisation_ci95": ("utilisation_low", "utilisation_high"),
}  # fmt: skip


def plain_object(lived: RollOutSimulation, lang: str = "en") -> dict[str, Any]:
    """Hours h, shares and errors as fractions, intervals of 95 % as pairs; None where unknown."""
    words = roll_out_speech(lang)
    every = _paired(lived.mean)
    total = {name: every[name] for name in every if name not in ("quarter", "months", "hubs")}
    found: dict[str, Any] = plain(
        {
            **total,
            "quarters": [
                {**_paired(row), "quarter": int(row["quarter"])}
                for row in records(lived.quarters)[:-1]
            ],
            "hubs": [{**_paired(row), "why": why(words, row)} for row in records(lived.pools)],
            "stages": [_paired(row) for row in records(lived.stages)],
            "years": lived.years, "replications": lived.replications,
            "warm_years": lived.warm_years, "seed": lived.seed, "cv": lived.cv,
            "resupply_cv": lived.resupply_cv, "discipline": lived.discipline,
            "unfinished": lived.unfinished, "interrupted": lived.interrupted,
            "seconds": round(lived.seconds, 3),
        }
    )  # fmt: skip
    return found


def _paired(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the ends of its intervals as pairs."""
    ends = {end for pair in _PAIRS.values() for end in pair}
    pairs = {name: [row[low], row[high]] for name, (low, high) in _PAIRS.items() if low in row}
    return {**{name: row[name] for name in row if name not in ends}, **pairs}
