"""Seasons cover the year once, and what happens by month can happen."""

from __future__ import annotations

from optimizer.region.findings import Findings
from optimizer.region.machines import Activity
from optimizer.region.record import Facts, Record
from optimizer.region.seasons import Climate, Cold, Season


def check_calendar(facts: Facts, findings: Findings) -> None:
    """Every month lies in exactly one season; failures happen in some month."""
    _check_seasons(facts, findings)
    for activity, record in facts.of(Activity):
        if not any(activity.months):
            what = "is zero in every month, so the class never fails"
            record.add_to(findings, "jan", what, "give relative failures, or drop the row")
    steps = list(facts.of(Cold))
    if steps and facts.sound(Climate) and not list(facts.of(Climate)):
        what = "the cold factor needs temperatures, and there is no climate table"
        findings.warn(facts.where(Cold), what, fix="add climate.csv")


def _check_seasons(facts: Facts, findings: Findings) -> None:
    season_of: dict[int, Record] = {}
    for season, record in facts.of(Season):
        doubled = sorted(month for month in season.months if month in season_of)
        if doubled:
            earlier = season_of[doubled[0]].cells["id"].text
            what = f"month {_listed(doubled)} lies in '{earlier}' too"
            record.add_to(findings, "months", what, "give every month to one season")
        season_of.update(dict.fromkeys(season.months, record))
    absent = sorted(set(range(1, 13)) - set(season_of))
    if absent and facts.sound(Season) and season_of:
        what = f"the seasons do not cover the year: no season has month {_listed(absent)}"
        findings.add(facts.where(Season), what, column="months", fix="add it to a season")


def _listed(months: list[int]) -> str:
    return ", ".join(str(month) for month in months)
