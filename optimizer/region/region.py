"""Region: all facts of one region, checked, at one level of the assumed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from optimizer.region.geography import Link, Mode, Place
from optimizer.region.machines import Activity, MachineClass, Today
from optimizer.region.production import Line, LinePart
from optimizer.region.resources import Family, Hosting, Level, Need, Pool, Size
from optimizer.region.scenario import Scenario
from optimizer.region.seasons import Climate, Cold, Season
from optimizer.region.sites import Fleet, Park, Site
from optimizer.region.supply import Carry, Depot, Lane


@dataclass(frozen=True)
class Region:
    """Facts of a region; every attribute but the first four is a table of `tables.TABLES`.

    Fleets hold only rows of the scenario's scopes with at least one machine.
    """

    name: str
    title: dict[str, str]
    """Name of the region for people, by language (``en``, ``ru``)."""
    folder: Path
    scenario: Scenario
    places: tuple[Place, ...]
    modes: tuple[Mode, ...]
    links: tuple[Link, ...]
    parks: tuple[Park, ...]
    sites: tuple[Site, ...]
    pools: tuple[Pool, ...]
    classes: tuple[MachineClass, ...]
    fleets: tuple[Fleet, ...]
    sizes: tuple[Size, ...]
    levels: tuple[Level, ...]
    hosting: tuple[Hosting, ...]
    seasons: tuple[Season, ...]
    activity: tuple[Activity, ...] = ()
    today: tuple[Today, ...] = ()
    families: tuple[Family, ...] = ()
    needs: tuple[Need, ...] = ()
    climate: tuple[Climate, ...] = ()
    cold: tuple[Cold, ...] = ()
    lanes: tuple[Lane, ...] = ()
    carries: tuple[Carry, ...] = ()
    depots: tuple[Depot, ...] = ()
    lines: tuple[Line, ...] = ()
    line_parts: tuple[LinePart, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def assumptions(self) -> dict[str, tuple[int, int]]:
        """Rows marked ASSUMPTION and all rows, by table."""
        from optimizer.region.tables import TABLES

        return {
            t.name: (sum(row.assumption for row in rows), len(rows))
            for t in TABLES
            if (rows := getattr(self, t.name))
        }
