"""Parts that the region's fleets ask of their hubs, family by family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.region.region import Region
from optimizer.turnaround.demand import Demand


@dataclass(frozen=True, eq=False)
class Asked:
    """Demand of a part family.

    Attributes
    ----------
    cells
        (n,) fleets that ask for it.
    rate
        (S, n) parts per hour, each season.
    value
        Million RUB a year lost per machine that waits for a part of it.
    """

    cells: Ints
    rate: Array
    value: float


def asked_of(region: Region, d: Demand, rate: Array) -> dict[str, Asked]:
    """Demand of every part family that somebody asks for.

    Parameters
    ----------
    rate
        (S, D) repairs per hour.
    """
    need = {(n.family, n.machine_class): n.share for n in region.needs}
    found = {}
    for family in region.families:
        wanted = np.array(
            [need.get((family.id, region.classes[k].id), 0.0) for k in d.machine_class]
        )
        wanted = wanted * (1.0 - d.own_cover) * d.rate
        cells = np.flatnonzero(wanted > 0)
        if len(cells):
            # the family's demand follows the seasons of all its repairs together
            profile = rate[:, cells] @ (wanted[cells] / d.rate[cells]) / wanted[cells].sum()
            per_hour = profile[:, None] * wanted[cells]
            value = float((d.value[cells] @ per_hour.sum(axis=0)) / per_hour.sum())
            found[family.id] = Asked(cells, per_hour, value)
    return found
