"""One column of a table: the single definition from which checks, templates and docs are made."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Kind = Literal["text", "id", "ref", "number", "integer", "flag", "choice", "months"]
"""How a cell is read.

``months`` is a set of calendar months written as ``1-3,12`` (a range may wrap: ``12-4``).
``flag`` is yes or no. ``ref`` must be an id of another table.
"""

Level = Literal["low", "base", "high"]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LEVELS: tuple[Level, ...] = ("low", "base", "high")


class _Required:
    """Marks a column without a default."""


_REQUIRED = _Required()


@dataclass(frozen=True)
class Column:
    """What one column of a table holds.

    Attributes
    ----------
    name
        Heading in the file.
    field
        Attribute of the row object; not ``name`` only where the heading is a Python keyword.
    meaning, example, unit
        Words for the docs, the template and the error messages. ``unit`` is empty for pure numbers.
    kind
        How a cell is read, see `Kind`.
    low, high
        Closed range of legal numbers.
    refers_to
        Table whose ids are legal, for ``kind == "ref"``.
    choices
        Legal words, for ``kind == "choice"``.
    assumed
        The column may be given three times, as ``name_low``, ``name_base`` and ``name_high``; a run
        uses one of them. A plain ``name`` stands for all three.
    monthly
        The column is twelve columns, ``jan`` to ``dec``, read into a tuple of twelve.
    default
        Value of an empty or absent cell; absent when the column is required.
    provenance
        Says where the row's facts come from: such columns stand last in every table.
    """

    name: str
    field: str
    meaning: str
    kind: Kind
    unit: str = ""
    low: float | None = None
    high: float | None = None
    refers_to: str = ""
    choices: tuple[str, ...] = ()
    assumed: bool = False
    monthly: bool = False
    example: str = ""
    default: Any = _REQUIRED
    provenance: bool = False

    @property
    def required(self) -> bool:
        """Whether a row must have a value here."""
        return self.default is _REQUIRED

    @property
    def headings(self) -> tuple[str, ...]:
        """Headings under which the column may stand in a file."""
        if self.monthly:
            return MONTHS
        if self.assumed:
            return (self.name, *self.slots)
        return (self.name,)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Names of the values of one row: twelve by month, three by level, or one."""
        if self.monthly:
            return MONTHS
        if self.assumed:
            return tuple(f"{self.name}_{level}" for level in LEVELS)
        return (self.name,)


def column(meaning: str, kind: Kind, **options: Any) -> Any:
    """Declare a dataclass field as a table column; ``options`` are the attributes of `Column`."""
    return dataclasses.field(
        default=options.get("default", dataclasses.MISSING),
        metadata={"column": {"meaning": meaning, "kind": kind, **options}},
    )


def columns_of(row_type: type) -> tuple[Column, ...]:
    """Columns of a row type in the order of its fields, the provenance last."""
    found = []
    for field in dataclasses.fields(row_type):
        options = dict(field.metadata["column"])
        found.append(Column(name=options.pop("name", field.name), field=field.name, **options))
    return tuple(sorted(found, key=lambda c: c.provenance))
