"""Product lines that fit somewhere and are good for something."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.production import Line, LinePart
from optimizer.region.record import Facts, Record
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.sites import Park
from optimizer.region.unit_hint import plain


def check_lines(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """Every line fits in some park where lines are on, and supplies a part or saves money."""
    rules = scenario.rules
    used = rules is not None and rules.lines
    supplying = {part.line for part, _ in facts.of(LinePart) if part.share > 0}
    parks = [park for park, _ in facts.of(Park)]
    for line, record in facts.of(Line):
        if facts.sound(LinePart) and line.id not in supplying and not line.saves_krub:
            what = "the line supplies no part and saves nothing, so no plan will have it"
            record.warn_in(findings, "id", what, "add rows to line_parts, or give saves_krub")
        if used and facts.sound(Park) and not any(_fits(line, park) for park in parks):
            _note_too_large(line, parks, record, findings)


def _fits(line: Line, park: Park) -> bool:
    siding = park.rail_siding or not line.rail
    return siding and line.area_m2 <= park.area_m2 and line.power_mw <= park.power_mw


def _note_too_large(line: Line, parks: list[Park], record: Record, findings: Findings) -> None:
    """Blame the first need that no park meets, or else all of them together."""
    area = max(park.area_m2 for park in parks)
    power = max(park.power_mw for park in parks)
    fix = "give parks area_m2, power_mw and rail_siding, or drop the line"
    if line.area_m2 > area:
        what = f"the line fits in no park: the most free area is {plain(area)} m2"
        record.add_to(findings, "area_m2", what, fix)
    elif line.power_mw > power:
        what = f"the line fits in no park: the most free power is {plain(power)} MW"
        record.add_to(findings, "power_mw", what, fix)
    elif line.rail and not any(park.rail_siding for park in parks):
        record.add_to(findings, "rail", "the line fits in no park: none has a siding", fix)
    else:
        what = "the line fits in no park: none has its area, power and siding together"
        record.add_to(findings, "id", what, fix)
