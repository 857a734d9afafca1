"""Checks across the tables; each looks only at what was legal by itself."""

from __future__ import annotations

from pathlib import Path

from optimizer.region.checks.calendar import check_calendar
from optimizer.region.checks.depots import check_depots
from optimizer.region.checks.fleets import check_fleets
from optimizer.region.checks.keys import check_keys
from optimizer.region.checks.lanes import check_lanes
from optimizer.region.checks.lines import check_lines
from optimizer.region.checks.links import check_links
from optimizer.region.checks.minutes import check_minutes
from optimizer.region.checks.needs import check_needs
from optimizer.region.checks.points import check_points
from optimizer.region.checks.quarters import check_quarters
from optimizer.region.checks.reach import check_reach
from optimizer.region.checks.references import check_references
from optimizer.region.checks.rules import check_rules
from optimizer.region.checks.switches import check_switches
from optimizer.region.findings import Findings
from optimizer.region.record import Facts
from optimizer.region.scenario_file import ReadScenario


def check_all(facts: Facts, scenario: ReadScenario, folder: Path, findings: Findings) -> None:
    """Run every check and note what it finds."""
    check_references(facts, findings)
    check_keys(facts, findings)
    check_points(facts, findings)
    check_links(facts, findings)
    check_calendar(facts, findings)
    check_fleets(facts, scenario, findings)
    check_needs(facts, findings)
    check_lanes(facts, findings)
    check_lines(facts, scenario, findings)
    check_depots(facts, scenario, findings)
    check_switches(facts, scenario, findings)
    check_quarters(facts, scenario, findings)
    check_minutes(facts, findings)
    check_rules(facts, scenario, folder, findings)
    # A matrix of the user's own replaces the network.
    if scenario.rules is None or not scenario.rules.matrix:
        check_reach(facts, findings)
