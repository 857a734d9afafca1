"""Tables of the map: places, the links between them, and how each mode travels."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row

ALL_YEAR = frozenset(range(1, 13))


@dataclass(frozen=True, kw_only=True)
class Place(Row):
    """A node of the network: a town, a station, a landing."""

    id: str = column("short name used by other tables", "id", example="khabarovsk")
    name: str = column("name in English", "text", example="Khabarovsk")
    name_ru: str = column("name in Russian", "text", default="", example="Хабаровск")
    lat: float = column("latitude", "number", unit="degrees", low=-90, high=90, example="48.462")
    lon: float = column(
        "longitude", "number", unit="degrees", low=-180, high=180, example="135.097"
    )
    kind: str = column("what sort of place", "text", default="", example="city")
    population: int | None = column(
        "people", "integer", low=0, high=50_000_000, default=None, example="615600"
    )


@dataclass(frozen=True, kw_only=True)
class Mode(Row):
    """A way of travelling, with what it costs to board it."""

    id: str = column("short name used by links", "id", example="road")
    name: str = column("name in English", "text", example="road")
    name_ru: str = column("name in Russian", "text", default="", example="дорога")
    wait_h: float = column(
        "mean wait each time the mode is boarded, transfer included",
        "number", unit="h", low=0, high=240, assumed=True, example="0",
    )  # fmt: skip
    crew: bool = column("a service crew may use it", "flag", example="yes")
    machine: bool = column("a machine may be driven or towed over it", "flag", example="yes")
    parts: bool = column("spare parts may use it", "flag", example="yes")
    max_kmh: float | None = column(
        "no vehicle of ours is faster on it", "number", unit="km/h", low=1, high=1000,
        default=None, example="60",
    )  # fmt: skip
    reach: str = column(
        "'links': only along the links table; 'last_km': straight from a site or park to its "
        "place; 'anywhere': straight between any two points",
        "choice", choices=("links", "last_km", "anywhere"), default="links", example="links",
    )  # fmt: skip
    detour: float = column(
        "length of the way over the geodesic, for modes that need no link",
        "number", low=1, high=3, default=1.0, example="1.3",
    )  # fmt: skip
    kmh: float | None = column(
        "speed, for modes that need no link", "number", unit="km/h", low=1, high=1000,
        default=None, example="220",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Link(Row):
    """A two-way connection of two places by one mode."""

    origin: str = column("one end", "ref", name="from", refers_to="places", example="khabarovsk")
    destination: str = column(
        "other end", "ref", name="to", refers_to="places", example="komsomolsk"
    )
    mode: str = column("how one travels", "ref", refers_to="modes", example="road")
    km: float = column("length", "number", unit="km", low=0.1, high=20_000, example="349")
    speed_kmh: float | None = column(
        "mean speed; give this or hours", "number", unit="km/h", low=1, high=1000, default=None,
        example="70",
    )  # fmt: skip
    hours: float | None = column(
        "hours from end to end; wins over speed_kmh", "number", unit="h", low=0.01, high=720,
        default=None, example="5.5",
    )  # fmt: skip
    open_months: frozenset[int] = column(
        "months in which it can be used, e.g. 5-10 or 12-3", "months", default=ALL_YEAR,
        example="1-12",
    )  # fmt: skip
    machine: bool = column(
        "a heavy machine or its tow may use it where its mode allows machines",
        "flag", default=True, example="yes",
    )  # fmt: skip
