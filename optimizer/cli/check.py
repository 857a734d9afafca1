"""``hubs check``: a region or a plan, what was read, and whether it is in order."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.check_plan import check_plan, is_plan
from optimizer.cli.options import JsonOption, ScenarioOption, ValuesOption

if TYPE_CHECKING:
    from optimizer.region import Region


def command(
    region: Annotated[
        str,
        typer.Argument(
            metavar="REGION|PLAN",
            help="A bundled region, a region's folder, a plan.json or the folder that holds one.",
        ),
    ],
    scenario: ScenarioOption = "base",
    values: ValuesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a region, or work out a plan anew, and name every problem; exit code 2 if there is any.

    Problems of a region are named by file, line and column. A plan is held against its own facts:
    every rule, queue and stock by a second formula, costs to the rouble, ways leg by leg, figures,
    and whether the file is as it was written. No solver is used.

    \b
    Examples:
      hubs check khabarovsk
      hubs check my-region --scenario lean --values high
      hubs check maps/out/khabarovsk
      hubs check my-region --json
    """  # noqa: D301
    from optimizer.errors import InputError
    from optimizer.region import load_region

    if is_plan(region):
        if scenario != "base" or values is not None:
            raise InputError([f"{region}: a plan holds its own scenario; leave the options out"])
        check_plan(region, as_json)
        return

    start = time.perf_counter()
    try:
        read = load_region(region, scenario=scenario, values=values.value if values else None)
    except InputError as error:
        if as_json:
            print(json.dumps({"ok": False, "problems": error.problems}, ensure_ascii=False))
        raise
    seconds = time.perf_counter() - start
    if as_json:
        print(json.dumps(_as_object(read, seconds), ensure_ascii=False))
        return
    for line in _words(read):
        print(line)
    for warning in read.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    warned = f", with {_counted(len(read.warnings), 'warning')}" if read.warnings else ""
    print(f"In order{warned} ({seconds:.2f} s).")


def _as_object(region: Region, seconds: float) -> dict[str, Any]:
    return {
        "ok": True,
        "region": region.name,
        "folder": str(region.folder),
        "scenario": region.scenario.name,
        "values": region.scenario.values,
        **_money(region),
        "rows": {name: rows for name, (_, rows) in region.assumptions().items()},
        "assumptions": {name: assumed for name, (assumed, _) in region.assumptions().items()},
        "machines": sum(fleet.count for fleet in region.fleets),
        "warnings": list(region.warnings),
        "seconds": round(seconds, 3),
    }


def _money(region: Region) -> dict[str, Any]:
    """Budget of the scenario: a year, or a list by quarter where it has quarters."""
    quarters = region.scenario.roll_out
    if quarters is None:
        return {"budget_mrub": region.scenario.budget_mrub}
    return {"budget_mrub": sum(quarters.budgets), "quarters_mrub": list(quarters.budgets)}


def _budget(region: Region) -> str:
    quarters = region.scenario.roll_out
    if quarters is None:
        return f"budget {region.scenario.budget_mrub:g} million RUB a year"
    return f"{quarters.quarters} quarters, {sum(quarters.budgets):g} million RUB in all"


def _words(region: Region) -> list[str]:
    from optimizer.region.findings import shown_path

    rules = region.scenario
    counts = region.assumptions()
    machines = sum(fleet.count for fleet in region.fleets)
    sites = len({fleet.site for fleet in region.fleets})
    lines = [
        f"{region.title['en']} ({shown_path(region.folder)})",
        f"scenario {rules.name}: {_budget(region)}, "
        f"{rules.values} values, fleets of {', '.join(rules.scopes)}",
        f"{machines:,.0f} machines in {_counted(len(region.fleets), 'fleet')} at "
        f"{_counted(sites, 'site')}; {_counted(len(region.parks), 'park')} for hubs; "
        f"{_counted(len(region.seasons), 'season')}",
        "",
        f"{'table':12}{'rows':>6}{'ASSUMPTION':>12}",
    ]
    lines += [f"{name:12}{rows:>6}{assumed:>12}" for name, (assumed, rows) in counts.items()]
    assumed = sum(count for count, _ in counts.values())
    return [*lines, f"{'all':12}{sum(rows for _, rows in counts.values()):>6}{assumed:>12}", ""]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
