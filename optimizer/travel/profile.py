"""Who travels: the modes open to a crew, to parts and to a machine that is driven lame or towed."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from optimizer.region.region import Region


@dataclass(frozen=True)
class Profile:
    """Which modes one may use and how fast one may go.

    Attributes
    ----------
    name
        Word for messages: ``crew``, ``parts`` or ``tow``.
    modes
        Ids of the modes that may be used.
    cap_kmh
        Greatest speed, on every mode.
    machine
        Only links that carry a heavy machine are open.
    """

    name: str
    modes: frozenset[str]
    cap_kmh: float = math.inf
    machine: bool = False


def crew(region: Region) -> Profile:
    """Return the profile of a service crew with its van."""
    return Profile("crew", frozenset(mode.id for mode in region.modes if mode.crew))


def parts(region: Region) -> Profile:
    """Return the profile of a consignment of spare parts."""
    return Profile("parts", frozenset(mode.id for mode in region.modes if mode.parts))


def tow(region: Region, tow_kmh: float) -> Profile:
    """Return the profile of a machine driven lame or towed at no more than ``tow_kmh``."""
    allowed = frozenset(mode.id for mode in region.modes if mode.machine)
    return Profile("tow", allowed, cap_kmh=tow_kmh, machine=True)


def only(modes: Collection[str]) -> Profile:
    """Anything that goes by these modes and no other."""
    return Profile("any", frozenset(modes))


def tow_speeds(region: Region) -> tuple[float, ...]:
    """Speeds (km/h) at which machines of the region's classes come to a hub, ascending."""
    return tuple(sorted({c.tow_kmh for c in region.classes if c.tow_kmh is not None}))
