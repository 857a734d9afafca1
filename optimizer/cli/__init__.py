"""The command ``hubs``: one file per verb.

A verb is a module of this package with a function ``command``, whose signature gives the
arguments and whose docstring gives the help; its name stands in `VERBS`, in the order of the help.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from optimizer.errors import HubsError

VERBS = ("new", "check", "optimize", "simulate", "map", "explain", "locate")

_DEBUG = "--debug"


class Interrupted(HubsError):
    """The user stopped the run."""

    exit_code = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: done as asked; 1: a plan failed its own check; 2: usage or input; 3: infeasible; 4: time
    limit, plan kept; 5: time limit, no plan; 130: interrupted. ``--debug`` may stand anywhere and
    shows the traceback of an error.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = _DEBUG in given
    try:
        _application()(args=[one for one in given if one != _DEBUG], prog_name="hubs")
    except HubsError as error:
        if debug:
            raise
        print(error, file=sys.stderr)
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _application() -> typer.Typer:
    application = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    application.callback()(_hubs)
    for verb in VERBS:
        application.command(verb)(_stoppable(import_module(f"optimizer.cli.{verb}").command))
    return application


def _stoppable(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn Ctrl-C into an error of ours before the library makes exit code 1 of it."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except KeyboardInterrupt:
            raise Interrupted("interrupted") from None

    return run


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"hubs {version('service-hubs')}")
        raise typer.Exit


def _hubs(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option(_DEBUG, help="Show the traceback of an error; may stand anywhere.")
    ] = False,
) -> None:
    """Place service hubs so that machines are repaired soonest for the money.

    \b
    Examples:
      hubs optimize khabarovsk            where to build, how large, for whom
      hubs simulate maps/out/khabarovsk   lived through: is the promise kept?
      hubs explain maps/out/khabarovsk    why this hub, why this fleet there
      hubs map maps/out/khabarovsk        the map of that plan once more
      hubs check khabarovsk               is the input in order?
      hubs new my-region                  a region of your own to edit
    """  # noqa: D301
