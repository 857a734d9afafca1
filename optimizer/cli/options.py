"""Arguments and options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Values(StrEnum):
    """Which of the assumed values to use."""

    low = "low"
    base = "base"
    high = "high"


class Lang(StrEnum):
    """Language of words, tables and map."""

    en = "en"
    ru = "ru"


RegionArgument = Annotated[
    str, typer.Argument(metavar="REGION", help="A bundled region or a folder.")
]
ScenarioOption = Annotated[
    str, typer.Option(metavar="NAME|FILE", help="Scenario of the region, or a TOML file.")
]
ValuesOption = Annotated[
    Values | None, typer.Option(help="Assumed values to use instead of the scenario's.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout, nothing else.")
]
LangOption = Annotated[Lang, typer.Option(help="Language of words, tables and map.")]
PlanArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan.json, or the folder that holds it.")
]
