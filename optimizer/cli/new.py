"""``hubs new``: a region to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New or empty folder.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="REGION", help="Copy this bundled region instead."),
    ] = None,
) -> None:
    """Write a region to edit: every table with its headings and example rows, and a scenario.

    \b
    Examples:
      hubs new my-region                      tables with example rows
      hubs new my-krai --from khabarovsk      a copy of the default region
    """  # noqa: D301
    from optimizer.region.new_folder import write_region

    files = write_region(folder, source)
    print(f"{folder}: {files} files written. Edit the tables, then: hubs check {folder}")
