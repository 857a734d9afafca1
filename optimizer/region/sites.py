"""Tables of who is served and from where: parks, sites and their fleets."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row

WORKSHOPS = ("strong", "weak", "none")


@dataclass(frozen=True, kw_only=True)
class Park(Row):
    """An industrial park in which a service hub may be built, or already works."""

    id: str = column("short name used by plans", "id", example="kms-parus")
    name: str = column("name in English", "text", example="Parus")
    name_ru: str = column("name in Russian", "text", default="", example="Парус")
    place: str = column("place that connects it to the network", "ref", refers_to="places",
                        example="komsomolsk")  # fmt: skip
    lat: float = column("latitude", "number", unit="degrees", low=-90, high=90, example="50.60")
    lon: float = column("longitude", "number", unit="degrees", low=-180, high=180, example="137.05")
    status: str = column(
        "existing: a service works there already", "choice", choices=("candidate", "existing"),
        default="candidate", example="candidate",
    )  # fmt: skip
    capital_factor: float = column(
        "building cost over the base price level", "number", low=0.1, high=10, default=1.0,
        example="1.05",
    )  # fmt: skip
    running_factor: float = column(
        "running cost over the base price level", "number", low=0.1, high=10, default=1.0,
        example="1.1",
    )  # fmt: skip
    note: str = column("what speaks for or against it", "text", default="", example="rail siding")
    area_m2: float = column(
        "free for lines and hubs; 0: nothing known, no line can stand there", "number", unit="m2",
        low=0, high=1_000_000_000, default=0.0, example="30000",
    )  # fmt: skip
    power_mw: float = column("electric power free for lines", "number", unit="MW", low=0,
                             high=10_000, default=0.0, example="5")  # fmt: skip
    rail_siding: bool = column("a railway siding leads to it", "flag", default=False, example="yes")
    existing_size: str | None = column(
        "size of the hub that stands there already; empty: none; used by plans over quarters",
        "ref", refers_to="sizes", default=None, example="S",
    )  # fmt: skip
    closing_mrub: float = column("cost of closing the hub that stands there already", "number",
                                 unit="million RUB", low=0, high=100_000, default=0.0,
                                 example="5")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Site(Row):
    """A place of work at which machines break."""

    id: str = column("short name used by fleets", "id", example="malmyzh-gok")
    name: str = column("name in English", "text", example="Malmyzh copper mine")
    name_ru: str = column("name in Russian", "text", default="", example="Малмыжский ГОК")
    place: str = column("place that connects it to the network", "ref", refers_to="places",
                        example="malmyzh")  # fmt: skip
    lat: float = column("latitude", "number", unit="degrees", low=-90, high=90, example="49.917")
    lon: float = column("longitude", "number", unit="degrees", low=-180, high=180, example="136.9")
    kind: str = column("mine, quarry, port, farm, timber, municipal, transport, construction",
                       "text", default="", example="mine")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Fleet(Row):
    """Machines of one class at one site: a demand cell."""

    site: str = column("where they work", "ref", refers_to="sites", example="malmyzh-gok")
    machine_class: str = column("what they are", "ref", name="class", refers_to="classes",
                                example="belaz_220")  # fmt: skip
    count: float = column("machines", "number", low=0, high=100_000, assumed=True, example="8")
    hours_per_year: float | None = column(
        "operating hours of one machine a year", "number", unit="h", low=1, high=8784,
        default=None, example="6200",
    )  # fmt: skip
    km_per_year: float | None = column(
        "kilometres of one machine a year", "number", unit="km", low=1, high=400_000,
        default=None, example="60000",
    )  # fmt: skip
    workshop: str = column("the owner's own workshop", "choice", choices=WORKSHOPS,
                           default="none", example="strong")  # fmt: skip
    scope: str = column(
        "group that a scenario switches on or off", "text", default="home", example="home"
    )
