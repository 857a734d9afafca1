"""Route: the way as a person would tell it, leg by leg, with the points to draw it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """An end of a leg: a place, a park or a site."""

    id: str
    name: str
    name_ru: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Leg:
    """One link, or one straight way.

    Attributes
    ----------
    origin, destination
        Both ends, in the direction of travel.
    mode
        Id of the mode; empty where a user's matrix does not tell it.
    km
        Length.
    hours
        Hours on the move.
    wait_h
        Hours waited before it; 0 when one stays with the mode of the leg before.
    """

    origin: Stop
    destination: Stop
    mode: str
    km: float
    hours: float
    wait_h: float


@dataclass(frozen=True)
class Route:
    """A way from end to end; without legs when both ends are one spot."""

    legs: tuple[Leg, ...]

    @property
    def km(self) -> float:
        """Length of all legs."""
        return sum(leg.km for leg in self.legs)

    @property
    def wait_h(self) -> float:
        """Hours waited, all legs together."""
        return sum(leg.wait_h for leg in self.legs)

    @property
    def hours(self) -> float:
        """Hours from end to end, waits included."""
        return sum(leg.hours for leg in self.legs) + self.wait_h

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes in the order of travel, each once where it is kept."""
        modes = [leg.mode for leg in self.legs]
        return tuple(m for n, m in enumerate(modes) if n == 0 or m != modes[n - 1])
