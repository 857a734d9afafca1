"""What the next millions would buy, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.plan.columns import in_columns
from optimizer.plan.plan import NEXT_MRUB
from optimizer.plan.words import Speech

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_LEAST_MRUB = 0.05
"""Savings below this are told as none."""
_NAMED = 2
"""Changes named in a row of the table."""


def next_words(plan: Plan, words: Speech, brief: bool = False) -> list[str]:
    """A sentence and a table with the first changes, or all of them; nothing without a hub."""
    if plan.hubs.empty:
        return []
    rows = {row["what"]: row for row in plan.next_millions().to_dict("records")}
    bound = rows.pop("anything", None)
    money, limit = words.money(NEXT_MRUB), ""
    if bound is not None:
        limit = words.say("next.most", saved=words.money(bound["saved_mrub"], 1))
    saved = max(row["saved_mrub"] for row in rows.values())
    if saved < _LEAST_MRUB:
        return [words.say("next.nothing", money=money, most=limit)]
    said = words.say("next.best", money=money, saved=words.money(saved, 1), most=limit)
    head = ("", *(words.say(f"next.{name}") for name in ("saved", "cost", "machines", "what")))
    table = [head, *(_row(row, words) for row in rows.values())]
    told = [said, words.say("next.title"), *in_columns(table)]
    return told if brief else [*told, *_all_changes(list(rows.values()), words)]


def _row(row: dict[Any, Any], words: Speech) -> tuple[str, ...]:
    changes = _changes(row, words)
    left = len(changes) - _NAMED
    if left > 0:
        changes = [*changes[:_NAMED], words.say("next.more", n=words.number(left))]
    return (
        words.say(f"next.what_{row['what']}"), words.money(row["saved_mrub"], 1),
        words.money(row["cost_mrub"], 1), words.number(row["machines_down"], 2),
        "; ".join(changes) or words.say("next.none"),
    )  # fmt: skip


def _all_changes(rows: list[dict[Any, Any]], words: Speech) -> list[str]:
    """Every change of the kinds that have more than the table shows, each list once."""
    said: list[str] = []
    seen: list[list[str]] = []
    for row in rows:
        changes = _changes(row, words)
        if len(changes) > _NAMED and changes not in seen:
            said.append("   " + words.say(f"next.what_{row['what']}") + ":")
            said += [f"      {change}" for change in changes]
            seen.append(changes)
    return said


def _changes(row: dict[Any, Any], words: Speech) -> list[str]:
    text = str(row["changes_ru" if words.lang == "ru" else "changes"])
    return text.split("; ") if text else []
