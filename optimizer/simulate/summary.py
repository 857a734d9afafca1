"""A simulation in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.plan.words import Speech
from optimizer.simulate.words import signed, simulation_speech, why

if TYPE_CHECKING:
    from optimizer.simulate.result import Simulation


def summary(simulation: Simulation, lang: str = "en") -> str:
    """What came, what was promised, and a verdict on every pool (``en`` or ``ru``)."""
    words = simulation_speech(lang)
    parts = (_head, _pools, _stages)
    told = ("\n".join(part(simulation, words)) for part in parts)
    return "\n\n".join(text for text in told if text)


def _head(simulation: Simulation, words: Speech) -> list[str]:
    row, number = simulation.mean, words.number
    counted = simulation.years * simulation.replications
    lines = [
        words.say(
            "summary.title", region=words.named(*_title(simulation)),
            replications=number(simulation.replications), seed=simulation.seed,
            years=words.counted(simulation.years, "year"),
            repairs=words.counted(round(row["repairs_per_year"] * counted), "repair"),
            law=law(simulation.cv, words), discipline=words.say(f"law.{simulation.discipline}"),
        )
    ]  # fmt: skip
    if simulation.interrupted:
        lines.append(words.say("summary.interrupted"))
    single = not math.isfinite(row["mean_low_h"])
    lines += [
        words.say(
            "summary.mean_alone" if single else "summary.mean", mean=number(row["mean_h"], 1),
            low=number(row["mean_low_h"], 1), high=number(row["mean_high_h"], 1),
            promised=number(row["predicted_h"], 1), error=signed(words, row["error"]),
        ),
        words.say("summary.corrected", corrected=number(row["corrected_h"], 1),
                  error=signed(words, row["corrected_error"])),
        words.say("summary.tails", **{q: number(row[f"{q}_h"], 0)
                                      for q in ("p50", "p90", "p95", "p99")}),
        _down(simulation, words),
    ]  # fmt: skip
    lines += _stock(simulation, words)
    if simulation.unfinished:
        lines.append(words.say("summary.unfinished", n=number(simulation.unfinished)))
    return lines


def _title(simulation: Simulation) -> tuple[str, str]:
    return simulation.region["en"], simulation.region.get("ru", "")


def law(cv: float | None, words: Speech) -> str:
    """How hands-on hours vary."""
    if cv is None:
        return words.say("law.own")
    named = {0.0: "fixed", 1.0: "exponential"}.get(float(cv), "lognormal")
    return words.say(f"law.{named}", cv=words.number(cv, 2))


def _down(simulation: Simulation, words: Speech) -> str:
    names = words.say("month.names").split("|")
    down = simulation.months["simulated"].to_numpy()
    month = simulation.months["month"].to_numpy() - 1
    least, most = int(np.argmin(down)), int(np.argmax(down))
    return words.say(
        "summary.down", mean=words.number(float(down.mean()), 1), least_month=names[month[least]],
        least=words.number(float(down[least]), 1), most_month=names[month[most]],
        most=words.number(float(down[most]), 1),
    )  # fmt: skip


def _stock(simulation: Simulation, words: Speech) -> list[str]:
    shelves = simulation.shelves
    asked = float(shelves["asked_per_year"].sum()) if len(shelves) else 0.0
    if not asked:
        return []
    promised = float((shelves["predicted_fill_rate"] * shelves["asked_per_year"]).sum()) / asked
    fill = 1.0 - float(shelves["short_per_year"].sum()) / asked
    return [
        words.say("summary.stock", fill=words.share(fill), asked=words.number(asked),
                  promised=words.share(promised))
    ]  # fmt: skip


def _pools(simulation: Simulation, words: Speech) -> list[str]:
    rows = [{str(k): v for k, v in row.items()} for row in simulation.pools.to_dict("records")]
    if not rows:
        return []
    cells = [words.say("summary.head").split("|"), *(_pool(row, words) for row in rows)]
    lines = [words.say("summary.hubs"), *columns(cells, left=2)]
    broken = [row for row in rows if row["verdict"] != "kept"]
    if not broken:
        lines.append(f"   {words.say('summary.all_kept')}")
    for row in broken:
        verdict = words.say(f"verdict.{row['verdict']}")
        name, pool = _names(row, words)
        told = words.say("summary.why", name=name, pool=pool, verdict=verdict)
        lines.append(f"   {told} {why(words, row)}")
    return lines


def _pool(row: dict[str, Any], words: Speech) -> list[str]:
    half = (row["high_h"] - row["low_h"]) / 2.0
    interval = f" ± {words.number(half, 1)}" if math.isfinite(half) else ""
    return [
        *_names(row, words), words.share(row["utilisation"], 0),
        words.number(row["predicted_h"], 1), words.number(row["simulated_h"], 1) + interval,
        signed(words, row["error"]), words.say(f"verdict.{row['verdict']}"),
    ]  # fmt: skip


def _names(row: dict[str, Any], words: Speech) -> tuple[str, str]:
    return (
        words.named(row["name"], row["name_ru"]),
        words.named(row["pool_name"], row["pool_name_ru"]),
    )


def _stages(simulation: Simulation, words: Speech) -> list[str]:
    rows = [words.say("summary.stage_head").split("|")]
    for row in simulation.stages.to_dict("records"):
        promised, came = (words.number(row[n], 1) for n in ("predicted_h", "simulated_h"))
        rows.append([words.say(f"stage.{row['stage']}"), promised, came])
    return [words.say("summary.stages"), *columns(rows, left=1)]


def columns(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Rows in columns; the first ``left`` of them to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "   " + "  ".join(
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]  # fmt: skip
