"""``hubs optimize`` of a scenario with quarters: the timetable, its tables and its map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.cli.clean_stdout import stdout_to_stderr
from optimizer.cli.live_line import LiveLine
from optimizer.cli.phases import Phases
from optimizer.cli.plan_files import MAP_FILE, PLAN_FILE, drafts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.plan.rollout.plan import RollOutPlan
    from optimizer.region import Region


def solved(
    facts: Region,
    phases: Phases,
    *,
    time_limit: float | None,
    gap: float | None,
    threads: int | None,
) -> RollOutPlan:
    """The plan over quarters, checked from scratch by the caller."""
    from optimizer.plan.rollout.best import best_roll_out
    from optimizer.travel import travel_times
    from optimizer.turnaround.quarters import quarters

    travel = travel_times(facts)
    phases.end("travel")
    found = quarters(facts, travel)
    phases.end("build")
    with stdout_to_stderr(), LiveLine() as line:
        plan = best_roll_out(
            found, time_limit=time_limit, gap=gap, threads=threads, on_progress=line
        )
    phases.end("solve")
    return plan


def write_roll_out(plan: RollOutPlan, folder: Path, lang: str) -> list[Path]:
    """Write plan, tables and map into ``folder``; returns the paths."""
    from optimizer.report.map_page import write_map
    from optimizer.report.tables import write_tables

    with drafts(folder) as draft:
        plan.save(draft / PLAN_FILE)
        write_map(plan, draft / MAP_FILE, lang)
        write_tables(plan.tables, draft, lang)
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def roll_out_object(
    plan: RollOutPlan, seconds: Mapping[str, float], files: list[Path]
) -> dict[str, Any]:
    """What ``hubs optimize --json`` prints for a plan over quarters; docs/plan.md describes it."""
    return {
        "ok": True,
        "region": plan.region.name,
        "scenario": plan.region.scenario.name,
        "values": plan.region.scenario.values,
        "status": str(plan.status),
        "method": "roll-out",
        **told_quarters(plan),
        "lines": _lines(plan),
        "depot": _depot(plan),
        "assumptions": {n: list(c) for n, c in plan.plans[0].assumptions.items()},
        "warnings": list(plan.region.warnings),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "files": [str(path) for path in files],
    }


def _lines(plan: RollOutPlan) -> list[dict[str, Any]]:
    """Which line comes to which park, and from which quarter on it works."""
    saved = plan.line_effects["saved_mrub"]
    return [
        {
            **{name: row[name] for name in ("line", "name", "park", "jobs", "cost_mrub")},
            "quarter": row["works_quarter"], "decided_quarter": row["decided_quarter"],
            "capital_mrub": row["capital_mrub"], "effect_mrub": effect,
        }
        for row, effect in zip(plan.lines.to_dict("records"), saved, strict=False)
    ]  # fmt: skip


def _depot(plan: RollOutPlan) -> dict[str, Any] | None:
    """The central depot, and from which quarter on it works; None where there is none."""
    for row in plan.depot.to_dict("records"):
        told = ("park", "cost_mrub", "capital_mrub", "stock_mrub", "families", "fill_rate")
        return {
            **{str(name): row[name] for name in told}, "name": row["park_name"],
            "quarter": row["works_quarter"], "decided_quarter": row["decided_quarter"],
        }  # fmt: skip
    return None


def told_quarters(plan: RollOutPlan) -> dict[str, Any]:
    """Aim, bound and money of a plan over quarters, its quarters and its steps."""
    from optimizer.plan.rollout.save import figures

    told = figures(plan)
    return {
        **{name: told[name] for name in ("objective", "bound", "gap", "spent_mrub", "budget_mrub")},
        "money_price": list(plan.money_price),
        "quarters": plan.timeline.to_dict("records"),
        "steps": plan.steps.to_dict("records"),
    }
