"""``hubs check PLAN``: a plan worked out anew from its facts, without a solver."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.cli.plan_files import PLAN_FILE, find_plan, load_plan

if TYPE_CHECKING:
    from optimizer.plan.finding import Finding
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan

_REGION_FILE = "region.toml"


def is_plan(name: str) -> bool:
    """Whether an argument means a plan: a JSON file, or a folder with a plan and no region."""
    path = Path(name)
    if path.is_dir():
        return (path / PLAN_FILE).is_file() and not (path / _REGION_FILE).is_file()
    return path.suffix == ".json"


def check_plan(name: str, as_json: bool) -> None:
    """Print that a plan holds, or raise what does not."""
    from optimizer.cli.plan_json import as_line
    from optimizer.errors import InputError

    start, file = time.perf_counter(), find_plan(Path(name))
    try:
        plan = load_plan(file)
    except InputError as error:
        if as_json:
            print(as_line({"ok": False, "problems": error.problems}))
        raise
    findings = plan.verify()
    seconds = time.perf_counter() - start
    problems = [f"{file}: {finding}" for finding in findings]
    if as_json:
        print(as_line(_as_object(plan, file, findings, problems, seconds)))
    if problems:
        raise InputError(problems)
    if not as_json:
        for line in _words(plan, file):
            print(line)
        for warning in plan.region.warnings:
            print(f"warning: {warning}", file=sys.stderr)
        print(f"In order: rules, queues, stocks, costs, ways, figures and file ({seconds:.2f} s).")


def _as_object(
    plan: Plan | RollOutPlan, file: Path, findings: list[Finding], problems: list[str],
    seconds: float,
) -> dict[str, Any]:  # fmt: skip
    return {
        "ok": not findings,
        "plan": str(file),
        "region": plan.region.name,
        "scenario": plan.region.scenario.name,
        "status": str(plan.status),
        **_aim_and_money(plan),
        "problems": problems,
        "findings": [
            {"what": f.what, "stated": f.stated, "found": f.found, "words": f.words}
            for f in findings
        ],
        "seconds": round(seconds, 3),
    }


def _aim_and_money(plan: Plan | RollOutPlan) -> dict[str, float]:
    from optimizer.plan.plan import Plan

    if isinstance(plan, Plan):
        worth = {"objective": plan.evaluation.objective, "cost_mrub": plan.evaluation.cost}
    else:
        spent = float(plan.worth.spent.sum())
        worth = {"objective": plan.worth.objective, "spent_mrub": spent}
    return {**worth, "bound": plan.bound, "gap": plan.gap}


def _words(plan: Plan | RollOutPlan, file: Path) -> list[str]:
    from optimizer.plan.plan import Plan

    if isinstance(plan, Plan):
        told, aim, unit = _one_period(plan), plan.evaluation.objective, "million RUB a year"
    else:
        told, aim = _quarters(plan), plan.worth.objective
        unit = "million RUB a year, the quarters' mean"
    return [
        f"{plan.region.title['en']} ({file})",
        f"scenario {plan.region.scenario.name}: {told}",
        f"status {plan.status}: aim {aim:.6g}, proven bound {plan.bound:.6g} {unit} "
        "(only a solver can repeat it)",
    ]


def _one_period(plan: Plan) -> str:
    figures, rules = plan.figures, plan.region.scenario
    hours = figures["turnaround_h"]["plan"]
    return (
        f"{len(plan.hubs)} hubs, {figures['cost_mrub']:.1f} of {rules.budget_mrub:g} million RUB "
        f"a year, mean turnaround {hours:.1f} h"
    )


def _quarters(plan: RollOutPlan) -> str:
    line = plan.timeline
    spent, funds = plan.worth.spent.sum(), plan.quarters.roll_out.funds[-1]
    return (
        f"{len(line)} quarters, {line['hubs'].iloc[-1]} hubs in the last one, {spent:.1f} of "
        f"{funds:g} million RUB, mean turnaround {line['today_h'].iloc[0]:.1f} h today, "
        f"{line['turnaround_h'].iloc[-1]:.1f} h in the last quarter"
    )
