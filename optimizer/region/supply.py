"""Tables of the way of spare parts: lanes to the gateway, and what each carries."""

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
