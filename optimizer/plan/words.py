"""The words in which a plan is told, by language, and how numbers are said."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.errors import InputError

LANGUAGES = ("en", "ru")
_NO_BREAK = " "


@dataclass(frozen=True)
class Speech:
    """Sentences of `words.toml` in one language."""

    lang: str
    words: dict[str, Any]

    def say(self, key: str, **values: object) -> str:
        """Sentence ``key`` (``part.name``) with its values filled in."""
        part, _, name = key.partition(".")
        return str(self.words[part][name]).format(**values)

    def named(self, name: str, name_ru: str) -> str:
        """Name in this language; the English one where there is no Russian one."""
        return name_ru or name if self.lang == "ru" else name

    def number(self, value: float, digits: int = 0) -> str:
        """Number with thousands and decimals as the language writes them; a dash for none."""
        if not math.isfinite(value):
            return "–"
        text = f"{value:,.{digits}f}"
        if self.lang == "ru":
            text = text.replace(",", _NO_BREAK).replace(".", ",")
        return text.replace("-", "−")

    def share(self, fraction: float, digits: int = 1) -> str:
        """Fraction in per cent."""
        return f"{self.number(100.0 * fraction, digits)}{_NO_BREAK}%"

    def money(self, mrub: float, digits: int = 0) -> str:
        """Million RUB."""
        return self.say("unit.money", x=self.number(mrub, digits))

    def counted(self, number: float, noun: str) -> str:
        """Number with its noun in the right form."""
        forms = self.words["noun"][noun]
        return f"{self.number(number)}{_NO_BREAK}{forms[self._form(round(number))]}"

    def _form(self, number: int) -> int:
        """Which form of a noun follows a number: English has two, Russian three."""
        if self.lang != "ru":
            return int(number != 1)
        if number % 10 == 1 and number % 100 != 11:
            return 0
        return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2


def speech(lang: str) -> Speech:
    """Words in ``lang`` (``en`` or ``ru``)."""
    if lang not in LANGUAGES:
        raise InputError([f"language '{lang}' is not known; use one of: {', '.join(LANGUAGES)}"])
    return Speech(lang, _words()[lang])


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)
