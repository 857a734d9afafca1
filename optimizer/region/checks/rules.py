"""What the scenario names is there."""

from __future__ import annotations

from pathlib import Path

from optimizer.region.findings import Findings
from optimizer.region.geography import Place
from optimizer.region.record import Facts
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.suggest import did_you_mean, nearest


def check_rules(facts: Facts, scenario: ReadScenario, folder: Path, findings: Findings) -> None:
    """The gateway is a place, the matrix is a file."""
    rules = scenario.rules
    if rules is None:
        return
    places = {place.id for place, _ in facts.of(Place)}
    if rules.gateway and facts.sound(Place) and rules.gateway not in places:
        what = "key 'gateway' is no id of 'places'"
        fix = did_you_mean(rules.gateway, places)
        findings.add(scenario.where("gateway"), what, got=rules.gateway, fix=fix)
    if rules.matrix and not (folder / rules.matrix).is_file():
        near = nearest(rules.matrix, [path.name for path in folder.glob("*.csv")], cutoff=0.75)
        fix = f"did you mean '{near}'?" if near else "put it into the folder of the region"
        what = "key 'matrix' names no file of the region"
        findings.add(scenario.where("matrix"), what, got=rules.matrix, fix=fix)
