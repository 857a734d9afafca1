"""Product lines: where each may stand, what it costs there, and how its parts come to the hubs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array
from optimizer.region.production import Line
from optimizer.region.region import Region
from optimizer.region.sites import Park
from optimizer.travel import Travel
from optimizer.travel.between_parks import between_parks

_OFFERED = 3
"""Parks offered to each line, one of a place: from where parts come to all parks soonest."""


@dataclass(frozen=True, eq=False)
class LineAt:
    """A line in a park.

    Attributes
    ----------
    cost_mrub
        A year: capital as an annuity and running cost, less what making its output here saves.
    way_h
        (S, J) hours of its parts from its park to every other.
    """

    line: Line
    park: Park
    cost_mrub: float
    way_h: Array


def lines_at(region: Region, travel: Travel) -> tuple[LineAt, ...]:
    """Lines that make sense in parks that have room for them; none where they are switched off."""
    if not region.scenario.lines:
        return ()
    wanted = [line for line in region.lines if line.volume >= line.least_volume]
    if not wanted:
        return ()
    way = _between(region, travel)
    found = []
    for line in wanted:
        fits = [i for i, park in enumerate(region.parks) if _fits(line, park)]
        nearest = sorted(fits, key=lambda i: (float(way[:, i].mean()), i))
        places = {region.parks[i].place: i for i in reversed(nearest)}  # the nearest of each place
        offered = [i for i in nearest if i in places.values()][:_OFFERED]
        for i in sorted(offered):
            cost = line_mrub(region, line, region.parks[i])
            found.append(LineAt(line, region.parks[i], cost, way[:, i]))
    return tuple(found)


def lines_in(region: Region, travel: Travel, lines: tuple[LineAt, ...]) -> tuple[LineAt, ...]:
    """The same lines in the same parks, with the costs and ways of another region: a quarter."""
    if not lines:
        return ()
    way, index = _between(region, travel), {p.id: i for i, p in enumerate(region.parks)}
    return tuple(
        LineAt(at.line, at.park, line_mrub(region, at.line, at.park), way[:, index[at.park.id]])
        for at in lines
    )


def _between(region: Region, travel: Travel) -> Array:
    """(S, J, J) hours of parts between parks."""
    by_month = between_parks(travel)  # (12, J, J)
    return np.array([
        np.mean([by_month[m - 1] for m in s.months], axis=0) for s in region.seasons
    ])  # fmt: skip


def _fits(line: Line, park: Park) -> bool:
    room = park.area_m2 >= line.area_m2 and park.power_mw >= line.power_mw
    return room and (park.rail_siding or not line.rail)


def line_mrub(region: Region, line: Line, park: Park) -> float:
    """Million RUB a year of a line in a park, less what it saves."""
    capital = line.capital_mrub * region.scenario.annuity_rate * park.capital_factor
    saved = line.volume * line.saves_krub / 1000.0
    return capital + line.running_mrub * park.running_factor - saved
