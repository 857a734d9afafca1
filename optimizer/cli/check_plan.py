"""``hubs check PLAN``: a plan worked out anew from its facts, without a solver."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.cli.plan_files import PLAN_FILE, find_plan

if TYPE_CHECKING:
    from optimizer.plan.finding import Finding
    from optimizer.plan.plan import Plan

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
    from optimizer.plan.save import load

    start, file = time.perf_counter(), find_plan(Path(name))
    try:
        plan = load(file)
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
    plan: Plan, file: Path, findings: list[Finding], problems: list[str], seconds: float
) -> dict[str, Any]:
    return {
        "ok": not findings,
        "plan": str(file),
        "region": plan.region.name,
        "scenario": plan.region.scenario.name,
        "status": str(plan.status),
        "objective": plan.evaluation.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "cost_mrub": plan.evaluation.cost,
        "problems": problems,
        "findings": [
            {"what": f.what, "stated": f.stated, "found": f.found, "words": f.words}
            for f in findings
        ],
        "seconds": round(seconds, 3),
    }


def _words(plan: Plan, file: Path) -> list[str]:
    figures, rules = plan.figures, plan.region.scenario
    hours = figures["turnaround_h"]["plan"]
    return [
        f"{plan.region.title['en']} ({file})",
        f"scenario {rules.name}: {len(plan.hubs)} hubs, {figures['cost_mrub']:.1f} of "
        f"{rules.budget_mrub:g} million RUB a year, mean turnaround {hours:.1f} h",
        f"status {plan.status}: aim {plan.evaluation.objective:.6g}, proven bound {plan.bound:.6g} "
        "million RUB a year (only a solver can repeat it)",
    ]
