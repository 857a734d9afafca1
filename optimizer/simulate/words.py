"""The words in which a simulation is told."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.plan.words import Speech, speech
from optimizer.simulate.verdict import tolerated


def simulation_speech(lang: str) -> Speech:
    """Words in ``lang`` (``en`` or ``ru``)."""
    return Speech(speech(lang).lang, _words()[lang])


def signed(words: Speech, error: float) -> str:
    """An error in per cent with its sign; no sign where it rounds to nothing."""
    if abs(error) < 0.0005:
        return words.share(0.0)
    return f"+{words.share(error)}" if error > 0 else words.share(error)


def why(words: Speech, pool: Mapping[str, Any]) -> str:
    """Why a pool (a row of `Simulation.pools`) kept its promise or did not, in sentences."""

    def hours(value: float) -> str:
        return words.number(value, 1) + ("\u00a0ч" if words.lang == "ru" else "\u00a0h")

    error = signed(words, float(pool["error"]))
    if pool["verdict"] == "kept":
        most = tolerated(float(pool["predicted_utilisation"]))
        if abs(pool["error"]) > most:
            return words.say("why.unsure", error=error)
        return words.say("why.kept", error=error, tolerated=words.share(most, 0))
    short_h = float(pool["simulated_h"] - pool["predicted_h"])
    found = "why.rosy" if short_h > 0 else "why.gloomy"
    told = [words.say(found, hours=hours(abs(short_h)), error=error)]
    if pool["cause"]:
        way = "longer" if pool["cause_h"] > 0 else "shorter"
        moved = hours(abs(float(pool["cause_h"])))
        told.append(words.say(f"why.{pool['cause']}_{way}", hours=moved))
    if abs(pool["corrected_error"]) < abs(pool["error"]):
        corrected = signed(words, float(pool["corrected_error"]))
        told.append(words.say("why.corrected", hours=hours(pool["corrected_h"]), error=corrected))
    return " ".join(told)


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)
