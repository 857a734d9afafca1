"""Rows of a plan file: every fleet once, every hub once, nothing that nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from optimizer.plan.finding import Finding
from optimizer.region.region import Region


def wrong_rows(region: Region, data: Mapping[str, Any]) -> list[Finding]:
    """Fleets that are missing or assigned twice, and parks with two hubs."""
    assigned = Counter((row["site"], row["class"]) for row in data["assignments"])
    findings = []
    for fleet in region.fleets:
        times = assigned[fleet.site, fleet.machine_class]
        if times != 1:
            name = f"{fleet.site} / {fleet.machine_class}"
            findings.append(Finding("assignments", times, 1, words=f"{name} stands {times} times"))
    hubs = Counter(hub["park"] for hub in data["hubs"])
    findings += [
        Finding("hubs", times, 1, words=f"{park} stands {times} times")
        for park, times in hubs.items()
        if times != 1
    ]
    return findings
