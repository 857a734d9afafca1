"""Tables of what may be made in a park: product lines and the spare parts they supply."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row


@dataclass(frozen=True, kw_only=True)
class Line(Row):
    """A product line that may be set up in a park."""

    id: str = column("short name used by line_parts", "id", example="small_parts")
    name: str = column("name in English", "text", example="hoses, filters, seals")
    name_ru: str = column("name in Russian", "text", default="",
                          example="рукава, фильтры, уплотнения")  # fmt: skip
    capital_mrub: float = column("building cost", "number", unit="million RUB", low=0,
                                 high=1_000_000, assumed=True, example="45")  # fmt: skip
    running_mrub: float = column("running cost", "number", unit="million RUB a year", low=0,
                                 high=100_000, assumed=True, example="15")  # fmt: skip
    jobs: float = column("people employed", "number", low=0, high=100_000, default=0.0,
                         example="25")  # fmt: skip
    area_m2: float = column("area taken in the park", "number", unit="m2", low=1,
                            high=10_000_000, example="800")  # fmt: skip
    power_mw: float = column("electric power taken in the park", "number", unit="MW", low=0,
                             high=10_000, default=0.0, example="0.3")  # fmt: skip
    rail: bool = column("it needs a railway siding", "flag", default=False, example="no")
    volume: float = column("main output that the region and its neighbours would take", "number",
                           unit="units a year", low=0, high=100_000_000, assumed=True,
                           example="9000")  # fmt: skip
    least_volume: float = column("main output below which the line makes no sense", "number",
                                 unit="units a year", low=0, high=100_000_000, default=0.0,
                                 example="8000")  # fmt: skip
    saves_krub: float = column(
        "what each unit of its main output made here saves, freight of spare parts not counted",
        "number", unit="thousand RUB", low=0, high=1_000_000, assumed=True, default=0.0,
        example="0.5",
    )  # fmt: skip
    build_quarters: int = column(
        "quarters from the decision until it works; used by plans over quarters", "integer", low=0,
        high=12, default=0, example="1",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LinePart(Row):
    """A part family that a product line supplies."""

    line: str = column("the line", "ref", refers_to="lines", example="small_parts")
    family: str = column("the part family", "ref", refers_to="families", example="belaz_small")
    share: float = column("share of the family's demand that the line supplies", "number",
                          low=0, high=1, example="0.3")  # fmt: skip
    lead_h: float = column("hours from an order until the part leaves the line's park", "number",
                           unit="h", low=0.1, high=8760, assumed=True, example="24")  # fmt: skip
