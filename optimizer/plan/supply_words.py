"""How parts come to a hub, in words."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.plan.words import Speech
from optimizer.problem import NO_SOURCE
from optimizer.region.region import Region
from optimizer.turnaround.lines import LineAt
from optimizer.turnaround.ways import USUAL, Way


def supply_words(region: Region, lines: Sequence[LineAt], way: Way, words: Speech) -> str:
    """Where the parts of a way of supply come from, with shares where there is more than one."""
    lanes = {lane.id: words.named(lane.name, lane.name_ru) for lane in region.lanes}
    lanes[USUAL] = words.say("next.usual")
    if way.depot_park is not None:
        park = way.depot_park
        return words.say("next.from_depot", park=words.named(park.name, park.name_ru),
                         lane=lanes[way.lanes[0][0]])  # fmt: skip
    from_where = [(lanes[lane], share) for lane, share in way.lanes]
    if way.line != NO_SOURCE:
        at = lines[way.line]
        made = words.say("next.from_line", line=words.named(at.line.name, at.line.name_ru),
                         park=words.named(at.park.name, at.park.name_ru))  # fmt: skip
        from_where.insert(0, (made, way.line_share))
    if len(from_where) == 1:
        return from_where[0][0]
    return " + ".join(f"{words.share(share, 0)} {what}" for what, share in from_where)
