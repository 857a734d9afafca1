"""A region to start from: tables with example rows, made from the schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from optimizer.region.column import MONTHS, Column, columns_of
from optimizer.region.scenario import Assumed, Override, Scenario
from optimizer.region.tables import TABLES, Table

_PROVENANCE = {"source": "example: replace it", "confidence": "low", "assumption": "yes"}

_MOBILE = {"tow_kmh": "", "tow_range_km": "", "mean_kmh": ""}
_BY_LINK = {"max_kmh": "60", "detour": "", "kmh": ""}
_TRACK = {"id": "track", "name": "access track", "name_ru": "подъездной путь", "max_kmh": "",
          "reach": "last_km", "detour": "1.3", "kmh": "20"}  # fmt: skip
_KOMSOMOLSK = {"id": "komsomolsk", "name": "Komsomolsk-on-Amur", "name_ru": "Комсомольск-на-Амуре",
               "lat": "50.550", "lon": "137.010", "population": "233716"}  # fmt: skip
_MALMYZH = {"id": "malmyzh", "name": "Malmyzh", "name_ru": "Малмыж", "lat": "49.92",
            "lon": "136.90", "kind": "settlement", "population": ""}  # fmt: skip

_ROWS: dict[str, tuple[Mapping[str, str], ...]] = {
    "places": ({}, _KOMSOMOLSK, _MALMYZH),
    "modes": (_BY_LINK, _TRACK),
    "links": ({"speed_kmh": ""}, {"to": "malmyzh", "km": "274", "hours": "", "speed_kmh": "60"}),
    "classes": (_MOBILE,),
    "fleets": ({"km_per_year": ""},),
    "seasons": ({}, {"id": "summer", "name": "Summer", "name_ru": "Лето", "months": "4-12"}),
}
"""How the rows of a table differ from the examples of its columns; the others have one row."""

_SCENARIO_HEAD = """\
# A scenario: the money and the rules of a run. A line with # before its key changes nothing.
# Another scenario may start with  extends = "base"  and change some keys only.
"""
_SCENARIO_VALUES = {"budget_mrub": 500.0, "gateway": "khabarovsk"}
_OVERRIDE_EXAMPLE = """\
# Any value of the tables may be changed:
# [[override]]
# table = "fleets"
# where = { site = "malmyzh-gok", class = "belaz_220" }
# set = { count = 12 }
"""


def template_files(name: str) -> dict[str, str]:
    """Return the files of a new region, by path in its folder; together they load."""
    title = json.dumps(name, ensure_ascii=False)
    files = {f"{table.name}.csv": table_template(table) for table in TABLES}
    files["region.toml"] = f"title = {{ en = {title}, ru = {title} }}\n"
    files["scenarios/base.toml"] = scenario_template()
    return files


def table_template(table: Table) -> str:
    """Return a table as CSV: the headings and its example rows."""
    columns = columns_of(table.row)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for column in columns for name in _headings(column)])
    for row in _ROWS.get(table.name, ({},)):
        texts = {**_PROVENANCE, **row}
        writer.writerow([text for column in columns for text in _cells(column, texts)])
    return out.getvalue()


def scenario_template() -> str:
    """Return ``base.toml`` with every key of a scenario, its meaning and its default."""
    parts = [_SCENARIO_HEAD]
    for key, field in Scenario.model_fields.items():
        if key == "override":
            continue
        given = key in _SCENARIO_VALUES
        value = _SCENARIO_VALUES[key] if given else field.default
        if value is None and field.examples:
            value = field.examples[0]
        line = f"{key} = {value if key == 'roll_out' else toml_value(value)}"
        parts.append(f"# {field.description}\n{line if given else f'# {line}'}\n")
    return "\n".join([*parts, _OVERRIDE_EXAMPLE])


def toml_value(value: Any) -> str:
    """Return a value of a scenario as TOML."""
    if isinstance(value, Assumed):
        return f"{{ low = {value.low}, base = {value.base}, high = {value.high} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return f"[{', '.join(toml_value(one) for one in value if not isinstance(one, Override))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _headings(column: Column) -> tuple[str, ...]:
    return MONTHS if column.monthly else (column.name,)


def _cells(column: Column, texts: Mapping[str, str]) -> list[str]:
    text = texts.get(column.name, column.example)
    return text.split() if column.monthly else [text]
