"""``hubs optimize``: the plan of a region, its tables and its map."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli import roll_out
from optimizer.cli.clean_stdout import stdout_to_stderr
from optimizer.cli.live_line import LiveLine
from optimizer.cli.options import (
    JsonOption,
    Lang,
    LangOption,
    RegionArgument,
    ScenarioOption,
    ValuesOption,
)
from optimizer.cli.phases import Phases
from optimizer.cli.plan_files import check_writable, write_plan
from optimizer.cli.plan_json import as_line, plan_object, problems_object
from optimizer.errors import HubsError, InputError

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan
    from optimizer.region import Region

_EXIT = {"optimal": 0, "time_limit": 4, "stalled": 4, "interrupted": 130}


class Method(StrEnum):
    """How to solve."""

    auto = "auto"
    milp = "milp"
    patterns = "patterns"
    large = "large"


class WrongPlanError(HubsError):
    """A plan that fails its own check: a fault of this program, never of the input."""

    exit_code = 1


Budget = Annotated[
    float | None,
    typer.Option(metavar="MRUB", help="Budget, million RUB a year, instead of the scenario's."),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        metavar="S",
        help="Seconds of solving; the best plan is kept. Default: 60; over quarters 40 for each.",
    ),
]
Gap = Annotated[
    float | None,
    typer.Option(
        metavar="G",
        help="Stop at this proven gap, a fraction. Default: 0.005; over quarters 0.0025 for each.",
    ),
]
Solver = Annotated[
    str, typer.Option(metavar="NAME", help="HiGHS, CBC or another solver that PuLP knows.")
]
Threads = Annotated[
    int | None, typer.Option(metavar="N", help="Threads of the solver; default: all cores.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where to write; default: maps/out/REGION.")
]


def command(
    region: RegionArgument,
    scenario: ScenarioOption = "base",
    budget: Budget = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    values: ValuesOption = None,
    solver: Solver = "HiGHS",
    method: Annotated[Method, typer.Option(help="How to solve.")] = Method.auto,
    threads: Threads = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the solver.")] = 0,
    out: Out = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
) -> None:
    """Place the hubs of a region; write plan.json, map.html and tables.

    Exit codes: 0 the gap is proven; 2 usage or input; 3 no plan keeps all rules; 4 time limit, best
    plan kept; 5 time limit, no plan; 130 interrupted, best plan kept.

    \b
    Examples:
      hubs optimize khabarovsk
      hubs optimize khabarovsk --budget 300 --time-limit 120 --lang ru
      hubs optimize my-region --scenario lean --values high --out lean --json
      hubs optimize khabarovsk --scenario rollout4
    """  # noqa: D301
    phases = Phases()
    from optimizer.region import load_region

    try:
        _check_numbers(budget, time_limit, gap, threads, seed)
        _check_solver(solver, method)
        facts = load_region(
            region, scenario=scenario, values=values.value if values else None, budget_mrub=budget
        )
        phases.end("read")
        folder = out or Path("maps") / "out" / facts.name
        check_writable(folder)
        plan, files = _planned_and_written(
            facts, phases, folder, lang.value, budget=budget, time_limit=time_limit, gap=gap,
            solver=solver, method=method, threads=threads, seed=seed,
        )  # fmt: skip
        phases.end("write")
    except (HubsError, KeyboardInterrupt) as error:
        if as_json:
            print(as_line(problems_object(error)))
        raise
    if as_json:
        print(as_line(_as_object(plan, phases, files)))
    else:
        print(plan.summary(lang.value), *files, sep="\n")
    raise typer.Exit(_EXIT[plan.status.value])


def _planned_and_written(
    facts: Region, phases: Phases, folder: Path, lang: str, *, budget: float | None,
    time_limit: float | None, gap: float | None, solver: str, method: Method,
    threads: int | None, seed: int,
) -> tuple[Plan | RollOutPlan, list[Path]]:  # fmt: skip
    """The plan, of one period or over quarters as the scenario says, and its files."""
    if facts.scenario.roll_out is not None:
        _check_one_period_only(budget, solver, method)
        over = roll_out.solved(facts, phases, time_limit=time_limit, gap=gap, threads=threads)
        _check_holds(over, phases)
        return over, roll_out.write_roll_out(over, folder, lang)
    plan = _solved(
        facts, phases, time_limit=60.0 if time_limit is None else time_limit,
        gap=0.005 if gap is None else gap, solver=solver, method=method.value, threads=threads,
        seed=seed,
    )  # fmt: skip
    _check_holds(plan, phases)
    return plan, write_plan(plan, folder, lang)


def _solved(facts: Region, phases: Phases, **how: Any) -> Plan:
    """The plan of one period."""
    from optimizer.plan.optimize import best_plan
    from optimizer.travel import travel_times
    from optimizer.turnaround.build import turnaround

    travel = travel_times(facts)
    phases.end("travel")
    built = turnaround(facts, travel)
    phases.end("build")
    with stdout_to_stderr(), LiveLine() as line:
        plan = best_plan(built, on_progress=line, **how)
    phases.end("solve")
    return plan


def _as_object(plan: Plan | RollOutPlan, phases: Phases, files: list[Path]) -> dict[str, Any]:
    from optimizer.plan.plan import Plan

    if isinstance(plan, Plan):
        return plan_object(plan, phases.seconds(), files)
    return roll_out.roll_out_object(plan, phases.seconds(), files)


def _check_holds(plan: Plan | RollOutPlan, phases: Phases) -> None:
    """Refuse a plan that its own check refuses."""
    wrong = plan.verify()
    if wrong:
        raise WrongPlanError(
            "\n".join(["the plan does not hold, please report it:", *map(str, wrong)])
        )
    phases.end("verify")


def _check_one_period_only(budget: float | None, solver: str, method: Method) -> None:
    """Name every option that means nothing for a plan over quarters."""
    wrong = []
    if budget is not None:
        fix = "change budget_mrub of its table [roll_out]"
        wrong.append(f"--budget: this scenario has a budget for each quarter; {fix}")
    if solver.upper() != "HIGHS" or method not in (Method.auto, Method.patterns):
        wrong.append("--solver, --method: quarters are solved by patterns and HiGHS; leave it out")
    if wrong:
        raise InputError(wrong)


def _check_numbers(
    budget: float | None, time_limit: float | None, gap: float | None, threads: int | None,
    seed: int,
) -> None:  # fmt: skip
    """Name every option that is out of its range."""
    rules = (
        ("--budget", budget, budget is None or 0 < budget < math.inf, "more than 0 million RUB"),
        (
            "--time-limit",
            time_limit,
            time_limit is None or 0 < time_limit < math.inf,
            "seconds, more than 0",
        ),
        (
            "--gap",
            gap,
            gap is None or 0 <= gap <= 1,
            "a fraction from 0 to 1, 0.01 for one per cent",
        ),
        ("--threads", threads, threads is None or threads >= 1, "1 or more"),
        ("--seed", seed, 0 <= seed < 2**31, "0 or more"),
    )
    wrong = [f"{name}: is out of range (got '{got}'); give {fix}" for name, got, ok, fix in rules
             if not ok]  # fmt: skip
    if wrong:
        raise InputError(wrong)


def _check_solver(solver: str, method: Method) -> None:
    if method == Method.patterns and solver.upper() != "HIGHS":
        raise InputError([f"--solver {solver}: patterns need HiGHS; leave one of the two out"])
