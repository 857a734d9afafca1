"""Checks across the tables; each looks only at what was legal by itself."""

from __future__ import annotations

from pathlib import Path

from optimizer.region.checks.keys import check_keys
from optimizer.region.checks.references import check_references
from optimizer.region.findings import Findings
from optimizer.region.record import Facts
from optimizer.region.scenario import Scenario


def check_all(facts: Facts, rules: Scenario | None, folder: Path, findings: Findings) -> None:
    """Run every check and note what it finds."""
    check_references(facts, findings)
    check_keys(facts, findings)
