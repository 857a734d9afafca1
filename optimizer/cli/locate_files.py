"""The files of ``hubs locate``: a table of costs, or clients and sites with coordinates."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.errors import InputError
from optimizer.region.bad_value import BadValue
from optimizer.region.decode import read_text
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.number import parse_number

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from optimizer.locate.points import Points

_SEPARATORS = ",;\t"
_SPACES = " \t\r\n\u00a0\u202f\ufeff"
_PLACES = (("lat", "lon"), ("x", "y"))
_NUMBERS = ("weight", "demand", "opening", "capacity")


@dataclass(frozen=True, eq=False)
class Columns:
    """A file of one row per client or site: names, and the columns that it has."""

    file: str
    names: tuple[str, ...]
    numbers: dict[str, NDArray[np.float64]]


def read_costs_file(path: Path) -> pd.DataFrame:
    """Costs clients x sites: names in the first row and column; an empty cell is not served.

    Raises
    ------
    InputError
        Everything that is wrong with the file, at once.
    """
    import numpy as np
    import pandas as pd

    file, separator, rows = _rows(path)
    head, body = rows[0][1], rows[1:]
    sites = tuple(head[1:])
    findings = Findings()
    _check_names(file, 1, sites, "site", findings)
    clients = tuple(cells[0] for _, cells in body)
    _check_names(file, 2, clients, "client", findings)
    full = np.full((len(body), len(sites)), np.inf)
    for i, (line, cells) in enumerate(body):
        if len(cells) != len(head):
            what = f"the row has {len(cells)} cells, the heading has {len(head)}"
            findings.add(Where(file, line), what, fix="one cost per site, after the client's name")
            continue
        for j, text in enumerate(cells[1:]):
            if text:
                full[i, j] = _number(file, line, sites[j], text, separator, findings)
    findings.raise_if_any()
    if not sites or not clients:
        raise InputError([f"{file}: holds no costs; give clients as rows and sites as columns"])
    return pd.DataFrame(full, index=list(clients), columns=list(sites))


def read_columns(path: Path) -> Columns:
    """Read a file with a name in its first column and numbers in those that are known.

    Known are lat, lon, x, y, weight, demand, opening, capacity; other columns are passed over.

    Raises
    ------
    InputError
        Everything that is wrong with the file, at once.
    """
    import numpy as np

    file, separator, rows = _rows(path)
    head, body = [name.casefold() for name in rows[0][1]], rows[1:]
    known = [name for pair in _PLACES for name in pair] + list(_NUMBERS)
    findings = Findings()
    names = tuple(cells[0] for _, cells in body)
    _check_names(file, 2, names, "name", findings)
    numbers: dict[str, Any] = {}
    for name in known:
        if name not in head[1:]:
            continue
        at = head.index(name)
        numbers[name] = np.array(
            [
                _number(file, line, name, cells[at] if at < len(cells) else "", separator, findings)
                for line, cells in body
            ]
        )
    findings.raise_if_any()
    if not names:
        raise InputError([f"{file}: has no rows; give one per client or site"])
    if not numbers:
        fix = f"name the columns {', '.join(known)}, after one of names"
        raise InputError([f"{file}: has no column of numbers that is known; {fix}"])
    return Columns(file, names, numbers)


def points_of(clients: Columns, sites: Columns) -> Points:
    """Costs by coordinates: kilometres between lat and lon, or straight between x and y.

    Raises
    ------
    InputError
        The files do not both have the same kind of coordinates.
    """
    import numpy as np

    from optimizer.locate.points import from_points

    for pair in _PLACES:
        if all(name in part.numbers for part in (clients, sites) for name in pair):
            xy = [np.stack([part.numbers[name] for name in pair], 1) for part in (clients, sites)]
            return from_points(
                *xy, metric="haversine" if pair[0] == "lat" else "euclidean",
                client_names=clients.names, site_names=sites.names,
            )  # fmt: skip
    both = f"{clients.file} and {sites.file}"
    raise InputError([f"{both}: have no coordinates in common; give both lat and lon, or x and y"])


def _rows(path: Path) -> tuple[str, str, list[tuple[int, list[str]]]]:
    """Name of the file, its separator, and its rows with their lines."""
    findings = Findings()
    text = read_text(path, findings)
    findings.raise_if_any()
    file, head = shown_path(path), (text or "").strip(_SPACES).partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO((text or "").lstrip("\ufeff"), newline=""), delimiter=separator)
    rows = [
        (reader.line_num, [cell.strip(_SPACES) for cell in cells])
        for cells in reader
        if any(cell.strip(_SPACES) for cell in cells)
    ]
    if not rows:
        raise InputError([f"{file}: the file is empty; write a heading row and the rows"])
    return file, separator, rows


def _check_names(
    file: str, line: int, names: tuple[str, ...], what: str, findings: Findings
) -> None:
    if "" in names:
        findings.add(Where(file, line), f"a {what} has no name", fix="name every row and column")
    double = sorted({name for name in names if name and names.count(name) > 1})
    for name in double[:5] if len(set(names)) < len(names) else ():
        findings.add(Where(file), f"{what} '{name}' stands twice", fix="give names of their own")


def _number(
    file: str, line: int, column: str, text: str, separator: str, findings: Findings
) -> float:
    try:
        return parse_number(text, comma_unclear=separator == ",")
    except BadValue as bad:
        findings.add(Where(file, line), bad.what, column=column, got=text, fix=bad.fix)
        return 0.0
