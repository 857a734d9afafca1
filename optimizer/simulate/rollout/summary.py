"""A plan over quarters that was lived through, in plain words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from optimizer.plan.words import Speech
from optimizer.simulate.rollout.words import roll_out_speech
from optimizer.simulate.summary import columns, law
from optimizer.simulate.words import signed, why

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.simulate.rollout.result import RollOutSimulation


def summary(lived: RollOutSimulation, lang: str = "en") -> str:
    """What came quarter by quarter, what was promised, and what the change makes of it."""
    words = roll_out_speech(lang)
    parts = (_head(lived, words), _quarters(lived, words), _pools(lived, words))
    return "\n\n".join("\n".join(part) for part in parts if part)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _head(lived: RollOutSimulation, words: Speech) -> list[str]:
    row, number = lived.mean, words.number
    lives = lived.years * lived.replications
    named = words.named(lived.region["en"], lived.region.get("ru", ""))
    lines = [words.say(
        "rollout.title", region=named, quarters=words.counted(len(lived.steady), "quarter"),
        lives=number(lives), repairs=words.counted(round(row["repairs"] * lives), "repair"),
        law=law(lived.cv, words), discipline=words.say(f"law.{lived.discipline}"), seed=lived.seed,
    )]  # fmt: skip
    if lived.interrupted:
        lines.append(words.say("summary.interrupted"))
    single = not math.isfinite(row["low_h"])
    lines += [
        words.say("rollout.mean_alone" if single else "rollout.mean",
                  mean=number(row["simulated_h"], 1), low=number(row["low_h"], 1),
                  high=number(row["high_h"], 1), promised=number(row["predicted_h"], 1),
                  error=signed(words, row["error"])),
        words.say("rollout.steady", steady=number(row["steady_h"], 1),
                  error=signed(words, row["steady_error"]),
                  corrected=signed(words, row["corrected_error"])),
        words.say("rollout.down", down=number(row["down"], 1), low=number(row["down_low"], 1),
                  high=number(row["down_high"], 1), promised=number(row["predicted_down"], 1)),
    ]  # fmt: skip
    if lived.unfinished:
        lines.append(words.say("summary.unfinished", n=number(lived.unfinished)))
    return lines


def _quarters(lived: RollOutSimulation, words: Speech) -> list[str]:
    rows = records(lived.quarters)
    cells = [words.say("rollout.head").split("|"), *(_row(row, words) for row in rows)]
    lines = [words.say("rollout.table"), *columns(cells, left=2)]
    moved = [row for row in rows[:-1] if row["transient_low_h"] > 0 or row["transient_high_h"] < 0]
    for row in moved:
        key = "rollout.change_longer" if row["transient_h"] > 0 else "rollout.change_shorter"
        hours = words.number(abs(row["transient_h"]), 1)
        lines.append(f"   {words.say(key, n=row['quarter'], hours=hours)}")
    if not moved:
        lines.append(f"   {words.say('rollout.no_change')}")
    return [*lines, f"   {words.say('rollout.legend')}"]


def _row(row: dict[str, Any], words: Speech) -> list[str]:
    number = words.number
    name = words.say("rollout.all") if row["quarter"] == "all" else row["quarter"]
    return [
        name, row["months"], number(row["predicted_h"], 1), number(row["steady_h"], 1),
        _between(words, row["simulated_h"], row["high_h"]),
        _between(words, row["transient_h"], row["transient_high_h"]), signed(words, row["error"]),
        number(row["predicted_down"], 1), _between(words, row["down"], row["down_high"]),
        number(row["standing_at_start"], 1), words.say(f"verdict.{row['verdict']}"),
    ]  # fmt: skip


def _between(words: Speech, value: float, high: float) -> str:
    half = high - value
    return words.number(value, 1) + (f" ± {words.number(half, 1)}" if math.isfinite(half) else "")


def _pools(lived: RollOutSimulation, words: Speech) -> list[str]:
    rows = records(lived.pools)
    if not rows:
        return []
    broken = [row for row in rows if row["verdict"] != "kept"]
    lines = [words.say("rollout.pools", kept=len(rows) - len(broken), all=len(rows))]
    for row in broken:
        told = words.say(
            "rollout.why", n=row["quarter"], name=words.named(row["name"], row["name_ru"]),
            pool=words.named(row["pool_name"], row["pool_name_ru"]),
            verdict=words.say(f"verdict.{row['verdict']}"),
        )  # fmt: skip
        lines.append(f"   {told} {why(words, row)}")
    return lines
