"""What ``hubs locate`` hands to a function: the cost, and the arguments that its kind takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.cli.locate_files import Columns, points_of, read_columns, read_costs_file
from optimizer.cli.locate_kinds import Kind
from optimizer.errors import InputError

_OF_CLIENTS = {"weights": "weight", "demand": "demand"}
_OF_SITES = {"opening": "opening", "capacity": "capacity"}


def read_inputs(
    kind: Kind, name: str, file: Path, sites: Path | None, given: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """The cost and the arguments.

    Raises
    ------
    InputError
        Something is missing, is not for this kind, or is wrong in a file.
    """
    known = {*kind.needs, *kind.takes}
    asked = {one: value for one, value in given.items() if value is not None}
    columns: dict[str, Any] = {}
    if sites is None:
        cost: Any = read_costs_file(file)
        client_names, site_names = list(cost.index), list(cost.columns)
    else:
        clients, offers = read_columns(file), read_columns(sites)
        cost = points_of(clients, offers)
        client_names, site_names = list(clients.names), list(offers.names)
        columns |= _of(clients, _OF_CLIENTS, client_names)
        columns |= _of(offers, _OF_SITES, site_names)
    if "weights" in asked:
        columns |= _of(read_columns(asked.pop("weights")), _OF_CLIENTS, client_names)
    if "opening" in asked:
        columns |= _opening(asked.pop("opening"), site_names)
    wrong = [f"--{_option(one)}: {name} does not take it; leave it out" for one in asked
             if one not in known]  # fmt: skip
    arguments = {one: value for one, value in {**columns, **asked}.items() if one in known}
    wrong += [f"{name}: needs {_how(one)}" for one in kind.needs if one not in arguments]
    if wrong:
        raise InputError(wrong)
    return cost, arguments


def _of(part: Columns, wanted: dict[str, str], names: list[Any]) -> dict[str, Any]:
    """Columns of a file in the order of the names."""
    import numpy as np

    place = {one: at for at, one in enumerate(part.names)}
    missing = [one for one in names if one not in place]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise InputError([f"{part.file}: has no row for '{missing[0]}'{more}; give one for each"])
    order = np.array([place[one] for one in names])
    return {
        argument: part.numbers[column][order]
        for argument, column in wanted.items()
        if column in part.numbers
    }


def _opening(given: str, names: list[Any]) -> dict[str, Any]:
    """One number for all sites, or the columns of a file."""
    try:
        return {"opening": float(given)}
    except ValueError:
        return _of(read_columns(Path(given)), _OF_SITES, names)


def _option(argument: str) -> str:
    return argument.replace("_", "-")


def _how(argument: str) -> str:
    """How an argument is given on the command line."""
    if argument in {"demand", "capacity"}:
        option = "--weights" if argument == "demand" else "--opening"
        return f"a column {argument}: in the file of {option}, or beside the coordinates"
    return f"--{_option(argument)}"
