"""Did-you-mean: the nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60
"""Longer texts are no misspelt names, and comparing them is slow."""


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the known word that ``word`` most likely stands for, or None."""
    if not word or len(word) > _LONGEST:
        return None
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return ``did you mean 'x'?`` or, where nothing is near, ``otherwise`` or the known words."""
    names = sorted(known)
    if near := nearest(word, names):
        return f"did you mean '{near}'?"
    if otherwise:
        return otherwise
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"known: {shown}" if names else ""
