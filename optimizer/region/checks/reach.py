"""Parks and sites that something reaches."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.region.checks.great_circle import great_circle_km
from optimizer.region.findings import Findings
from optimizer.region.geography import Link, Mode, Place
from optimizer.region.record import Facts, Record
from optimizer.region.sites import Fleet, Park, Site

_AT_THE_PLACE_KM = 0.5
"""Nearer than this a park or site counts as being at its place."""


def check_reach(facts: Facts, findings: Findings) -> None:
    """A crew can get from every park to some site, and to every fleet from some park."""
    if not facts.sound(Place, Mode, Link, Park, Site, Fleet):
        return
    modes = {mode.id: mode for mode, _ in facts.of(Mode)}
    anywhere = any(mode.crew and mode.reach == "anywhere" for mode in modes.values())
    linked = [link for link, _ in facts.of(Link) if link.mode in modes and modes[link.mode].crew]
    group = _groups((link.origin, link.destination) for link in linked)
    used = {fleet.site for fleet, _ in facts.of(Fleet)}
    sites = [(site, record) for site, record in facts.of(Site) if site.id in used]
    parks = list(facts.of(Park))
    if anywhere:
        for park, record in parks:
            if park.place not in group:
                what = f"no link joins '{park.place}', the place of the park, to another"
                record.warn_in(findings, "place", what, "crews reach it only by air")
        return
    site_groups = {group.get(site.place, site.place) for site, _ in sites}
    park_groups = {group.get(park.place, park.place) for park, _ in parks}
    if not linked and len(park_groups | site_groups) > 1:
        what = "no links that a crew may use, and no mode with reach 'anywhere'"
        findings.add(facts.where(Link), what, fix="write links.csv: connections of two places")
        return
    for park, record in parks:
        if group.get(park.place, park.place) not in site_groups:
            what = f"nothing reaches the park: no links lead from '{park.place}' to any site"
            _note(record, what, findings)
    for site, record in sites:
        if group.get(site.place, site.place) not in park_groups:
            what = f"no park reaches the site: no links lead from '{site.place}' to any park"
            _note(record, what, findings)
    if not any(mode.crew and mode.reach == "last_km" for mode in modes.values()):
        _check_last_km(facts, [*parks, *sites], findings)


def _note(record: Record, what: str, findings: Findings) -> None:
    fix = "add links that a crew may use, or a mode with reach 'anywhere'"
    record.add_to(findings, "place", what, fix)


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for every linked place one place that stands for all that it is linked with."""
    parent: dict[str, str] = {}

    def root(place: str) -> str:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for a, b in pairs:
        parent[root(a)] = root(b)
    return {place: root(place) for place in parent}


def _check_last_km(
    facts: Facts, points: list[tuple[Park | Site, Record]], findings: Findings
) -> None:
    places = {place.id: place for place, _ in facts.of(Place)}
    for row, record in points:
        place = places.get(row.place)
        km = great_circle_km(row, place) if place else 0.0
        if km > _AT_THE_PLACE_KM:
            what = f"lies {km:.1f} km from its place, and no mode covers the last kilometres"
            fix = "add a mode with reach 'last_km', or give it the coordinates of the place"
            record.add_to(findings, "place", what, fix)
