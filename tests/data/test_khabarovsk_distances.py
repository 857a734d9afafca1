"""Lengths of ways over the links of Khabarovsk Krai against published ones."""

import csv
import heapq
from pathlib import Path

import pytest

LINKS = Path(__file__).resolve().parents[2] / "data" / "khabarovsk" / "links.csv"


def links():
    with LINKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shortest_km(start, end, modes):
    """Dijkstra over the links of some modes."""
    ways = {}
    for row in links():
        if row["mode"] in modes:
            ways.setdefault(row["from"], []).append((row["to"], float(row["km"])))
            ways.setdefault(row["to"], []).append((row["from"], float(row["km"])))
    queue, done = [(0.0, start)], set()
    while queue:
        km, place = heapq.heappop(queue)
        if place == end:
            return km
        if place not in done:
            done.add(place)
            for other, step in ways.get(place, ()):
                heapq.heappush(queue, (km + step, other))
    raise AssertionError(f"no way from {start} to {end}")


@pytest.mark.parametrize(
    ("start", "end", "modes", "published_km"),
    [
        ("khabarovsk", "komsomolsk", {"road"}, 349),
        ("selikhino", "nikolaevsk", {"road", "ferry"}, 589),
        ("selikhino", "nikolaevsk", {"road", "ice_crossing"}, 589),
        ("khabarovsk", "vladivostok", {"rail"}, 759),
        ("lidoga", "vanino", {"road"}, 329.3),
        ("khabarovsk", "malmyzh", {"road"}, 274),
        ("komsomolsk", "osipenko", {"road"}, 321),
        ("izvestkovy", "novy-urgal", {"rail"}, 334.5),
    ],
)
def test_published_distances_hold(start, end, modes, published_km):
    assert shortest_km(start, end, modes) == pytest.approx(published_km, rel=0.03)
