"""What every row of every table carries: where the fact comes from."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column


@dataclass(frozen=True, kw_only=True)
class Row:
    """Provenance of a row; the tables extend it."""

    source: str = column(
        "who published the fact, or how it was derived",
        "text",
        default="",
        example="own survey 2026",
        provenance=True,
    )
    confidence: str = column(
        "how far the row can be trusted",
        "choice",
        choices=("high", "medium", "low"),
        default="medium",
        example="high",
        provenance=True,
    )
    assumption: bool = column(
        "yes where nobody published the value: it stays labelled everywhere it is shown",
        "flag",
        default=False,
        example="no",
        provenance=True,
    )
