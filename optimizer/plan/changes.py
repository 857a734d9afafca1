"""What differs between two choices for the same hubs, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.plan.supply_words import supply_words
from optimizer.plan.words import Speech, speech

if TYPE_CHECKING:
    from optimizer.model.choice import Choice
    from optimizer.plan.plan import Plan


def changes(plan: Plan, other: Choice, lang: str) -> list[str]:
    """New lines, then what is changed at the hubs, first what saves most of the waiting."""
    words, later = speech(lang), replace(plan, choice=other)
    return _lines(plan, later, words) + _hubs(plan, later, words)


def _lines(plan: Plan, later: Plan, words: Speech) -> list[str]:
    said = []
    before, after = (one.choice.sources(plan.problem) for one in (plan, later))
    keys = (
        ("line_new", "depot_new", after & ~before),
        ("line_gone", "depot_gone", before & ~after),
    )
    for line, depot, which in keys:
        for number in np.flatnonzero(which[len(plan.built.lines) :]):
            park = plan.built.depots[number].park
            said.append(words.say(f"next.{depot}", park=words.named(park.name, park.name_ru)))
        for number in np.flatnonzero(which[: len(plan.built.lines)]):
            at = plan.built.lines[number]
            said.append(
                words.say(
                    f"next.{line}", line=words.named(at.line.name, at.line.name_ru),
                    park=words.named(at.park.name, at.park.name_ru),
                )
            )  # fmt: skip
    return said


def _hubs(plan: Plan, later: Plan, words: Speech) -> list[str]:
    saved = plan.evaluation.waiting - later.evaluation.waiting
    before, after = plan.choice.level, later.choice.level
    changed = np.argwhere((before != after) & (before >= 0) & (after >= 0))
    order = np.argsort(-saved[changed[:, 0], changed[:, 1]], kind="stable")
    return [_station(plan, later, int(k), int(j), words) for k, j in changed[order]]


def _station(plan: Plan, later: Plan, k: int, j: int, words: Speech) -> str:
    """A pool or a family with its numbers before and after."""
    station, region, park = plan.problem.stations[k], plan.region, plan.region.parks[j]
    before, after = int(plan.choice.level[k, j]), int(later.choice.level[k, j])
    about = {"park": words.named(park.name, park.name_ru)}
    if station.kind == "servers":
        pool = next(p for p in region.pools if p.id == station.name)
        servers = sorted(v.servers for v in region.levels if v.pool == pool.id)
        return words.say("next.servers", name=words.named(pool.name, pool.name_ru),
                         before=servers[before], after=servers[after], **about)  # fmt: skip
    family = next(f for f in region.families if f.id == station.name)
    kits = [int(getattr(station.curves[v], "pieces", 0)) for v in (before, after)]
    way, said = later.way_of(k, j), ""
    if way is not plan.way_of(k, j):
        said = words.say("next.way", way=supply_words(region, plan.built.lines, way, words))
    return words.say("next.kit", name=words.named(family.name, family.name_ru), way=said,
                     before=words.number(kits[0]), after=words.counted(kits[1], "piece"),
                     **about)  # fmt: skip
