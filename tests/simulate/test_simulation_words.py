"""Words of a simulation in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

import optimizer.simulate.words as home
from optimizer.simulate.verdict import Cause
from optimizer.simulate.words import signed, simulation_speech, why

WORDS = tomllib.loads((Path(home.__file__).parent / "words.toml").read_text("utf-8"))


def flat(lang: str) -> dict[str, object]:
    return {f"{part}.{k}": v for part, words in WORDS[lang].items() for k, v in words.items()}


def test_both_languages_have_the_same_words_and_values():
    english, russian = flat("en"), flat("ru")
    assert english.keys() == russian.keys()
    for key, text in english.items():
        if isinstance(text, str):
            names = [sorted(set(re.findall(r"{\w+}", str(t)))) for t in (text, russian[key])]
            assert names[0] == names[1], key
            assert text.count("|") == str(russian[key]).count("|"), key


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("cause", get_args(Cause))
@pytest.mark.parametrize("short_h", [4.0, -4.0])
def test_every_verdict_has_a_reason(lang, cause, short_h):
    pool = {
        "verdict": "too rosy" if short_h > 0 else "too gloomy", "error": -short_h / 40,
        "predicted_h": 40.0, "simulated_h": 40.0 + short_h, "corrected_h": 40.0 + short_h / 2,
        "corrected_error": -short_h / 80, "cause": cause, "cause_h": short_h if cause else 0.0,
        "predicted_utilisation": 0.5,
    }  # fmt: skip
    told = why(simulation_speech(lang), pool)
    assert "{" not in told
    assert told.count("4") >= (2 if cause else 1)
    assert told.endswith(".")


def test_a_kept_promise_says_how_much_may_be():
    words = simulation_speech("en")
    pool = {"verdict": "kept", "error": 0.011, "predicted_utilisation": 0.75}
    assert "up to 6" in why(words, pool) or "up to 5" in why(words, pool)
    assert "within chance" in why(words, pool | {"error": 0.2})


def test_errors_have_a_sign_unless_they_vanish():
    words = simulation_speech("en")
    text = [signed(words, error).replace("\u202f", " ") for error in (0.0121, -0.0121, 1e-4, -1e-4)]
    assert [one.replace("\u00a0", " ") for one in text] == ["+1.2 %", "−1.2 %", "0.0 %", "0.0 %"]
