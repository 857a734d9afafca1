"""Shares that are parts of one whole."""

from __future__ import annotations

from collections import defaultdict

from optimizer.region.column import LEVELS
from optimizer.region.findings import Findings
from optimizer.region.record import Facts, Record
from optimizer.region.resources import Need

_ROUNDING = 1e-6


def check_needs(facts: Facts, findings: Findings) -> None:
    """The repairs of a class that need some part are no more than all its repairs."""
    by_class: dict[str, list[Record]] = defaultdict(list)
    for need, record in facts.of(Need):
        by_class[need.machine_class].append(record)
    for name, records in by_class.items():
        sums = {
            level: sum(float(record.values[f"share_{level}"]) for record in records)
            for level in LEVELS
        }
        level = max(LEVELS, key=lambda one: sums[one])
        if sums[level] > 1 + _ROUNDING:
            what = f"the {level} shares of class '{name}' sum to {sums[level]:.4g}, more than 1"
            fix = "lower them: a repair needs one family or none"
            records[-1].add_to(findings, f"share_{level}", what, fix)
