"""The months of a simulated year: the calendar's, or those of a part of it over and over."""

from __future__ import annotations

from dataclasses import replace

from optimizer.region.region import Region
from optimizer.simulate.network import MONTHS, Months, Network, Shelf, Source
from optimizer.turnaround.demand import months_of

Calendar = tuple[int, ...]
"""Calendar month (0 to 11) of each of the twelve months of a simulated year."""

WHOLE_YEAR: Calendar = tuple(range(MONTHS))


def lived_months(region: Region) -> Calendar:
    """The whole year, or the quarter that the seasons cover as if it came again and again.

    The months of a quarter follow each other over the turn of the year too.
    """
    covered = months_of(region)
    turns = MONTHS // len(covered)
    assert turns * len(covered) == MONTHS, "seasons cover a year, or a part of it such as a quarter"
    if turns == 1:
        return WHOLE_YEAR
    first = next(m for m in covered if (m - 1) % MONTHS not in covered)
    return tuple((first + i) % MONTHS for i in range(len(covered))) * turns


def when(calendar: Calendar, months: frozenset[int]) -> list[int]:
    """Months of the simulated year that are some calendar months (1 to 12)."""
    return [n for n, month in enumerate(calendar) if month + 1 in months]


def in_calendar(network: Network, calendar: Calendar) -> Network:
    """The network of a calendar year, in the months of a simulated year instead."""
    if calendar == WHOLE_YEAR:
        return network
    return replace(
        network,
        sources=tuple(_source(source, calendar) for source in network.sources),
        shelves=tuple(_shelf(shelf, calendar) for shelf in network.shelves),
    )


def _in(calendar: Calendar, hours: Months) -> Months:
    return tuple(hours[month] for month in calendar)


def _source(source: Source, calendar: Calendar) -> Source:
    return replace(
        source, failures_per_h=_in(calendar, source.failures_per_h),
        crew_h=_in(calendar, source.crew_h), tow_h=_in(calendar, source.tow_h),
        field_h=_in(calendar, source.field_h), bay_h=_in(calendar, source.bay_h),
    )  # fmt: skip


def _shelf(shelf: Shelf, calendar: Calendar) -> Shelf:
    lanes = tuple((share, _in(calendar, mean), _in(calendar, fixed))
                  for share, mean, fixed in shelf.lanes)  # fmt: skip
    return replace(shelf, way_h=_in(calendar, shelf.way_h), lanes=lanes)
