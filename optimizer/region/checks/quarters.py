"""A plan over quarters can be made of the facts."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.region.findings import Findings
from optimizer.region.production import Line
from optimizer.region.record import Facts
from optimizer.region.resources import Size
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.supply import Depot


def check_quarters(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """Something can be finished in time."""
    rules = scenario.rules
    if rules is None or rules.roll_out is None:
        return
    sizes = [row.build_quarters for row, _ in facts.of(Size)]
    if facts.sound(Size) and sizes and min(sizes) >= rules.roll_out.quarters:
        what = f"no hub can be finished in {rules.roll_out.quarters} quarters"
        fix = f"plan more quarters; the quickest hub takes {min(sizes)} (sizes, build_quarters)"
        findings.add(scenario.where("roll_out.quarters"), what, fix=fix)
    _check_once(facts.sound(Line), [row for row, _ in facts.of(Line)], "lines", scenario, findings)
    _check_once(
        facts.sound(Depot), [row for row, _ in facts.of(Depot)], "depot", scenario, findings
    )


def _check_once(
    sound: bool, rows: Sequence[Line | Depot], key: str, scenario: ReadScenario,
    findings: Findings,
) -> None:  # fmt: skip
    """Some line, or the depot, can be finished in time where it is asked for."""
    rules = scenario.rules
    if rules is None or rules.roll_out is None or not getattr(rules, key) or not (sound and rows):
        return
    quickest, quarters = min(row.build_quarters for row in rows), rules.roll_out.quarters
    if quickest >= quarters:
        one, table = ("line", "lines") if key == "lines" else ("depot", "depots")
        what = f"no {one} can be finished in {quarters} quarters"
        fix = (
            f"plan more quarters, or set {key} = false; the quickest takes {quickest} "
            f"({table}, build_quarters)"
        )
        findings.add(scenario.where(key), what, fix=fix)
