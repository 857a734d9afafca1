"""Tables of the way of spare parts: lanes to the gateway, what each carries, central depots."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.geography import ALL_YEAR
from optimizer.region.row import Row


@dataclass(frozen=True, kw_only=True)
class Lane(Row):
    """A way of spare parts from a plant to the gateway."""

    id: str = column("short name used by carries", "id", example="by-truck")
    name: str = column("name in English", "text", example="truck from Minsk")
    name_ru: str = column("name in Russian", "text", default="", example="автопоезд из Минска")
    hours: float = column("hours from the plant's gate to the gateway", "number", unit="h", low=0.1,
                          high=8760, assumed=True, example="336")  # fmt: skip
    price_rub_kg: float = column("freight", "number", unit="RUB/kg", low=0, high=100_000,
                                 assumed=True, example="50")  # fmt: skip
    open_months: frozenset[int] = column(
        "months in which parts may be sent, e.g. 5-10 or 12-3", "months", default=ALL_YEAR,
        example="1-12",
    )  # fmt: skip
    max_piece_kg: float | None = column("heaviest piece that it takes; empty: no limit", "number",
                                        unit="kg", low=0.01, high=1_000_000, default=None,
                                        example="20000")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Carry(Row):
    """A lane that may carry a part family."""

    family: str = column("the part family", "ref", refers_to="families", example="belaz_small")
    lane: str = column("the lane", "ref", refers_to="lanes", example="by-truck")


@dataclass(frozen=True, kw_only=True)
class Depot(Row):
    """A park in which a central depot of spare parts may stand: one depot for all hubs."""

    park: str = column("the park", "ref", refers_to="parks", example="kms-parus")
    capital_mrub: float = column("building cost", "number", unit="million RUB", low=0,
                                 high=100_000, assumed=True, example="110")  # fmt: skip
    running_mrub: float = column("running cost", "number", unit="million RUB a year", low=0,
                                 high=10_000, assumed=True, example="18")  # fmt: skip
    area_m2: float = column("area taken in the park", "number", unit="m2", low=1,
                            high=1_000_000, example="3000")  # fmt: skip
    build_quarters: int = column(
        "quarters from the decision until it works; used by plans over quarters", "integer", low=0,
        high=12, default=0, example="2",
    )  # fmt: skip
