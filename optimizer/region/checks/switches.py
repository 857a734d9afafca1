"""What a scenario switches on has its tables."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.production import Line, LinePart
from optimizer.region.record import Facts
from optimizer.region.resources import Family
from optimizer.region.row import Row
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.supply import Carry, Lane

_NEEDED: dict[str, tuple[type[Row], ...]] = {
    "lanes": (Lane, Carry, Family),
    "lines": (Line,),
}


def check_switches(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """A feature that the scenario asks for is in the data."""
    for key, row_types in _NEEDED.items():
        if scenario.rules is None or not getattr(scenario.rules, key):
            continue
        # Lines may save money only, but parts that they supply must be known ones.
        named = (*row_types, Family) if key == "lines" and any(facts.of(LinePart)) else row_types
        absent = [one for one in named if facts.sound(one) and not any(facts.of(one))]
        if absent:
            files = " and ".join(facts.where(one).file for one in absent)
            what = f"key '{key}' is on, and there are no rows in {files}"
            findings.add(scenario.where(key), what, fix=f"write them, or set {key} = false")
