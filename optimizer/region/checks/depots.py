"""Central depots that fit where they are offered."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.record import Facts
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.sites import Park
from optimizer.region.supply import Depot
from optimizer.region.unit_hint import plain


def check_depots(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """Where a depot is asked for, its park has room for it."""
    if scenario.rules is None or not scenario.rules.depot or not facts.sound(Park):
        return
    free = {park.id: park.area_m2 for park, _ in facts.of(Park)}
    for depot, record in facts.of(Depot):
        if depot.park in free and depot.area_m2 > free[depot.park]:
            what = f"the depot does not fit: {depot.park} has {plain(free[depot.park])} m2 free"
            fix = "give parks area_m2, choose another park, or drop the row"
            record.add_to(findings, "area_m2", what, fix)
