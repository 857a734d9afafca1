"""What cold does to a repair, month by month, from the tables of climate and cold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.region.region import Region
from optimizer.simulate.network import MONTHS, Months
from optimizer.travel.offroad import Point, great_circle_km


def cold_factors(region: Region, points: Sequence[Point], setting: str) -> list[Months]:
    """Factor on the hours of work at each point by month; setting ``outdoor`` or ``bay``."""
    if not region.climate:
        return [(1.0,) * MONTHS for _ in points]
    places = {place.id: place for place in region.places}
    stations = [places[row.place] for row in region.climate]
    nearest = np.argmin(great_circle_km(points, stations), axis=1)
    return [
        tuple(_factor(region, setting, celsius) for celsius in region.climate[n].months)
        for n in nearest
    ]


def _factor(region: Region, setting: str, celsius: float) -> float:
    """Of the steps that lie above this temperature the lowest one counts."""
    steps = [row for row in region.cold if row.setting == setting and celsius < row.below_c]
    return min(steps, key=lambda row: row.below_c).factor if steps else 1.0
