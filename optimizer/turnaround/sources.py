"""What is built once and supplies all hubs: product lines, a central depot."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Sources
from optimizer.region.region import Region
from optimizer.turnaround.depots import DepotAt
from optimizer.turnaround.lines import LineAt


def sources_of(
    region: Region, lines: tuple[LineAt, ...], depots: tuple[DepotAt, ...] = ()
) -> Sources | None:
    """Lines, one park each unless more are allowed, then depots, one in all; area and power."""
    if not lines and not depots:
        return None
    kinds = list(dict.fromkeys(at.line.id for at in lines))
    most = [region.scenario.line_copies] * len(kinds) + [1] * bool(depots)
    places = [at.park.id for at in lines] + [at.park.id for at in depots]
    parks = list(dict.fromkeys(places))
    here = np.array([[place == park for place in places] for park in parks], dtype=float)
    area = np.array([at.line.area_m2 for at in lines] + [at.row.area_m2 for at in depots])
    power = np.array([at.line.power_mw for at in lines] + [0.0] * len(depots))
    rows = {p.id: p for p in region.parks}
    group = [kinds.index(at.line.id) for at in lines] + [len(kinds)] * len(depots)
    return Sources(
        cost=np.array([at.cost_mrub for at in lines] + [at.cost_mrub for at in depots]),
        group=np.array(group),
        most=np.array(most),
        use=np.concatenate([here * area, here * power]),
        limit=np.array([rows[p].area_m2 for p in parks] + [rows[p].power_mw for p in parks]),
        names=(
            *(f"{at.line.id} at {at.park.id}" for at in lines),
            *(f"depot at {at.park.id}, {at.policy:g}" for at in depots),
        ),
    )
