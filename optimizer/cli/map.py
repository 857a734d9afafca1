"""``hubs map``: the map of a saved plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import Lang, LangOption, PlanArgument
from optimizer.cli.plan_files import MAP_FILE, draft_of, find_plan, read_any_plan

Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where to write; default: map.html beside the plan."),
]


def command(plan: PlanArgument, out: Out = None, lang: LangOption = Lang.en) -> None:
    """Write the map of a saved plan: one page that opens without a network.

    The map of a plan over quarters has a slider through the quarters.

    \b
    Examples:
      hubs map maps/out/khabarovsk
      hubs map maps/out/khabarovsk/plan.json --lang ru --out karta.html
    """  # noqa: D301
    read = read_any_plan(plan)
    target = out or find_plan(plan).parent / MAP_FILE
    from optimizer.report.map_page import write_map

    with draft_of(target) as draft:
        write_map(read, draft, lang.value)
    print(target)
