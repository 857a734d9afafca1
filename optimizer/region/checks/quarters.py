"""A plan over quarters can be made of the facts."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.record import Facts
from optimizer.region.resources import Size
from optimizer.region.scenario_file import ReadScenario


def check_quarters(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """Something can be finished in time, and nothing is asked for that has one period only."""
    rules = scenario.rules
    if rules is None or rules.roll_out is None:
        return
    for key, what in (("lines", "product lines are"), ("depot", "a depot is")):
        if getattr(rules, key):
            told = f"{what} planned for one period, not yet over quarters"
            findings.add(scenario.where(key), told, fix=f"set {key} = false, or drop roll_out")
    sizes = [row.build_quarters for row, _ in facts.of(Size)]
    if facts.sound(Size) and sizes and min(sizes) >= rules.roll_out.quarters:
        what = f"no hub can be finished in {rules.roll_out.quarters} quarters"
        fix = f"plan more quarters; the quickest hub takes {min(sizes)} (sizes, build_quarters)"
        findings.add(scenario.where("roll_out.quarters"), what, fix=fix)
