"""Why a plan is as it is, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optimizer.plan.columns import in_columns
from optimizer.plan.next_words import next_words
from optimizer.plan.reasons import reasons
from optimizer.plan.words import Speech, speech

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_STAGES = {
    "report_h": "report", "parts_h": "parts", "queue_h": "queue", "go_h": "travel",
    "handson_h": "handson", "return_h": "travel",
}  # fmt: skip


def explain(plan: Plan, subject: str | None = None, lang: str = "en") -> str:
    """Why the plan is as it is: all of it, or one park or site by id or name (``en`` or ``ru``)."""
    words = speech(lang)
    why = reasons(plan, subject)
    tell = {"plan": _plan, "park": _park, "site": _site}[why["kind"]]
    return "\n".join(tell(_Teller(plan, words), why))


class _Teller:
    """Words with the names of a plan at hand."""

    def __init__(self, plan: Plan, words: Speech) -> None:
        region = plan.region
        self.plan = plan
        self.words = words
        self.parks = {p.id: words.named(p.name, p.name_ru) for p in region.parks}
        self.modes = {m.id: words.named(m.name, m.name_ru) for m in region.modes}

    def say(self, key: str, **values: object) -> str:
        return self.words.say(f"explain.{key}", **values)

    def hours(self, value: float) -> str:
        return self.words.number(value, 1)

    def name(self, row: Mapping[str, Any], of: str = "") -> str:
        return self.words.named(row[f"{of}name"], row[f"{of}name_ru"])

    def fleet(self, row: Mapping[str, Any]) -> str:
        return f"{self.name(row, 'site_')} / {self.name(row, 'class_')}"

    def park(self, park: str) -> str:
        return self.parks[park] if park else self.say("to_today")

    def stage(self, stage: str) -> str:
        return self.words.say(f"stage.{_STAGES[stage]}")


def _plan(tell: _Teller, why: Mapping[str, Any]) -> list[str]:
    number = tell.words.number
    hubs = [(tell.name(h), number(h["worth_mrub"]), number(h["cost_mrub"])) for h in why["hubs"]]
    fleets = [
        (tell.fleet(f), number(f["downtime_mrub"], 1), tell.hours(f["turnaround_h"]),
         tell.stage(f["longest"]))
        for f in why["fleets"]
    ]  # fmt: skip
    return [
        *_titled(tell.say("plan_hubs"), hubs),
        *_titled(tell.say("plan_stations"), _stations(tell, why["stations"])),
        *_titled(tell.say("plan_fleets"), fleets),
        *next_words(tell.plan, tell.words),
    ]


def _park(tell: _Teller, why: Mapping[str, Any]) -> list[str]:
    words, name = tell.words, tell.name(why)
    if not why["open"]:
        proven = "park_ruled_out" if why["ruled_out"] else "park_not_chosen"
        return [tell.say("park_closed", name=name), tell.say(proven)]
    cost = words.money(why["cost_mrub"], 1)
    lines = [
        tell.say("park_open", name=name, cost=cost, jobs=words.counted(float(why["jobs"]), "job"))
    ]
    if why["certain"]:
        lines.append(tell.say("park_certain"))
    if why["instead"] is None:
        lines.append(tell.say("park_needed"))
    else:
        instead = ", ".join(
            tell.say(
                "to_park", fleets=words.counted(go["fleets"], "fleet"), name=tell.park(go["park"])
            )
            for go in why["instead"]
        )
        worth = words.money(why["worth_mrub"])
        lines.append(tell.say("park_worth", worth=worth, instead=instead or "–"))
    fleets = [
        (tell.fleet(f), words.number(f["count"]), tell.hours(f["turnaround_h"]),
         tell.hours(f["today_h"]), f"{tell.park(f['next_park'])} {tell.hours(f['next_h'])}")
        for f in why["fleets"]
    ]  # fmt: skip
    return [
        *lines,
        *_titled(tell.say("park_fleets"), fleets),
        *_titled(tell.say("plan_stations"), _stations(tell, why["stations"])),
    ]


def _site(tell: _Teller, why: Mapping[str, Any]) -> list[str]:
    lines = [tell.say("site", name=tell.name(why))]
    for fleet in why["fleets"]:
        lines += _fleet(tell, fleet)
    return lines


def _fleet(tell: _Teller, fleet: Mapping[str, Any]) -> list[str]:
    words = tell.words
    about = {
        "fleet": tell.name(fleet, "class_"),
        "machines": words.counted(fleet["count"], "machine"),
        "hours": tell.hours(fleet["turnaround_h"]),
        "today": tell.hours(fleet["today_h"]),
    }
    if fleet["park"]:
        hub, way = tell.park(fleet["park"]), tell.say(fleet["way"])
        lines = [tell.say("served", hub=hub, way=way, **about)]
    else:
        lines = [tell.say("kept", **about), tell.say(f"kept_{fleet['kept_because']}")]
    travel = fleet["stages"]["go_h"] + fleet["stages"]["return_h"]
    stages = {"travel_h": travel, **fleet["stages"]}
    rows = [
        (words.say(f"stage.{stage.removesuffix('_h')}"), tell.hours(today),
         tell.hours(stages[stage]))
        for stage, today in fleet["today"].items()
    ]  # fmt: skip
    head = (words.say("stage.stage"), words.say("stage.today"), words.say("stage.plan"))
    lines += in_columns([head, *rows])
    if math.isfinite(fleet["next_h"]):
        name = tell.park(fleet["next_park"])
        lines.append(tell.say("next", name=name, hours=tell.hours(fleet["next_h"])))
    if fleet["hubs"]:
        each = (f"{tell.park(h['park'])} {tell.hours(h['turnaround_h'])}" for h in fleet["hubs"])
        lines.append(tell.say("hubs", list="; ".join(each)))
    return lines + _ways(tell, fleet["ways"])


def _ways(tell: _Teller, ways: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every way once, with the seasons in which it is taken."""
    seasons: dict[tuple[str, ...], list[str]] = {}
    first: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for way in ways:
        legs = tuple(_leg(tell, leg) for leg in way["legs"])
        seasons.setdefault(legs, []).append(tell.name(way))
        first.setdefault(legs, way)
    lines = []
    for legs, way in first.items():
        lines.append(
            tell.say(
                "way",
                season=", ".join(seasons[legs]),
                hours=tell.hours(way["hours"]),
                km=tell.words.number(way["km"]),
                legs="; ".join(legs) or tell.say("same_place"),
            )
        )
        if len(legs) > 1:
            lines.append(tell.say("longest", leg=legs[way["longest"]]))
    return lines


def _leg(tell: _Teller, leg: Mapping[str, Any]) -> str:
    named = tell.words.named
    return tell.say(
        "leg",
        mode=tell.modes.get(leg["mode"], ""),
        start=named(leg["from"], leg["from_ru"]),
        end=named(leg["to"], leg["to_ru"]),
        hours=tell.hours(leg["hours"] + leg["wait_h"]),
    ).strip()


def _stations(tell: _Teller, stations: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [
        (
            tell.park(s["park"]),
            tell.name(s),
            tell.words.number(s["waiting"], 2),
            tell.words.say("unit.hours", x=tell.hours(s["wait_h"])),
        )
        for s in stations
    ]


def _titled(title: str, rows: Sequence[tuple[str, ...]]) -> list[str]:
    return [title, *in_columns(rows), ""] if rows else []
