"""Every site must be in reach of a crew, and every park in reach of parts, in every month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import InputError
from optimizer.travel import profile as profiles
from optimizer.travel.network import MONTHS
from optimizer.travel.offroad import straight_modes
from optimizer.travel.times import Travel


def check_reach(travel: Travel) -> None:
    """Raise one `InputError` that names all sites and parks out of reach, and what mends it."""
    region = travel.region
    problems = []
    cut_off = np.isinf(travel.crew_h.min(axis=1))
    for i, site in enumerate(region.sites):
        months = _closed(travel, cut_off[:, i])
        if months:
            problems.append(
                f"sites: a crew reaches '{site.id}' from no park in {months}; {_mend(travel, i)}"
            )
    for j, park in enumerate(region.parks):
        months = _closed(travel, np.isinf(travel.parts_h[:, j]))
        if months:
            problems.append(
                f"parks: parts do not get from '{region.scenario.gateway}' to '{park.id}' in "
                f"{months}; open a link to '{park.place}' to a mode with parts = yes, or give a "
                "mode with reach 'anywhere' and parts = yes"
            )
    if problems:
        raise InputError(problems)


def _closed(travel: Travel, out_of_reach: NDArray[np.bool_]) -> str:
    """Months of the variants that are out of reach, in words; empty when there are none."""
    months = sorted(m for v in np.flatnonzero(out_of_reach) for m in travel.variants[v])
    if len(months) == len(MONTHS):
        return "any month"
    return f"month {', '.join(str(m) for m in months)}" if months else ""


def _mend(travel: Travel, site: int) -> str:
    """Say what would let a crew reach the site."""
    region, place = travel.region, travel.region.sites[site].place
    air = "give a mode with reach 'anywhere' and crew = yes"
    away_km = float(travel.network.joint_km[len(region.parks) + site])
    if away_km and not straight_modes(region, profiles.crew(region), "last_km"):
        return (
            f"it lies {away_km:.1f} km from '{place}': give a mode with reach 'last_km' and "
            f"crew = yes, or {air}"
        )
    return f"open a link to '{place}' in these months, or {air}"
