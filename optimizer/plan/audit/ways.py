"""Hours of every way, leg by leg from the tables: a second search, knowing nothing of the first."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from functools import lru_cache

from geopy.distance import geodesic

from optimizer.region.geography import Link, Mode, Place
from optimizer.region.region import Region
from optimizer.region.sites import Park, Site

AT_PLACE_KM = 0.5
_Spot = tuple[str, str]
"""A place, and the mode that one is on there; no mode: on foot."""


class Ways:
    """Fastest hours from places to parks and sites, by month and by who travels."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._places = {p.id: p for p in region.places}
        self._modes = {m.id: m for m in region.modes}
        self._known: dict[tuple[str, frozenset[int], str, float], dict[_Spot, float]] = {}
        self._usable: dict[tuple[int, str], frozenset[int]] = {}

    def crew(self, park: Park, site: Site, month: int) -> float:
        """Hours of a service crew from park to site; inf where no way is open."""
        return self._between(park, site, month, "crew", math.inf)

    def tow(self, park: Park, site: Site, month: int, kmh: float) -> float:
        """Hours of a machine from site to park at no more than so fast."""
        return self._between(park, site, month, "machine", kmh)

    def parts(self, park: Park, month: int) -> float:
        """Hours of a part from the gateway to the park; none without a gateway."""
        if not self.region.scenario.gateway:
            return 0.0
        gateway = self._places[self.region.scenario.gateway]
        return self._between(gateway, park, month, "parts", math.inf)

    def between(self, start: Park, end: Park, month: int) -> float:
        """Hours of a part from park to park."""
        if start.id == end.id:
            return 0.0
        return self._between(start, end, month, "parts", math.inf)

    def _between(
        self, start: Place | Park | Site, end: Park | Site, month: int, who: str, cap: float
    ) -> float:
        origin = start.place if isinstance(start, (Park, Site)) else start.id
        first = self._last_km(start, who, cap)
        there = self._from(origin, month, who, cap).get((end.place, ""), math.inf)
        straight = self._straight("anywhere", _km(start, end), who, cap)
        return min(first + there + self._last_km(end, who, cap), straight)

    def _last_km(self, point: Place | Park | Site, who: str, cap: float) -> float:
        """Hours between a park or site and its place."""
        if isinstance(point, Place):
            return 0.0
        km = _km(point, self._places[point.place])
        return self._straight("last_km", km, who, cap) if km > AT_PLACE_KM else 0.0

    def _straight(self, reach: str, km: float, who: str, cap: float) -> float:
        """Least hours over the modes that make their own way."""
        hours = [
            mode.wait_h + km * mode.detour / min(mode.kmh or math.inf, mode.max_kmh or cap, cap)
            for mode in self.region.modes
            if mode.reach == reach and getattr(mode, who)
        ]
        return min(hours, default=math.inf)

    def _from(self, place: str, month: int, who: str, cap: float) -> dict[_Spot, float]:
        """Hours from a place to every spot (Dijkstra), kept for months with the same open links."""
        usable = self._usable.get((month, who))
        if usable is None:
            usable = self._usable[month, who] = frozenset(
                n for n, link in enumerate(self.region.links)
                if month in link.open_months and self._may(link, who)
            )  # fmt: skip
        key = (place, usable, who, cap)
        if key not in self._known:
            self._known[key] = self._search(place, usable, cap)
        return self._known[key]

    def _may(self, link: Link, who: str) -> bool:
        return getattr(self._modes[link.mode], who) and (who != "machine" or link.machine)

    def _search(self, place: str, usable: frozenset[int], cap: float) -> dict[_Spot, float]:
        rides: dict[_Spot, list[tuple[_Spot, float]]] = defaultdict(list)
        for link in (self.region.links[n] for n in usable):
            hours = link_hours(link, self._modes[link.mode], cap)
            ends = (link.origin, link.mode), (link.destination, link.mode)
            rides[ends[0]].append((ends[1], hours))
            rides[ends[1]].append((ends[0], hours))
        for spot in list(rides):
            at, mode = spot
            rides[at, ""].append((spot, self._modes[mode].wait_h))
            rides[spot].append(((at, ""), 0.0))
        best: dict[_Spot, float] = {}
        queue: list[tuple[float, _Spot]] = [(0.0, (place, ""))]
        while queue:
            hours, spot = heapq.heappop(queue)
            if spot in best:
                continue
            best[spot] = hours
            for other, ride in rides[spot]:
                if other not in best:
                    heapq.heappush(queue, (hours + ride, other))
        return best


def link_hours(link: Link, mode: Mode, cap: float) -> float:
    """Hours of a link under a greatest speed; a timetable without a speed is kept."""
    limit = min(cap, mode.max_kmh or math.inf)
    hours = link.km / link.speed_kmh if link.hours is None and link.speed_kmh else link.hours or 0.0
    if link.speed_kmh is not None and limit < link.speed_kmh:
        return max(hours, link.km / limit)
    return hours


def _km(a: Place | Park | Site, b: Place | Park | Site) -> float:
    return _geodesic_km(a.lat, a.lon, b.lat, b.lon)


@lru_cache(maxsize=10_000)
def _geodesic_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return float(geodesic((lat, lon), (other_lat, other_lon)).km)
