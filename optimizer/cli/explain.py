"""``hubs explain``: why this hub, why this fleet there, where the hours go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.options import JsonOption, Lang, LangOption, PlanArgument
from optimizer.cli.plan_files import find_plan, read_any_plan
from optimizer.cli.plan_json import as_line
from optimizer.errors import InputError

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan

Quarter = Annotated[
    int | None,
    typer.Option(metavar="N", help="Quarter to explain, of a plan over quarters; the first is 1."),
]


def command(
    plan: PlanArgument,
    subject: Annotated[
        str | None, typer.Argument(metavar="HUB|SITE", help="A park or a site, by id or name.")
    ] = None,
    quarter: Quarter = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
) -> None:
    """Say why a plan is as it is: all of it, one park, or one site.

    A plan over quarters is told quarter by quarter; ``--quarter`` says why one of them is as it is.

    \b
    Examples:
      hubs explain maps/out/khabarovsk
      hubs explain maps/out/khabarovsk khv-rtz
      hubs explain maps/out/khabarovsk albazino --lang ru
      hubs explain rollout --quarter 3 khv-rtz
    """  # noqa: D301
    read = _asked(read_any_plan(plan), find_plan(plan), subject, quarter)
    print(_object(read, subject) if as_json else _words(read, subject, lang.value))


def _asked(
    plan: Plan | RollOutPlan, file: Path, subject: str | None, quarter: int | None
) -> Plan | RollOutPlan:
    """The plan to explain: one quarter's where a quarter is named."""
    from optimizer.plan.plan import Plan

    if isinstance(plan, Plan):
        if quarter is not None:
            raise InputError([f"{file}: a plan of one period has no quarters; leave --quarter out"])
        return plan
    if quarter is not None:
        return plan.plan_of(quarter)
    if subject is not None:
        fix = f"name one with --quarter, 1 to {len(plan.plans)}"
        raise InputError([f"{file}: a hub or a site is explained in one quarter; {fix}"])
    return plan


def _object(plan: Plan | RollOutPlan, subject: str | None) -> str:
    from optimizer.cli.roll_out import told_quarters
    from optimizer.plan.plan import Plan
    from optimizer.plan.reasons import reasons

    if isinstance(plan, Plan):
        return as_line(reasons(plan, subject))
    return as_line({"kind": "quarters", **told_quarters(plan)})


def _words(plan: Plan | RollOutPlan, subject: str | None, lang: str) -> str:
    from optimizer.plan.explain import explain
    from optimizer.plan.plan import Plan

    return explain(plan, subject, lang) if isinstance(plan, Plan) else plan.summary(lang)
