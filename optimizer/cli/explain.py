"""``hubs explain``: why this hub, why this fleet there, where the hours go."""

from __future__ import annotations

from typing import Annotated

import typer

from optimizer.cli.options import JsonOption, Lang, LangOption, PlanArgument
from optimizer.cli.plan_files import read_plan
from optimizer.cli.plan_json import as_line


def command(
    plan: PlanArgument,
    subject: Annotated[
        str | None, typer.Argument(metavar="HUB|SITE", help="A park or a site, by id or name.")
    ] = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
) -> None:
    """Say why a plan is as it is: all of it, one park, or one site.

    \b
    Examples:
      hubs explain maps/out/khabarovsk
      hubs explain maps/out/khabarovsk khv-rtz
      hubs explain maps/out/khabarovsk albazino --lang ru
    """  # noqa: D301
    read = read_plan(plan)
    if as_json:
        from optimizer.plan.reasons import reasons

        print(as_line(reasons(read, subject)))
    else:
        from optimizer.plan.explain import explain

        print(explain(read, subject, lang.value))
