"""Coordinates: latitude and longitude exchanged, sites far from their place."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from optimizer.region.checks.great_circle import great_circle_km
from optimizer.region.exchanged import EXCHANGED
from optimizer.region.findings import Findings
from optimizer.region.geography import Place
from optimizer.region.record import Facts, Record
from optimizer.region.sites import Park, Site

_FEWEST = 4
_FAR_DEGREES = 10.0
_FAR_FROM_PLACE_KM = 300.0


@dataclass(frozen=True)
class _Point:
    lat: float
    lon: float

    def off(self, centre: _Point) -> float:
        """Degrees away, the greater of the two."""
        return max(abs(self.lat - centre.lat), abs(self.lon - centre.lon))


def check_points(facts: Facts, findings: Findings) -> None:
    """A point that exchanging its coordinates would bring to the others is a problem."""
    points = [(_Point(row.lat, row.lon), record) for row, record in facts.of(Place)]
    points += [(_Point(row.lat, row.lon), record) for row, record in _stands(facts)]
    if len(points) >= _FEWEST:
        centre = _Point(median(p.lat for p, _ in points), median(p.lon for p, _ in points))
        for point, record in points:
            _check_exchanged(point, record, centre, findings)
    _check_distance(facts, findings)


def _check_exchanged(point: _Point, record: Record, centre: _Point, findings: Findings) -> None:
    off, off_exchanged = point.off(centre), _Point(point.lon, point.lat).off(centre)
    if off > _FAR_DEGREES and off_exchanged < off / 3:
        what = f"the point lies {off:.0f} degrees from the others of the region"
        record.add_to(findings, "lat", what, EXCHANGED)


def _check_distance(facts: Facts, findings: Findings) -> None:
    places = {place.id: place for place, _ in facts.of(Place)}
    for row, record in _stands(facts):
        place = places.get(row.place)
        if place and (km := great_circle_km(row, place)) > _FAR_FROM_PLACE_KM:
            what = f"lies {km:.0f} km from its place '{place.id}'"
            record.warn_in(findings, "place", what, "check its coordinates and its place")


def _stands(facts: Facts) -> list[tuple[Park | Site, Record]]:
    return [*facts.of(Park), *facts.of(Site)]
