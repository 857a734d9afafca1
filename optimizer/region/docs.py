"""docs/data.md, made from the schema: ``python -m optimizer.region.docs`` writes it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from optimizer.region.column import LEVELS, MONTHS, Column, columns_of
from optimizer.region.findings import Where, message
from optimizer.region.machines import MachineClass
from optimizer.region.row import Row
from optimizer.region.scenario import Override, RollOut, Scenario
from optimizer.region.tables import TABLES, Table
from optimizer.region.templates import toml_value
from optimizer.region.unit_hint import plain, unit_hint

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data.md"

_HEAD = """\
# Data of a region

Made from the schema by `python -m optimizer.region.docs`; do not edit by hand.

A region is a folder of tables. `hubs new DIR` writes one with example rows, `hubs new DIR --from
khabarovsk` copies the default region, and `hubs check DIR` names every problem at once, such as:

```
@PROBLEM@
```

```
my-region/
  region.toml           title = { en = "…", ru = "…" }, description; optional
  scenarios/base.toml   the money and the rules, see below
  places.csv            one file for each table, or places.xlsx,
  …                     or all tables as the sheets of one region.xlsx
```

## How files are read

- **CSV**: UTF-8 with or without BOM, UTF-16 with BOM, or cp1251. Comma, semicolon or tab: the one
  under which most headings are known. A text that holds the separator, a quote or a line break
  stands in quotes.
- **.xlsx**: the sheet named like the table, or else the first; `region.xlsx` has a sheet for each
  table. A formula counts as the value that was last computed.
- **Headings** may stand in any order and in any case. An unknown heading is an error, for mostly
  it is a misspelt one. Blank lines are skipped; a line that begins with `#` is data.
- **Numbers**: decimal point or comma, spaces (no-break ones too) between thousands: `1 234,5`.
  Where the comma separates columns, `"1,234"` may mean two numbers, and is refused where both are
  legal. NaN, infinity, per cent signs and units are refused.
- **Flags**: yes or no, да or нет, true or false, 1 or 0.
- **Months**: `5-10`, `1-3,12`; a range may wrap: `12-4`.
- **Ids**: letters, digits, `-`, `_` and `.`, at most 64 characters.
- **Empty cells** take the default; a column with a default may be absent.

## Assumed values: low, base, high

A column marked *assumed* may be given once (`name`), or three times (`name_low`, `name_base`,
`name_high`). A run uses one of the three: `values` of the scenario says which, or `--values
low|base|high`. Low and high are the ends of what is plausible and need not be in order. All three
are checked, whichever is used.

## Where a fact comes from

Every table ends with these columns.
"""

_SCENARIO = """\
## Scenarios

`scenarios/base.toml` is the default; `--scenario NAME` takes `scenarios/NAME.toml`, `--scenario
FILE` any file. A scenario may begin with `extends = "base"`: it has the keys of `base`, save those
it gives itself (its name and titles are always its own), and its overrides follow those of `base`.
"""

_ROLL_OUT = """\
### Quarters

A scenario with a table `[roll_out]` is planned over quarters: what is built when. Hubs, servers,
product lines and the depot take `build_quarters` (tables sizes, levels, lines and depots) from the
decision until they work, are paid in equal parts meanwhile, and stay. Money counts as it is spent:
capital while building, a quarter of the running cost in every quarter; `budget_mrub` a year and
`annuity` are not used. Stocks are rented: they cost their holding rate. What a line saves beyond
its running cost is money for later quarters.

```toml
extends = "base"

[roll_out]
quarters = 4
budget_mrub = [300, 200, 200, 140]
growth = 0.4
```

"""

_OVERRIDE = """\
### Overrides

An override changes values of a table, checked like cells of a file; a message names the scenario
file and the number of the override. `where` chooses rows by any columns; `set` gives new values. A
plain name of an assumed column sets low, base and high alike.

```toml
extends = "base"
title = "Road to Urgal all year, and more trucks at Malmyzh"

[[override]]
table = "links"
where = { from = ["berezovy", "suluk"], mode = "road" }
set = { open_months = "1-12" }

[[override]]
table = "fleets"
where = { site = "malmyzh-gok", class = "belaz_220" }
set = { count_low = 8, count_base = 12, count_high = 16 }
```

| key | type | default | meaning |
| --- | --- | --- | --- |
"""

_COLUMN_HEAD = """\
| column | type | unit | range | default | meaning | example |
| --- | --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return docs/data.md."""
    head = _HEAD.replace("@PROBLEM@", _problem())
    parts = [head, _COLUMN_HEAD + "".join(map(_column_line, columns_of(Row)))]
    parts.append("## Tables\n\nA table marked *optional* may be absent.")
    parts += [_table(table) for table in TABLES]
    parts += [_SCENARIO + "\n" + _keys(Scenario), _ROLL_OUT + _keys(RollOut)]
    parts.append(_OVERRIDE + _rows(Override))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _problem() -> str:
    """Return a message as `hubs check` would print it."""
    hours = next(column for column in columns_of(MachineClass) if column.name == "handson_h")
    where = Where("my-region/classes.csv", 2)
    fix = unit_hint(hours, 840)
    return message(where, "is out of range", column=hours.name, got="840", fix=fix)


def _table(table: Table) -> str:
    optional = " (*optional*)" if table.optional else ""
    said = (table.row.__doc__ or "").splitlines()[0]
    key = " and ".join(f"`{name}`" for name in table.key)
    head = f"### {table.name}{optional}\n\n{said} No two rows have the same {key}.\n\n"
    own = [column for column in columns_of(table.row) if not column.provenance]
    return head + _COLUMN_HEAD + "".join(map(_column_line, own))


def _column_line(column: Column) -> str:
    name = f"`{column.name}`"
    if column.monthly:
        name = f"`{MONTHS[0]}` … `{MONTHS[-1]}`"
    cells = (
        name + (" *assumed*" if column.assumed else ""),
        _type(column),
        column.unit,
        _range(column),
        _default(column),
        column.meaning,
        f"`{column.example}`" if column.example else "",
    )
    return _line(*cells)


def _type(column: Column) -> str:
    if column.kind == "ref":
        return f"id of {column.refers_to}"
    if column.kind == "choice":
        return ", ".join(f"`{word}`" for word in column.choices)
    return column.kind


def _range(column: Column) -> str:
    if column.low is None or column.high is None:
        return ""
    return f"{plain(column.low)} … {plain(column.high)}"


def _default(column: Column) -> str:
    if column.required:
        return "required"
    if column.default in (None, ""):
        return "empty"
    if isinstance(column.default, bool):
        return "yes" if column.default else "no"
    if isinstance(column.default, frozenset):
        return "all" if len(column.default) == len(MONTHS) else str(sorted(column.default))
    return plain(column.default) if column.kind == "number" else str(column.default)


def _keys(model: type[BaseModel]) -> str:
    return _line("key", "type", "default", "meaning") + _line(*["---"] * 4) + _rows(model)


def _rows(model: type[BaseModel]) -> str:
    """Return a line for every key of a pydantic model, with its type and legal range."""
    schema = model.model_json_schema()
    lines = []
    for name, field in model.model_fields.items():
        kind = _json_type(schema["properties"][name])
        empty = field.default is None or field.default == ()
        default = "none" if empty else f"`{toml_value(field.default)}`"
        if field.is_required():
            default = "required"
        elif field.default_factory is not None:
            default = "`{}`"
        lines.append(_line(f"`{name}`", kind, default, field.description or ""))
    return "".join(lines)


def _json_type(schema: dict[str, Any]) -> str:
    """Return the type of a key in words, from its JSON schema."""
    if "anyOf" in schema:
        kinds = [_json_type(one) for one in schema["anyOf"]]
        return " or ".join(kind for kind in kinds if kind != "null")
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        levels = ", ".join(f"{level} = …" for level in LEVELS)
        named = {"Assumed": f"`{{ {levels} }}`", "RollOut": "table, see below"}
        return named.get(name, "tables, see below")
    if schema.get("type") == "array":
        return f"list of {_json_type(schema['items'])}"
    words = {"string": "text", "boolean": "true or false", "object": "table", "integer": "integer"}
    kind = words.get(str(schema.get("type")), str(schema.get("type")))
    bounds = [
        f"{sign} {schema[key]:g}"
        for key, sign in (
            ("minimum", "≥"),
            ("exclusiveMinimum", ">"),
            ("maximum", "≤"),
            ("exclusiveMaximum", "<"),
        )
        if key in schema
    ]
    return f"{kind} {' and '.join(bounds)}".strip()


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{PAGE} written", file=sys.stderr)
