"""What a scenario switches on has its tables."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.production import LinePart
from optimizer.region.record import Facts
from optimizer.region.resources import Family
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.tables import TABLES

SWITCHES = tuple(dict.fromkeys(table.switch for table in TABLES if table.switch))


def check_switches(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """A feature that the scenario asks for is in the data."""
    for key in SWITCHES:
        if scenario.rules is None or not getattr(scenario.rules, key):
            continue
        named = [table.row for table in TABLES if table.switch == key]
        if key == "lines" and not any(facts.of(LinePart)):
            named.remove(LinePart)  # lines may save money only
        else:
            named.append(Family)
        absent = [one for one in named if facts.sound(one) and not any(facts.of(one))]
        if absent:
            files = " and ".join(facts.where(one).file for one in absent)
            what = f"key '{key}' is on, and there are no rows in {files}"
            findings.add(scenario.where(key), what, fix=f"write them, or set {key} = false")
