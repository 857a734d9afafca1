"""Links that join something, at a speed that something can travel."""

from __future__ import annotations

from optimizer.region.checks.great_circle import great_circle_km
from optimizer.region.findings import Findings
from optimizer.region.geography import Link, Mode, Place
from optimizer.region.record import Facts, Record
from optimizer.region.unit_hint import plain

_SLOWEST_KMH = 2.0
_FASTEST_KMH = 1000.0
_LONG_KM = 20.0
"""Shorter links may be slow: a ferry that waits, an ice crossing on foot."""

_SHORTEST = 0.9
"""Share of the great circle below which a length cannot be right."""


def check_links(facts: Facts, findings: Findings) -> None:
    """Every link has two ends, a speed or hours, and a length that reaches from end to end."""
    places = {place.id: place for place, _ in facts.of(Place)}
    for link, record in facts.of(Link):
        if link.origin == link.destination:
            record.add_to(findings, "to", "the link joins a place to itself", "name another place")
            record.row = None
        elif link.hours is None and link.speed_kmh is None:
            what = "the link has neither hours nor speed_kmh"
            record.add_to(findings, "speed_kmh", what, "give one of the two")
        elif link.hours is not None:
            _check_hours(link.km, link.hours, record, findings)
        ends = places.get(link.origin), places.get(link.destination)
        if ends[0] and ends[1]:
            straight = great_circle_km(ends[0], ends[1])
            if link.km < _SHORTEST * straight - 1:
                what = f"is less than the straight way of {straight:.0f} km"
                record.warn_in(findings, "km", what, "check the length and both places")
    for mode, record in facts.of(Mode):
        if mode.reach != "links" and mode.kmh is None:
            what = f"a mode with reach '{mode.reach}' needs a speed"
            record.add_to(findings, "kmh", what, "give kmh")


def _check_hours(km: float, hours: float, record: Record, findings: Findings) -> None:
    kmh = km / hours
    what = f"{plain(km)} km in {plain(hours)} h is {kmh:.2g} km/h"
    if kmh > _FASTEST_KMH:
        record.add_to(findings, "hours", what, "check the length and the hours")
    elif kmh < _SLOWEST_KMH:
        minutes = f"looks like minutes: {plain(hours)} minutes is {hours / 60:.3g} h"
        note = record.add_to if km >= _LONG_KM else record.warn_in
        note(findings, "hours", what, minutes)
