"""Ways of a plan: its hours against a second search through the tables, and against its legs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from optimizer.plan.audit.repairs import Repairs
from optimizer.plan.finding import Finding
from optimizer.plan.ways import plan_route, way_hours

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan


def wrong_ways(plan: Plan, repairs: Repairs) -> list[Finding]:
    """Hours between a hub and its fleets that the tables or the legs do not lead to."""
    findings: list[Finding] = []
    seen: set[tuple[int, str, float | None, int]] = set()
    for d, j in enumerate(plan.choice.served):
        if j < 0:
            continue
        fleet = plan.region.fleets[d]
        kmh = repairs.machine(fleet).tow_kmh
        for month in repairs.months:
            variant = plan.built.travel.month_variant(month)
            for tow in (False, True) if kmh is not None else (False,):
                key = (int(j), fleet.site, kmh if tow else None, variant)
                if key not in seen:
                    seen.add(key)
                    findings += _way(plan, repairs, d, int(j), month, tow)
    return findings


def _way(plan: Plan, repairs: Repairs, d: int, j: int, month: int, tow: bool) -> list[Finding]:
    """Findings on one way in one month."""
    park, fleet = plan.region.parks[j], plan.region.fleets[d]
    used = way_hours(plan, d, j, month, tow)
    what = f"{'tow' if tow else 'way'} between {park.id} and {fleet.site} in month {month}"
    findings = []
    if not plan.built.travel.from_matrix:
        kmh, site = repairs.machine(fleet).tow_kmh, repairs.site(fleet)
        ways = repairs.ways
        again = ways.tow(park, site, month, kmh) if tow and kmh else ways.crew(park, site, month)
        if not _close(used, again):
            findings.append(Finding(what, used, again))
    if math.isfinite(used):
        legs = plan_route(plan, d, j, month, tow)
        hours = math.fsum(leg.hours + leg.wait_h for leg in legs.legs)
        if not _close(used, hours):
            findings.append(Finding(f"legs of the {what}", used, hours))
        joined = zip(legs.legs, legs.legs[1:], strict=False)
        if any(one.destination.id != other.origin.id for one, other in joined):
            findings.append(Finding(f"legs of the {what}", "one way", "a gap between two legs"))
    return findings


def _close(a: float, b: float) -> bool:
    return a == b or math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6)
