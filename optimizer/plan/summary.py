"""A plan in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.plan.line_words import line_words
from optimizer.plan.next_words import next_words
from optimizer.plan.words import Speech, speech
from optimizer.solve.status import Status

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_NAMED = 3
"""Names in a list before 'and n more'."""


def summary(plan: Plan, lang: str = "en") -> str:
    """The plan in plain words (``en`` or ``ru``): what to build, what it does, how sure it is."""
    words = speech(lang)
    parts = (_head, _hubs, line_words, _depot, _kept, _hours, _next, _proof)
    return "\n\n".join(text for part in parts if (text := "\n".join(part(plan, words))))


def _head(plan: Plan, words: Speech) -> list[str]:
    figures, region = plan.figures, plan.region
    rules = region.scenario
    title = words.say(
        "summary.title",
        region=words.named(region.title["en"], region.title.get("ru", "")),
        scenario=words.named(rules.title, rules.title_ru) or rules.name,
        values=words.say(f"values.{rules.values}"),
    )
    hours, down = figures["turnaround_h"], figures["machines_down"]
    change = ""
    if math.isfinite(hours["today"]) and hours["today"] > 0:
        change = f" ({words.share(hours['plan'] / hours['today'] - 1.0, 0)})"
    lines = [
        title,
        words.say("summary.turnaround", plan=words.number(hours["plan"], 1),
                  today=words.number(hours["today"], 1), change=change),
        words.say("summary.down", plan=words.number(down["plan"], 1),
                  today=words.number(down["today"], 1),
                  machines=words.number(figures["machines"]),
                  available=words.share(figures["availability"]["plan"]),
                  available_today=words.share(figures["availability"]["today"])),
        words.say("summary.money_lines" if len(plan.lines) else "summary.money",
                  downtime=words.money(figures["downtime_mrub"]["plan"]),
                  downtime_today=words.money(figures["downtime_mrub"]["today"]),
                  cost=words.money(figures["cost_mrub"], 1),
                  budget=words.money(figures["budget_mrub"]),
                  jobs=words.counted(figures["jobs"], "job")),
    ]  # fmt: skip
    if not math.isfinite(hours["today"]):
        lines.append(words.say("summary.no_today"))
    if rules.reach_target_h is not None:
        lines.append(
            words.say("summary.reach", target=words.number(rules.reach_target_h),
                      plan=words.share(figures["reach_share"]["plan"], 0),
                      today=words.share(figures["reach_share"]["today"], 0))
        )  # fmt: skip
    return lines


def _hubs(plan: Plan, words: Speech) -> list[str]:
    if plan.hubs.empty:
        done = plan.status == Status.OPTIMAL
        return [words.say("summary.build_nothing" if done else "summary.build_nothing_yet")]
    lines = [words.say("summary.build")]
    for n, hub in enumerate(plan.hubs.to_dict("records"), start=1):
        lines += _hub(plan, words, n, hub)
    return lines


def _hub(plan: Plan, words: Speech, n: int, hub: dict[Any, Any]) -> list[str]:
    park = hub["park"]
    stations = plan.stations[plan.stations["park"] == park]
    pools = stations[stations["kind"] == "servers"]
    size = next(s for s in plan.region.sizes if s.id == hub["size"])
    stock = float(stations["stock_mrub"].sum())
    pieces = words.counted(float(stations["pieces"].sum()), "piece")
    line = words.say(
        "summary.hub", n=n, name=words.named(hub["name"], hub["name_ru"]),
        size=words.named(size.name, size.name_ru),
        pools=", ".join(
            f"{words.named(p.name, p.name_ru)} {p.servers}" for p in pools.itertuples()
        ) or words.say("summary.no_pools"),
        kits=words.say("summary.kits", stock=words.money(stock, 1), pieces=pieces) if stock else "",
        cost=words.money(float(hub["cost_mrub"]), 1),
        jobs=words.counted(float(hub["jobs"]), "job"),
    )  # fmt: skip
    fleets = plan.assignments[plan.assignments["park"] == park]
    if fleets.empty:
        return [line, words.say("summary.hub_idle")]
    ranked = fleets.sort_values("repairs_per_year", ascending=False, kind="stable")
    serves = words.say(
        "summary.hub_serves", fleets=words.counted(len(fleets), "fleet"),
        machines=words.counted(float(hub["machines"]), "machine"),
        sites=words.counted(fleets["site"].nunique(), "site"), first=_names(words, ranked),
        repairs=words.counted(float(hub["repairs_per_year"]), "repair"),
        hours=words.number(float(hub["turnaround_h"]), 1),
        busy=words.share(float(hub["utilisation"]), 0),
    )  # fmt: skip
    worth = float(hub["worth_mrub"])
    if math.isinf(worth):
        return [line, serves, words.say("summary.hub_needed")]
    return [line, serves, words.say("summary.hub_worth", worth=words.money(worth))]


def _depot(plan: Plan, words: Speech) -> list[str]:
    """The central depot, where one is asked for."""
    if not plan.region.scenario.depot:
        return []
    if plan.depot.empty:
        return [words.say("summary.no_depot")]
    row = plan.depot.iloc[0]
    return [
        words.say(
            "summary.depot", park=words.named(row["park_name"], row["park_name_ru"]),
            cost=words.money(float(row["cost_mrub"]), 1),
            stock=words.money(float(row["stock_mrub"]), 1),
            families=words.counted(float(row["families"]), "family"),
            fill=words.share(float(row["fill_rate"]), 0),
        )
    ]  # fmt: skip


def _kept(plan: Plan, words: Speech) -> list[str]:
    """Who keeps today's way, and why."""
    fleets = plan.assignments
    kept = fleets[fleets["park"] == ""]
    if kept.empty:
        return []
    if plan.hubs.empty:
        return [words.say("summary.kept_all", fleets=words.counted(len(kept), "fleet"))]
    total = max(float(fleets["repairs_per_year"].sum()), 1e-300)
    lines = [
        words.say("summary.kept", fleets=words.counted(len(kept), "fleet"),
                  share=words.share(float(kept["repairs_per_year"].sum()) / total))
    ]  # fmt: skip
    for reason in ("slower", "dearer", "idle"):
        some = kept[kept["kept_because"] == reason]
        some = some.sort_values("repairs_per_year", ascending=False, kind="stable")
        if len(some):
            lines.append(
                words.say(f"summary.kept_{reason}", fleets=words.counted(len(some), "fleet"),
                          names=_names(words, some))
            )  # fmt: skip
    return lines


def _hours(plan: Plan, words: Speech) -> list[str]:
    """Where the hours go, today beside plan."""
    lines = [words.say("summary.hours")]
    head = (words.say("stage.stage"), words.say("stage.today"), words.say("stage.plan"))
    table = plan.stages[["stage", "today_h", "plan_h"]].to_dict("records")
    rows = [
        head,
        *(
            (
                words.say(f"stage.{row['stage']}"),
                words.number(row["today_h"], 1),
                words.number(row["plan_h"], 1),
            )
            for row in table
        ),
    ]
    width = max(len(row[0]) for row in rows)
    lines += [f"   {name:{width}}  {today:>8}  {plan_h:>8}" for name, today, plan_h in rows]
    worst = plan.figures["worst_site"]
    if worst:
        name = words.named(worst["name"], worst["name_ru"])
        lines.append(
            words.say("summary.worst", name=name, hours=words.number(worst["turnaround_h"], 1),
                      today=words.number(worst["today_h"], 1))
        )  # fmt: skip
    return lines


def _next(plan: Plan, words: Speech) -> list[str]:
    return next_words(plan, words, brief=True)


def _proof(plan: Plan, words: Speech) -> list[str]:
    lines = []
    if not math.isfinite(plan.gap):
        lines.append(words.say("summary.proof_none"))
    elif plan.gap < 5e-6:
        lines.append(words.say("summary.proof_exact"))
    else:
        digits = 1 if plan.gap >= 0.01 else 2 if plan.gap >= 0.001 else 3
        # rounded up: the sentence must stay true
        unit = 10.0 ** (-digits - 2)
        gap = math.ceil(plan.gap / unit - 1e-9) * unit
        lines.append(words.say("summary.proof", gap=words.share(gap, digits)))
    if why := words.say(f"status.{plan.status}"):
        lines[-1] += f" {why}"
    parks = {p.id: words.named(p.name, p.name_ru) for p in plan.region.parks}
    if plan.certain:
        names = "; ".join(parks[park] for park in plan.certain)
        lines.append(words.say("summary.certain", names=names))
    if plan.ruled_out:
        ruled = words.counted(len(plan.ruled_out), "park")
        lines.append(words.say("summary.ruled_out", parks=ruled, all=words.number(len(parks))))
    if math.isfinite(plan.money_price):
        little = plan.money_price < 0.005
        key = "summary.price_none" if little else "summary.price"
        lines.append(words.say(key, x=words.number(plan.money_price, 2)))
    assumed = sum(count for count, _ in plan.assumptions.values())
    rows = sum(rows for _, rows in plan.assumptions.values())
    lines.append(
        words.say("summary.assumptions", assumed=words.number(assumed), rows=words.number(rows),
                  values=words.say(f"values.{plan.region.scenario.values}"))
    )  # fmt: skip
    return lines


def _names(words: Speech, fleets: pd.DataFrame) -> str:
    """Names of the sites of the first fleets, each once."""
    pairs = zip(fleets["site_name"], fleets["site_name_ru"], strict=True)
    names = list(dict.fromkeys(words.named(str(en), str(ru)) for en, ru in pairs))
    shown = "; ".join(names[:_NAMED])  # a name may have a comma
    more = len(names) - _NAMED
    return f"{shown} {words.say('summary.more', n=more)}" if more > 0 else shown
