"""Product lines of a plan in words: where, with how many jobs, for how much, to what effect."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from optimizer.plan.words import Speech
from optimizer.solve.status import Status

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_LEAST_MRUB = 0.05
"""An effect below this is told as none."""


def line_words(plan: Plan, words: Speech) -> list[str]:
    """Product lines, where they are asked for, and the plan without them."""
    if not plan.region.scenario.lines:
        return []
    if plan.lines.empty:
        done = plan.status == Status.OPTIMAL
        return [words.say("summary.no_lines" if done else "summary.no_lines_yet")]
    lines = [words.say("summary.lines")]
    *each, together = plan.line_effects.to_dict("records")
    for row, effect in zip(plan.lines.to_dict("records"), each, strict=True):
        lines += [_line(row, words), line_effect(effect, words)]
    return [*lines, _without(plan, together, words)] if len(plan.lines) > 1 else lines


def _line(row: dict[Any, Any], words: Speech) -> str:
    return words.say(
        "summary.line_saves" if row["cost_mrub"] < 0 else "summary.line_costs",
        name=words.named(row["name"], row["name_ru"]),
        park=words.named(row["park_name"], row["park_name_ru"]),
        money=words.money(abs(float(row["cost_mrub"])), 1),
        jobs=words.counted(float(row["jobs"]), "job"),
        families=words.counted(float(row["families"]), "family"),
    )


def line_effect(row: dict[Any, Any], words: Speech) -> str:
    """What a line is good for, beside the plan without it."""
    worth = float(row["saved_mrub"])
    if math.isinf(worth):
        return words.say("summary.line_needed")
    if worth < _LEAST_MRUB:
        return words.say("summary.line_idle")
    hours = words.say("unit.hours", x=words.number(float(row["turnaround_h"]), 1))
    return words.say("summary.line_worth", worth=words.money(worth), hours=hours)


def _without(plan: Plan, effect: dict[Any, Any], words: Speech) -> str:
    """Turnaround with and without anything made here."""
    planned = plan.figures["turnaround_h"]["plan"]
    if math.isinf(effect["saved_mrub"]):
        return words.say("summary.without_lines_none")
    return words.say(
        "summary.without_lines", hours=words.number(planned + effect["turnaround_h"], 1),
        plan=words.number(planned, 1),
        worth=words.money(effect["saved_mrub"]),
    )  # fmt: skip
