"""``hubs simulate``: a plan lived through, repair by repair."""

from __future__ import annotations

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.options import JsonOption, Lang, LangOption, PlanArgument
from optimizer.cli.plan_files import MAP_FILE, check_writable, drafts, find_plan, read_any_plan
from optimizer.cli.plan_json import as_line, problems_object
from optimizer.errors import HubsError

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan
    from optimizer.simulate.result import Simulation
    from optimizer.simulate.rollout.result import RollOutSimulation

    Plans = Plan | RollOutPlan
    Found = Simulation | RollOutSimulation

_EVERY_S = 2.0
_WIPE = "\r\x1b[K"


class Discipline(StrEnum):
    """Who goes first in a line."""

    fcfs = "fcfs"
    value = "value"


Years = Annotated[int, typer.Option(metavar="N", help="Counted years of each replication.")]
Replications = Annotated[
    int, typer.Option(metavar="N", help="Independent runs; the intervals come from them.")
]
Seed = Annotated[int, typer.Option(metavar="S", help="Same seed, same run, on any machine.")]
Cv = Annotated[
    float | None,
    typer.Option(metavar="C", help="Variation of hands-on hours: 0 fixed, 1 exponential, other "
                 "lognormal; default: each class's own."),
]  # fmt: skip
ResupplyCv = Annotated[
    float, typer.Option(metavar="C", help="The same of the resupply hours of parts.")
]
Order = Annotated[
    Discipline, typer.Option(help="Who goes first in a line: who came first, or the dearest.")
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where to write; default: the plan's folder.")
]


def command(
    plan: PlanArgument,
    years: Years = 10,
    replications: Replications = 20,
    seed: Seed = 0,
    cv: Cv = None,
    resupply_cv: ResupplyCv = 1.0,
    discipline: Order = Discipline.fcfs,
    out: Out = None,
    lang: LangOption = Lang.en,
    as_json: JsonOption = False,
) -> None:
    """Live a plan through, repair by repair, and hold what it promises against what comes.

    Writes tables (simulation*.csv) and the map with the outcome. A plan over quarters is lived
    quarter after quarter, as often as years times replications, and writes tables only. Exit codes:
    0 done; 2 usage or input; 130 interrupted, what was done is kept.

    \b
    Examples:
      hubs simulate maps/out/khabarovsk
      hubs simulate maps/out/khabarovsk --replications 100 --cv 0.5 --lang ru
      hubs simulate plan.json --discipline value --out lived --json
    """  # noqa: D301
    try:
        read = read_any_plan(plan)
        folder = out or find_plan(plan).parent
        check_writable(folder)
        from optimizer.simulate.simulate import simulate

        found = simulate(
            read, years=years, replications=replications, seed=seed, cv=cv,
            resupply_cv=resupply_cv, discipline=discipline.value, on_progress=_Line(),
        )  # fmt: skip
        files = _write(read, found, folder, lang.value)
    except (HubsError, KeyboardInterrupt) as error:
        if as_json:
            print(as_line(problems_object(error)))
        raise
    if as_json:
        print(as_line(_object(read, found, files, lang.value)))
    else:
        print(found.summary(lang.value), "", *files, sep="\n")
    raise typer.Exit(130 if found.interrupted else 0)


class _Line:
    """Tells on stderr how many replications are done: one line on a terminal, else now and then."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        tty = sys.stderr.isatty()
        if not tty and now - self._last < _EVERY_S and done < of:
            return
        self._last = now
        text = f"{now - self._start:6.1f} s  {done} of {of} replications"
        end = (_WIPE if done == of else "") if tty else "\n"
        print(f"{_WIPE if tty else ''}{text}", end=end, file=sys.stderr, flush=True)


def _write(plan: Plans, found: Found, folder: Path, lang: str) -> list[Path]:
    """Write the tables, and the map of a plan of one period; returns the paths."""
    from optimizer.plan.plan import Plan
    from optimizer.report.map_page import write_map
    from optimizer.report.tables import write_tables

    with drafts(folder) as draft:
        write_tables(found.tables, draft, lang)
        if isinstance(plan, Plan):
            write_map(plan, draft / MAP_FILE, lang, found.to_dict(lang))
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def _object(plan: Plans, found: Found, files: list[Path], lang: str) -> dict[str, Any]:
    return {
        "ok": True,
        "region": plan.region.name,
        "scenario": plan.region.scenario.name,
        **found.to_dict(lang),
        "files": [str(path) for path in files],
    }
