"""``hubs locate``: the classical location problems, from a table of costs or coordinates."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli.clean_stdout import stdout_to_stderr
from optimizer.cli.live_line import LiveLine
from optimizer.cli.locate_kinds import KINDS, Kind
from optimizer.cli.options import JsonOption
from optimizer.cli.plan_files import check_writable, draft_of
from optimizer.cli.plan_json import as_line, problems_object
from optimizer.errors import HubsError

if TYPE_CHECKING:
    from optimizer.locate.located import Located

_EXIT = {"optimal": 0, "infeasible": 3, "time_limit": 4, "stalled": 4, "no_plan": 5,
         "interrupted": 130}  # fmt: skip

KindName = StrEnum("KindName", {name.replace("-", "_"): name for name in KINDS})  # type: ignore[misc]

Kinds = Annotated[KindName, typer.Argument(metavar="KIND", help=f"{', '.join(KINDS)}.")]
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="Costs (clients x sites), or the clients.")
]
Sites = Annotated[
    Path | None, typer.Argument(metavar="[SITES]", help="The sites, where FILE holds clients.")
]
Number = Annotated[int | None, typer.Option("--p", metavar="N", help="Number of open sites.")]
Weights = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Columns client, weight (and demand).")
]
Opening = Annotated[
    str | None,
    typer.Option(metavar="C|FILE", help="Cost of opening a site, or columns site, opening (and "
                 "capacity)."),
]  # fmt: skip
Distance = Annotated[
    float | None, typer.Option(metavar="D", help="Within which a client is covered.")
]
MaxDistance = Annotated[
    float | None, typer.Option(metavar="D", help="Pairs that cost more are not allowed.")
]
Nearest = Annotated[
    int | None, typer.Option(metavar="K", help="Serve every client from its K nearest sites.")
]
FixedIn = Annotated[
    list[str] | None, typer.Option(metavar="SITE", help="A site that must be open; repeatable.")
]
FixedOut = Annotated[
    list[str] | None, typer.Option(metavar="SITE", help="A site that cannot be; repeatable.")
]
TimeLimit = Annotated[
    float | None, typer.Option(metavar="S", help="Seconds; the best answer is kept.")
]
Gap = Annotated[
    float | None, typer.Option(metavar="G", help="Stop at this proven gap; default: 0.")
]
Seed = Annotated[int | None, typer.Option(metavar="N", help="Of the random choices; default: 0.")]
Threads = Annotated[int | None, typer.Option(metavar="N", help="Threads of HiGHS; default: 1.")]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write who is served from where, as CSV.")
]


def command(
    kind: Kinds, file: File, sites: Sites = None, p: Number = None, weights: Weights = None,
    opening: Opening = None, distance: Distance = None, max_distance: MaxDistance = None,
    nearest: Nearest = None, fixed_in: FixedIn = None, fixed_out: FixedOut = None,
    time_limit: TimeLimit = None, gap: Gap = None, seed: Seed = None, threads: Threads = None,
    out: Out = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Solve a classical location problem, with a proven bound.

    FILE is a CSV table of costs with client names in its first column and site names in its
    first row (an empty cell: not served from there), or, with SITES, the clients; both then have a
    name in the first column and columns lat and lon (kilometres), or x and y.

    Exit codes: 0 proven; 2 usage or input; 3 there is no answer; 4 the gap was not reached, best
    answer kept; 5 no answer in time; 130 interrupted, best answer kept.

    \b
    Examples:
      hubs locate p-median costs.csv --p 5
      hubs locate p-median clients.csv sites.csv --p 5 --fixed-in Khabarovsk --out served.csv
      hubs locate fixed-charge costs.csv --opening 1200 --json
    """  # noqa: D301
    given = {
        "p": p, "opening": opening, "distance": distance, "max_distance": max_distance,
        "nearest": nearest, "fixed_in": fixed_in, "fixed_out": fixed_out, "weights": weights,
        "time_limit": time_limit, "gap": gap, "seed": seed, "threads": threads,
    }  # fmt: skip
    try:
        if out is not None:
            check_writable(out.parent)
        found = _located(KINDS[kind.value], kind.value, file, sites, given)
        if out is not None:
            with draft_of(out) as draft:
                _safe(found.to_frame()).to_csv(draft, index=False)
    except (HubsError, KeyboardInterrupt) as error:
        if as_json:
            print(as_line(problems_object(error)))
        raise
    print(as_line(_object(found)) if as_json else _summary(found))
    raise typer.Exit(_EXIT[found.status.value])


def _located(
    kind: Kind, name: str, file: Path, sites: Path | None, given: dict[str, Any]
) -> Located:
    """Read the files and solve."""
    from optimizer import locate
    from optimizer.cli.locate_inputs import read_inputs

    cost, arguments = read_inputs(kind, name, file, sites, given)
    with stdout_to_stderr(), LiveLine() as line:
        if kind.live:
            arguments["on_progress"] = line
        found: Located = getattr(locate, kind.function)(cost, **arguments)
    return found


def _summary(found: Located) -> str:
    """The answer in words."""
    if not len(found.sites):
        return "\n".join([f"{found.kind}: no answer ({found.status.value})", *found.words])
    served = found.clients - len(found.unserved)
    lines = [
        f"{found.kind}: value {found.value:.10g}, bound {found.bound:.10g}, "
        f"gap {100 * found.gap:.4g} % ({found.status.value}), {found.seconds:.2f} s",
        f"{len(found.sites)} sites serve {served} of {found.clients} clients",
        "sites: " + ", ".join(str(site) for site in found.site_labels()),
    ]
    return "\n".join([*lines, *found.words])


def _object(found: Located) -> dict[str, Any]:
    frame = found.to_frame()
    return {
        "ok": bool(len(found.sites)), "kind": found.kind, "status": found.status.value,
        "value": found.value, "bound": found.bound, "gap": found.gap,
        "seconds": round(found.seconds, 3), "sites": found.site_labels(),
        "served": frame.to_dict("records"), "words": list(found.words),
    }  # fmt: skip


def _safe(frame: Any) -> Any:
    """Names that a spreadsheet would run as formulas are written as text."""
    for column in ("client", "site"):
        frame[column] = [
            f"'{one}" if isinstance(one, str) and one[:1] in "=+-@\t\r" and one else one
            for one in frame[column]
        ]
    return frame
