"""Tables of the calendar: seasons, temperatures and what cold does to a repair."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row


@dataclass(frozen=True, kw_only=True)
class Season(Row):
    """Months with the same ways open; the seasons together cover the year once."""

    id: str = column("short name", "id", example="winter")
    name: str = column("name in English", "text", example="Winter")
    name_ru: str = column("name in Russian", "text", default="", example="Зима")
    months: frozenset[int] = column("its months, e.g. 12-3", "months", example="1-3")


@dataclass(frozen=True, kw_only=True)
class Climate(Row):
    """Mean temperature by month at one station; a site takes the nearest station's."""

    place: str = column("where the station is", "ref", refers_to="places", example="khabarovsk")
    months: tuple[float, ...] = column(
        "twelve columns, mean temperature of the month", "number", unit="degrees C",
        low=-70, high=50, monthly=True,
        example="-19.2 -14.9 -5.7 4.9 12.8 18.0 21.4 20.0 14.0 5.4 -6.6 -17.1",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Cold(Row):
    """A step of the cold factor: below this temperature hands-on hours are multiplied."""

    setting: str = column("where the repair is done", "choice", choices=("outdoor", "bay"),
                          example="outdoor")  # fmt: skip
    below_c: float = column("applies below this temperature", "number", unit="degrees C",
                            low=-80, high=50, example="-15")  # fmt: skip
    factor: float = column("hands-on hours are multiplied by it", "number", low=1, high=10,
                           example="1.25")  # fmt: skip
