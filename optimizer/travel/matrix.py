"""A user's own travel hours, read from a CSV file that takes the place of the network."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.region.column import column
from optimizer.region.csv_sheet import read_csv
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.heading import known_headings
from optimizer.region.read_table import parse_table, table_of
from optimizer.region.record import Record
from optimizer.region.region import Region
from optimizer.region.row import Row
from optimizer.region.suggest import did_you_mean
from optimizer.region.tables import Table
from optimizer.travel.graph import NO_MODE
from optimizer.travel.network import MONTHS
from optimizer.travel.profile import tow_speeds
from optimizer.travel.times import Travel

YEAR = frozenset(MONTHS)


@dataclass(frozen=True, kw_only=True)
class Pair(Row):
    """Hours between a park and a site, in some months or all year."""

    park: str = column("one end", "ref", refers_to="parks", example="kms-parus")
    site: str = column("other end", "ref", refers_to="sites", example="malmyzh-gok")
    season: str = column("season of these hours; empty: all year", "text", default="",
                         example="winter")  # fmt: skip
    month: frozenset[int] = column("months of these hours instead of a season; empty: all year",
                                   "months", default=frozenset(), example="12-3")  # fmt: skip
    crew_h: float = column("one way hours of a crew, waits included", "number", unit="h", low=0,
                           high=720, example="7.4")  # fmt: skip
    tow_h: float | None = column("hours of a machine to the park; empty: no way for machines",
                                 "number", unit="h", low=0, high=720, default=None,
                                 example="11")  # fmt: skip
    km: float = column("length of the way", "number", unit="km", low=0, high=20_000,
                       example="410")  # fmt: skip


TABLE = Table("matrix", Pair, ("park", "site", "season", "month"), "travel hours of the user's own")


class _Entry(NamedTuple):
    """A legal row: its park and site by index, its months, what it says and where it stands."""

    park: int
    site: int
    months: frozenset[int]
    pair: Pair
    record: Record


def matrix_times(network_times: Travel) -> Travel:
    """Replace the network's hours between parks and sites by those of the scenario's matrix.

    A row with a season or months wins over a row of the same pair for all year.

    Raises
    ------
    InputError
        With every problem of the file: what cannot be read, who is unknown, which hours are given
        twice, which pair is missing.
    """
    region = network_times.region
    findings = Findings()
    entries = _entries(region, findings)
    findings.raise_if_any()
    given = _entry_by_month(region, entries, findings)
    _note_missing(region, given, findings)
    findings.raise_if_any()

    signature = [
        (given[month - 1].tobytes(), network_times.month_variant(month)) for month in MONTHS
    ]
    alike: dict[tuple[bytes, int], set[int]] = {}
    for month, key in zip(MONTHS, signature, strict=True):
        alike.setdefault(key, set()).add(month)
    given = given[[min(months) - 1 for months in alike.values()]]
    crew_h = np.array([entry.pair.crew_h for entry in entries], dtype=float)[given]
    tows = [np.inf if e.pair.tow_h is None else e.pair.tow_h for e in entries]
    tow_h = np.array(tows, dtype=float)[given]
    km = np.array([entry.pair.km for entry in entries], dtype=float)[given]
    speeds = tow_speeds(region)
    return dataclasses.replace(
        network_times,
        variants=tuple(frozenset(months) for months in alike.values()),
        crew_h=crew_h,
        crew_km=km,
        crew_mode=np.full(given.shape, NO_MODE, dtype=np.int8),
        tow_h=dict.fromkeys(speeds, tow_h),
        tow_km=dict.fromkeys(speeds, np.where(np.isfinite(tow_h), km, np.inf)),
        parts_h=network_times.parts_h[[variant for _, variant in alike]],
        from_matrix=True,
    )


def _entries(region: Region, findings: Findings) -> list[_Entry]:
    """Return the legal rows of the file."""
    path = region.folder / region.scenario.matrix
    if not path.is_file():
        findings.add(
            Where(shown_path(path)),
            "the scenario's matrix is not there",
            fix="write the file, or take 'matrix' out of the scenario",
        )
        return []
    sheet = read_csv(path, known_headings(Pair), findings)
    if sheet is None:
        return []
    table = table_of(TABLE, sheet, findings)
    parse_table(table, "base", findings)
    parks = {park.id: j for j, park in enumerate(region.parks)}
    sites = {site.id: i for i, site in enumerate(region.sites)}
    entries = []
    for record in table.records:
        if isinstance(record.row, Pair):
            park = _known(record, "park", record.row.park, parks, findings)
            site = _known(record, "site", record.row.site, sites, findings)
            months = _months(region, record, record.row, findings)
            if park is not None and site is not None and months:
                entries.append(_Entry(park, site, months, record.row, record))
    return entries


def _known(
    record: Record, slot: str, name: str, known: dict[str, int], findings: Findings
) -> int | None:
    if name not in known:
        record.add_to(findings, slot, f"no {slot} has this id", did_you_mean(name, known))
    return known.get(name)


def _months(region: Region, record: Record, pair: Pair, findings: Findings) -> frozenset[int]:
    """Return the months of a row; none where they are no months."""
    seasons = {season.id: season.months for season in region.seasons}
    if pair.season and pair.month:
        record.add_to(findings, "month", "a season is given too", "keep one of the two")
    if not pair.season:
        return pair.month or YEAR
    if pair.season not in seasons:
        fix = did_you_mean(pair.season, seasons)
        record.add_to(findings, "season", "no season has this id", fix)
    return seasons.get(pair.season, frozenset())


def _entry_by_month(region: Region, entries: list[_Entry], findings: Findings) -> NDArray[np.int64]:
    """Return which entry gives the hours of each month, park and site; -1 where none does."""
    shape = (len(MONTHS), len(region.parks), len(region.sites))
    all_year, some = (np.full(shape, -1, dtype=np.int64) for _ in range(2))
    for number, entry in enumerate(entries):
        target = all_year if entry.months == YEAR else some
        months = [month - 1 for month in sorted(entry.months)]
        taken = target[months, entry.park, entry.site]
        if (taken >= 0).any():
            first = entries[int(taken.max())].record.where
            what = f"hours of this pair and month are given in line {first.line} already"
            entry.record.add_to(findings, "park", what, "keep one of the two rows")
        target[months, entry.park, entry.site] = number
    return np.where(some >= 0, some, all_year)


def _note_missing(region: Region, given: NDArray[np.int64], findings: Findings) -> None:
    """Note every pair without hours in some month."""
    where = Where(shown_path(region.folder / region.scenario.matrix))
    missing = given < 0
    for j, i in np.argwhere(missing.any(axis=0)):
        months = [month for month in MONTHS if missing[month - 1, j, i]]
        when = "" if len(months) == len(MONTHS) else f" in month {', '.join(map(str, months))}"
        what = f"pair '{region.parks[j].id}'–'{region.sites[i].id}' is missing{when}"
        findings.add(where, what, fix="add a row with its hours")
