"""Ways of a family through a depot: from its stock to the hubs, by a lane to its stock."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.problem import Array
from optimizer.region.resources import Family
from optimizer.turnaround.asked import Asked
from optimizer.turnaround.depot_stock import DepotStock
from optimizer.turnaround.depots import DepotAt
from optimizer.turnaround.ways import Way


def through_depots(
    family: Family, asked: Asked, share: Array, depots: tuple[DepotAt, ...], first_source: int
) -> tuple[Way, ...]:
    """A way through each depot that keeps the family.

    The depot is asked by the whole region, whoever comes to use it: where few do, it owes less than
    the model says.

    Parameters
    ----------
    first_source
        Number of the first depot among the sources.
    """
    rate, ways = asked.rate.sum(axis=1), []
    for number, at in enumerate(depots):
        if family.id in at.carried:
            kept = at.carried[family.id]
            stock = DepotStock(
                kept.stock, rate * (np.array(kept.inbound.hours) + at.to_depot_h),
                rate[:, None] * at.to_hub_h, share,
            )  # fmt: skip
            ways.append(
                replace(
                    kept.inbound, depot=number, depot_park=at.park, stock=stock,
                    source=first_source + number,
                )
            )  # fmt: skip
    return tuple(ways)
