"""A plan as the one object of ``--json``; docs/plan.md describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import HubsError
from optimizer.plan.plain import plain

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan

_PAIRS = ("turnaround_h", "machines_down", "availability", "downtime_mrub", "reach_share")
_NUMBERS = (
    "cost_mrub",
    "budget_mrub",
    "jobs",
    "objective",
    "bound",
    "gap",
    "mix_error",
    "money_price",
)


def plan_object(plan: Plan, seconds: Mapping[str, float], files: list[Path]) -> dict[str, Any]:
    """What ``hubs optimize --json`` prints; hours h, money million RUB a year, shares fractions."""
    from optimizer.plan.depot import depot_object

    figures = plan.figures
    return {
        "ok": True,
        "region": plan.region.name,
        "scenario": plan.region.scenario.name,
        "values": plan.region.scenario.values,
        "status": str(plan.status),
        "method": plan.method,
        "why": plan.why,
        **{name: figures[name] for name in (*_NUMBERS, *_PAIRS)},
        "worst_site": figures["worst_site"],
        "hubs": [_hub(plan, row) for row in plan.hubs.to_dict("records")],
        "lines": [
            {
                **{name: row[name] for name in ("line", "park", "jobs", "cost_mrub")},
                "saved_mrub": saved,
            }
            for row, saved in zip(
                plan.lines.to_dict("records"), plan.line_effects["saved_mrub"], strict=False
            )
        ],
        "next_millions": plan.next_millions().to_dict("records"),
        "depot": depot_object(plan),
        "certain": list(plan.certain),
        "ruled_out": list(plan.ruled_out),
        "assumptions": {name: list(counts) for name, counts in plan.assumptions.items()},
        "warnings": list(plan.region.warnings),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "files": [str(path) for path in files],
    }


def problems_object(error: BaseException) -> dict[str, Any]:
    """What is printed instead where there is no plan; Ctrl-C is no error of ours."""
    if isinstance(error, HubsError):
        code, problems = error.exit_code, str(error).splitlines()
    else:
        code, problems = 130, ["interrupted"]
    return {"ok": False, "exit_code": code, "problems": problems}


def as_line(data: Mapping[str, Any]) -> str:
    """One JSON object in one line; what is no number is null."""
    return json.dumps(plain(data), ensure_ascii=False, allow_nan=False)


def _hub(plan: Plan, row: Mapping[Any, Any]) -> dict[str, Any]:
    rows = plan.stations[plan.stations["park"] == row["park"]].to_dict("records")
    pools = [r for r in rows if r["kind"] == "servers"]
    kits = [r for r in rows if r["kind"] == "stock" and r["pieces"]]
    kept = ("park", "name", "name_ru", "size", "cost_mrub", "jobs", "machines", "repairs_per_year",
            "turnaround_h", "worth_mrub", "utilisation")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "pools": [{"pool": r["station"], "servers": r["servers"], "utilisation": r["utilisation"],
                   "peak_utilisation": r["peak_utilisation"], "wait_h": r["wait_h"],
                   "cost_mrub": r["cost_mrub"]} for r in pools],
        "kits": [{"family": r["station"], "pieces": r["pieces"], "stock_mrub": r["stock_mrub"],
                  "fill_rate": r["fill_rate"], "wait_h": r["wait_h"],
                  "cost_mrub": r["cost_mrub"]} for r in kits],
    }  # fmt: skip
