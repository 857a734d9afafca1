"""Tables of what a hub is made of: sizes, server pools in levels, part families."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row


@dataclass(frozen=True, kw_only=True)
class Size(Row):
    """A size of the hub itself: hall, store, office."""

    id: str = column("short name", "id", example="S")
    name: str = column("name in English", "text", example="forward post")
    name_ru: str = column("name in Russian", "text", default="", example="передовой пост")
    capital_mrub: float = column("building cost", "number", unit="million RUB", low=0,
                                 high=100_000, assumed=True, example="55")  # fmt: skip
    running_mrub: float = column("running cost", "number", unit="million RUB a year", low=0,
                                 high=10_000, assumed=True, example="16")  # fmt: skip
    jobs: float = column("people employed", "number", low=0, high=10_000, default=0.0,
                         example="7")  # fmt: skip
    area_m2: float = column("area taken in the park", "number", unit="m2", low=0,
                            high=1_000_000, default=0.0, example="1500")  # fmt: skip
    build_quarters: int = column(
        "quarters from the decision until it works; used by plans over quarters", "integer", low=0,
        high=12, default=0, example="1",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Pool(Row):
    """A kind of server: a crew or a bay."""

    id: str = column("short name", "id", example="heavy_crew")
    name: str = column("name in English", "text", example="heavy crews")
    name_ru: str = column("name in Russian", "text", default="", example="тяжёлые бригады")


@dataclass(frozen=True, kw_only=True)
class Level(Row):
    """A size level of a pool: so many servers for so much money."""

    pool: str = column("the pool", "ref", refers_to="pools", example="heavy_crew")
    servers: int = column("servers always present", "integer", low=1, high=1000, example="2")
    capital_mrub: float = column("building cost", "number", unit="million RUB", low=0,
                                 high=100_000, assumed=True, example="40")  # fmt: skip
    running_mrub: float = column("running cost", "number", unit="million RUB a year", low=0,
                                 high=10_000, assumed=True, example="31")  # fmt: skip
    jobs: float = column("people employed", "number", low=0, high=10_000, default=0.0,
                         example="9")  # fmt: skip
    area_m2: float = column("area taken in the park", "number", unit="m2", low=0,
                            high=1_000_000, default=0.0, example="300")  # fmt: skip
    build_quarters: int = column(
        "quarters from the decision until it works; used by plans over quarters", "integer", low=0,
        high=12, default=0, example="1",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Hosting(Row):
    """How many servers of a pool a hub size can host; no row: none."""

    size: str = column("hub size", "ref", refers_to="sizes", example="S")
    pool: str = column("the pool", "ref", refers_to="pools", example="heavy_crew")
    max_servers: int = column("servers at most", "integer", low=0, high=1000, example="4")


@dataclass(frozen=True, kw_only=True)
class Family(Row):
    """Spare parts that are ordered and stocked alike."""

    id: str = column("short name", "id", example="belaz_small")
    name: str = column("name in English", "text", example="BelAZ small parts")
    name_ru: str = column("name in Russian", "text", default="", example="БелАЗ: мелкие детали")
    price_krub: float = column("mean price of one piece", "number", unit="thousand RUB", low=0.01,
                               high=1_000_000, assumed=True, example="9")  # fmt: skip
    part_numbers: int = column("different parts in the family", "integer", low=1, high=100_000,
                               example="700")  # fmt: skip
    zipf: float = column("exponent of the demand weights of the part numbers (0: all alike)",
                         "number", low=0, high=3, default=0.8, example="1.05")  # fmt: skip
    resupply_h: float = column("hours from an order until the part is at the gateway", "number",
                               unit="h", low=1, high=8760, assumed=True,
                               example="158")  # fmt: skip
    holding_rate: float = column("yearly cost of stock over its value", "number", low=0, high=2,
                                 assumed=True, example="0.25")  # fmt: skip
    weight_kg: float = column("mean weight of a piece", "number", unit="kg", low=0, high=1_000_000,
                              default=0.0, example="5")  # fmt: skip
    factory_h: float = column("hours at the plant before dispatch", "number", unit="h", low=0,
                              high=8760, assumed=True, default=0.0, example="7.2")  # fmt: skip
    freight_krub: float = column("freight of one piece in today's supply", "number",
                                 unit="thousand RUB", low=0, high=1_000_000, assumed=True,
                                 default=0.0, example="0.65")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Need(Row):
    """Share of a class's outside repairs that need one part of a family."""

    family: str = column("the part family", "ref", refers_to="families", example="belaz_small")
    machine_class: str = column("the class", "ref", name="class", refers_to="classes",
                                example="belaz_220")  # fmt: skip
    share: float = column("share of repairs", "number", low=0, high=1, assumed=True,
                          example="0.29")  # fmt: skip
