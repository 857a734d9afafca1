"""Who must be named for the ground and the places, and under which licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_KNOWN = {
    "OpenStreetMap": ("© OpenStreetMap contributors, ODbL 1.0", "https://www.openstreetmap.org/copyright"),
    "Natural Earth": ("Natural Earth", "https://www.naturalearthdata.com"),
    "GeoNames": ("GeoNames, CC BY 4.0", "https://www.geonames.org"),
}  # fmt: skip


def credits(metadata: Iterable[Mapping[str, Any]], sources: Iterable[str]) -> list[list[str]]:
    """Text and address (or an empty string) of every credit, each once.

    Parameters
    ----------
    metadata
        ``metadata`` members of the ground's files; ``attribution``, ``source`` and ``licence`` are
        read. A source that is not known is named as its file names it.
    sources
        Sources of rows shown on the map; only known ones that ask for a credit are named.
    """
    found: dict[str, str] = {}
    for member in metadata:
        text = " ".join(str(member.get(k, "")) for k in ("attribution", "source", "licence"))
        known = [_KNOWN[word] for word in _KNOWN if word in text]
        own = str(member.get("attribution") or member.get("source") or "")
        found.update(known or ([(own, "")] if own else []))
    for source in sources:
        found.update(_KNOWN[word] for word in _KNOWN if word in source)
    return [[text, address] for text, address in found.items()]
