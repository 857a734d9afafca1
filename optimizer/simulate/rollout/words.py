"""The words in which a plan over quarters that is lived through is told."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.plan.words import Speech
from optimizer.simulate.words import simulation_speech


def roll_out_speech(lang: str) -> Speech:
    """Words in ``lang`` (``en`` or ``ru``)."""
    known, own = simulation_speech(lang), _words()[lang]
    nouns = {**known.words["noun"], **own["noun"]}
    return Speech(known.lang, {**known.words, **own, "noun": nouns})


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)
