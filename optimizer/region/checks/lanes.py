"""Lanes that take the parts they are said to carry."""

from __future__ import annotations

from collections import defaultdict

from optimizer.region.findings import Findings
from optimizer.region.record import Facts, Record
from optimizer.region.resources import Family
from optimizer.region.supply import Carry, Lane
from optimizer.region.unit_hint import plain


def check_lanes(facts: Facts, findings: Findings) -> None:
    """No mean piece of a family is heavier than a lane takes that is said to carry it."""
    families = {row.id: row for row, _ in facts.of(Family)}
    carried: dict[str, list[tuple[Family, Record]]] = defaultdict(list)
    for carry, record in facts.of(Carry):
        if carry.family in families:
            carried[carry.lane].append((families[carry.family], record))
    for lane, record in facts.of(Lane):
        if lane.max_piece_kg is not None and carried[lane.id]:
            _check_weights(lane.max_piece_kg, record, carried[lane.id], findings)


def _check_weights(
    limit: float, lane: Record, carried: list[tuple[Family, Record]], findings: Findings
) -> None:
    heavy = [(family, record) for family, record in carried if family.weight_kg > limit]
    if len(heavy) == len(carried):
        lightest = min((family for family, _ in heavy), key=lambda family: family.weight_kg)
        what = (
            f"is less than the weight of every family that the lane carries "
            f"(lightest: '{lightest.id}', {plain(lightest.weight_kg)} kg)"
        )
        lane.add_to(findings, "max_piece_kg", what, "raise it, or drop the lane")
        return
    for family, record in heavy:
        what = f"a piece weighs {plain(family.weight_kg)} kg, the lane takes {plain(limit)} kg"
        fix = "drop the row, or check weight_kg in families and max_piece_kg in lanes"
        record.add_to(findings, "family", what, fix)
