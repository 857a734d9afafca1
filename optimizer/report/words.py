"""The words of the report, by language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.errors import InputError

LANGUAGES = ("en", "ru")


@cache
def words(lang: str) -> dict[str, Any]:
    """All words of the page in ``lang`` (``en`` or ``ru``)."""
    if lang not in LANGUAGES:
        raise InputError([f"language '{lang}' is not known; use one of: {', '.join(LANGUAGES)}"])
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return dict(tomllib.load(file)[lang])


def named(name: str, name_ru: str, lang: str) -> str:
    """Name in the language asked for; the English one where there is no Russian one."""
    return str(name_ru or name) if lang == "ru" else str(name)
