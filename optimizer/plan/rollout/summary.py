"""A plan over quarters in plain words."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from optimizer.plan.figures import key_figures
from optimizer.plan.line_words import line_effect
from optimizer.plan.words import Speech, speech
from optimizer.solve.status import Status

if TYPE_CHECKING:
    from optimizer.plan.rollout.plan import RollOutPlan


def summary(plan: RollOutPlan, lang: str = "en") -> str:
    """The plan in plain words: quarter by quarter what opens, what it costs, what it does."""
    words = own_speech(lang)
    parts = [_head, _quarters, _proof]
    if plan.region.scenario.lines or plan.region.scenario.depot:
        parts.insert(2, _sources)
    return "\n\n".join("\n".join(part(plan, words)) for part in parts)


def own_speech(lang: str) -> Speech:
    """Words of a plan over quarters in ``lang``."""
    return Speech(lang, {**speech(lang).words, **_words()[lang]})


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


def _head(plan: RollOutPlan, words: Speech) -> list[str]:
    region, rules, line = plan.region, plan.region.scenario, plan.timeline
    first, last = line.iloc[0], line.iloc[-1]
    weight, worth = plan.quarters.roll_out.weight, plan.worth
    today = [key_figures(quarter)["downtime_mrub"]["today"] for quarter in plan.plans]
    title = words.say(
        "rollout.title",
        region=words.named(region.title["en"], region.title.get("ru", "")),
        scenario=words.named(rules.title, rules.title_ru) or rules.name,
        values=words.say(f"values.{rules.values}"),
    )
    return [
        title,
        words.say("rollout.before", today=words.number(first["today_h"], 1),
                  down=words.number(first["today_machines_down"], 1)),
        words.say("rollout.after", quarters=len(line), plan=words.number(last["turnaround_h"], 1),
                  standing=words.number(last["machines_down"], 1),
                  today=words.number(last["today_h"], 1),
                  down=words.number(last["today_machines_down"], 1)),
        words.say("rollout.over",
                  downtime=words.money(float(weight @ line["downtime_mrub"].to_numpy())),
                  today=words.money(float(weight @ today))),
        words.say("rollout.spent", spent=words.money(float(worth.spent.sum())),
                  budget=words.money(float(plan.quarters.roll_out.funds[-1])),
                  capital=words.money(float(worth.capital.sum()))),
    ]  # fmt: skip


def _quarters(plan: RollOutPlan, words: Speech) -> list[str]:
    lines = []
    for row in plan.timeline.to_dict("records"):
        lines.append(
            words.say("rollout.quarter", n=row["quarter"], months=row["months"],
                      what="; ".join(_news(plan, words, row)) or words.say("rollout.nothing"))
        )  # fmt: skip
        lines.append(
            words.say("rollout.money", spent=words.money(row["spent_mrub"]),
                      capital=words.money(row["capital_mrub"]),
                      running=words.money(row["running_mrub"]),
                      carried=words.money(row["carried_mrub"]),
                      hours=words.number(row["turnaround_h"], 1),
                      today=words.number(row["today_h"], 1),
                      down=words.number(row["machines_down"], 1))
        )  # fmt: skip
    return lines


def _news(plan: RollOutPlan, words: Speech, row: dict[Any, Any]) -> list[str]:
    steps = plan.steps[plan.steps["works_quarter"] == row["quarter"]]
    found = [_step(words, step) for step in steps.to_dict("records")]
    names = {p.id: words.named(p.name, p.name_ru) for p in plan.region.parks}
    found += [words.say("rollout.closed", name=names[park]) for park in row["closed"]]
    if row["handed_over"]:
        fleets = words.counted(row["handed_over"], "fleet")
        found.append(words.say("rollout.handed", fleets=fleets))
    return found


def _sources(plan: RollOutPlan, words: Speech) -> list[str]:
    """Lines and the depot, where they are asked for: what each is good for."""
    told, done = [], plan.status == Status.OPTIMAL
    if plan.region.scenario.lines and plan.lines.empty:
        told.append(words.say("rollout.no_lines" if done else "rollout.no_lines_yet"))
    effects = plan.line_effects.to_dict("records")
    for row, effect in zip(plan.lines.to_dict("records"), effects, strict=False):
        told.append(
            words.say("rollout.line_is", name=words.named(row["name"], row["name_ru"]),
                      park=words.named(row["park_name"], row["park_name_ru"]),
                      n=row["works_quarter"], jobs=words.counted(float(row["jobs"]), "job"),
                      capital=words.money(float(row["capital_mrub"])))
        )  # fmt: skip
        told += [_yearly(row, words), line_effect(effect, words)]
    if plan.region.scenario.depot and plan.depot.empty:
        told.append(words.say("rollout.no_depot" if done else "rollout.no_depot_yet"))
    for row in plan.depot.to_dict("records"):
        told.append(
            words.say("rollout.depot_is", n=row["works_quarter"],
                      park=words.named(row["park_name"], row["park_name_ru"]),
                      stock=words.money(float(row["stock_mrub"])),
                      families=words.counted(float(row["families"]), "family"),
                      fill=words.share(float(row["fill_rate"]), 0))
        )  # fmt: skip
    return told


def _yearly(row: dict[Any, Any], words: Speech) -> str:
    """What a line earns or costs a year once it works."""
    cost = float(row["cost_mrub"])
    key = "rollout.line_earns" if cost < 0 else "rollout.line_costs"
    return words.say(key, money=words.money(abs(cost)))


def _step(words: Speech, step: dict[Any, Any]) -> str:
    name = words.named(step["park_name"], step["park_name_ru"])
    what = words.named(step["name"], step["name_ru"])
    begun = words.say("rollout.begun", n=step["decided_quarter"])
    if step["what"] in ("line", "depot"):
        text = words.say(f"rollout.{step['what']}", park=name, name=what)
        return f"{text} ({begun})"
    if step["what"] == "hub":
        key = "rollout.grows" if step["before"] else "rollout.opens"
        text = words.say(key, name=name, before=step["before"], after=what)
        return f"{text} ({begun})"
    key = "rollout.more_servers" if step["before"] else "rollout.servers"
    return words.say(key, name=name, pool=what, before=step["before"], after=step["after"])


def _proof(plan: RollOutPlan, words: Speech) -> list[str]:
    value, bound = plan.worth.objective, plan.bound
    if not math.isfinite(bound):
        lines = [words.say("rollout.no_bound")]
    else:
        key = "rollout.proven" if plan.status.value == "optimal" else "rollout.not_proven"
        lines = [words.say(key, gap=words.share(plan.gap, 2), value=words.money(value, 1),
                           bound=words.money(bound, 1))]  # fmt: skip
    lines += [
        words.say("rollout.next_money", n=n, price=words.money(price, 2))
        for n, price in enumerate(_spent_from(plan), start=1)
        if price > 0.005
    ]
    counts = pd.DataFrame(list(plan.plans[0].assumptions.values()), columns=["part", "all"])
    return [*lines, words.say("rollout.assumed", part=int(counts["part"].sum()),
                              all=int(counts["all"].sum()))]  # fmt: skip


def _spent_from(plan: RollOutPlan) -> list[float]:
    """Price of money of each quarter: what comes in it is there in all later ones as well."""
    prices = list(plan.money_price)
    return [sum(prices[t:]) for t in range(len(prices))]
