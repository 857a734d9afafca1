"""The tables of a region: which file holds which rows."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.geography import Link, Mode, Place
from optimizer.region.machines import Activity, MachineClass, Today
from optimizer.region.production import Line, LinePart
from optimizer.region.resources import Family, Hosting, Level, Need, Pool, Size
from optimizer.region.row import Row
from optimizer.region.scenario import Scenario
from optimizer.region.seasons import Climate, Cold, Season
from optimizer.region.sites import Fleet, Park, Site
from optimizer.region.supply import Carry, Depot, Lane


@dataclass(frozen=True)
class Table:
    """One table: its file name without suffix, its row type, its key columns.

    ``key`` columns together identify a row: two rows with the same key are an error. ``switch`` is
    the key of the scenario without which the table is not used; empty: always used.
    """

    name: str
    row: type[Row]
    key: tuple[str, ...]
    meaning: str
    optional: bool = False
    switch: str = ""

    def used_by(self, scenario: Scenario) -> bool:
        """Whether a scenario makes use of the table."""
        return not self.switch or bool(getattr(scenario, self.switch))


TABLES: tuple[Table, ...] = (
    Table("places", Place, ("id",), "nodes of the network"),
    Table("modes", Mode, ("id",), "ways of travelling"),
    Table(
        "links",
        Link,
        ("from", "to", "mode", "open_months"),
        "connections of two places",
        optional=True,
    ),
    Table("parks", Park, ("id",), "where a hub may be built, or works already"),
    Table("sites", Site, ("id",), "where machines work"),
    Table("pools", Pool, ("id",), "kinds of servers"),
    Table("classes", MachineClass, ("id",), "machines that fail and are repaired alike"),
    Table("fleets", Fleet, ("site", "class"), "machines of a class at a site"),
    Table("activity", Activity, ("class", "kind"), "failures over the year", optional=True),
    Table("today", Today, ("class", "workshop"), "how a repair runs today", optional=True),
    Table("sizes", Size, ("id",), "sizes of a hub"),
    Table("levels", Level, ("pool", "servers"), "server pools in levels"),
    Table("hosting", Hosting, ("size", "pool"), "servers that a hub size can host"),
    Table("families", Family, ("id",), "spare parts", optional=True),
    Table("needs", Need, ("family", "class"), "which repairs need which parts", optional=True),
    Table("lanes", Lane, ("id",), "ways of parts to the gateway", optional=True, switch="lanes"),
    Table(
        "carries",
        Carry,
        ("family", "lane"),
        "which lanes carry which parts",
        optional=True,
        switch="lanes",
    ),
    Table(
        "depots",
        Depot,
        ("park",),
        "where a central depot may be",
        optional=True,
        switch="depot",
    ),
    Table("lines", Line, ("id",), "what may be made in a park", optional=True, switch="lines"),
    Table(
        "line_parts",
        LinePart,
        ("line", "family"),
        "parts that a line supplies",
        optional=True,
        switch="lines",
    ),
    Table("seasons", Season, ("id",), "months to seasons"),
    Table("climate", Climate, ("place",), "temperature by month", optional=True),
    Table("cold", Cold, ("setting", "below_c"), "cold factor of hands-on work", optional=True),
)
