"""Quarters of a region: each is the region with its own months and fleets, and a Problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.region.region import Region
from optimizer.region.resources import Level
from optimizer.region.scenario import RollOut as Rules
from optimizer.region.sites import Fleet
from optimizer.roll_out import NEW, Once, RollOut, Steps
from optimizer.travel import Travel, travel_times
from optimizer.turnaround.build import Turnaround, on_offer, turnaround, with_variability

MONTHS = 3
_YEARS = MONTHS / 12.0


@dataclass(frozen=True, eq=False)
class Quarters:
    """A region quarter by quarter.

    Attributes
    ----------
    region
        The whole region with its scenario.
    built
        Region, stages, stations and Problem of each quarter; costs are the running ones.
    roll_out
        The same as arrays.
    """

    region: Region
    built: tuple[Turnaround, ...]
    roll_out: RollOut


def quarters(region: Region, travel: Travel | None = None) -> Quarters:
    """Build the quarters of a region whose scenario has a roll-out (docs/model.md, section 9)."""
    rules = region.scenario.roll_out
    assert rules is not None, "the scenario has no roll-out"
    travel = travel if travel is not None else travel_times(region)
    offer = on_offer(_mean_year(region, rules), travel)
    known: dict[tuple[frozenset[int], float], Turnaround] = {}
    built = []
    for t in range(rules.quarters):  # a year later with the same fleets it is the same problem
        key = months_in(rules, t), growth_by(rules, t)
        if key not in known:
            known[key] = _paid_whole(turnaround(quarter_of(region, rules, t), travel, offer=offer))
        built.append(known[key])
    return Quarters(region, tuple(built), _roll_out(region, rules, tuple(built)))


def with_own_variability(found: Quarters, cv2: list[dict[str, Array]]) -> Quarters:
    """The same with other service variability, quarter by quarter."""
    built = tuple(with_variability(each, own) for each, own in zip(found.built, cv2, strict=True))
    problems = tuple(each.problem for each in built)
    return replace(found, built=built, roll_out=replace(found.roll_out, quarters=problems))


def months_in(rules: Rules, quarter: int) -> frozenset[int]:
    """Calendar months of a quarter, January being 1."""
    first = rules.first_month - 1 + MONTHS * quarter
    return frozenset((first + i) % 12 + 1 for i in range(MONTHS))


def growth_by(rules: Rules, quarter: int) -> float:
    """Fleets of a quarter over today's."""
    return 1.0 + rules.growth * quarter / (rules.quarters - 1)


def _mean_year(region: Region, rules: Rules) -> Region:
    """The region with the mean of its fleets: what a depot keeps is the same in all quarters."""
    growth = float(np.mean([growth_by(rules, t) for t in range(rules.quarters)]))
    return replace(region, fleets=_times(region.fleets, growth))


def _times(fleets: tuple[Fleet, ...], growth: float) -> tuple[Fleet, ...]:
    return tuple(replace(f, count=f.count * growth) for f in fleets)


def _paid_whole(built: Turnaround) -> Turnaround:
    """Nothing of what a source costs is charged to a station: it is paid as it is built."""
    stations = tuple(
        replace(s, supply=replace(s.supply, part=np.zeros(0))) if s.supply else s
        for s in built.problem.stations
    )
    return replace(built, problem=replace(built.problem, stations=stations))


def quarter_of(region: Region, rules: Rules, quarter: int) -> Region:
    """The region in one quarter: its months, its fleets grown, and only running costs counted."""
    months, growth = months_in(rules, quarter), growth_by(rules, quarter)
    seasons = tuple(
        replace(s, months=s.months & months) for s in region.seasons if s.months & months
    )
    own = {"annuity": 0.0, "budget_mrub": float("inf"), "roll_out": None}
    scenario = region.scenario.model_copy(update=own)
    return replace(region, seasons=seasons, fleets=_times(region.fleets, growth), scenario=scenario)


def _levels(region: Region, pool: str) -> list[Level]:
    return sorted((v for v in region.levels if v.pool == pool), key=lambda v: v.servers)


def _roll_out(region: Region, rules: Rules, built: tuple[Turnaround, ...]) -> RollOut:
    problem: Problem = built[0].problem
    index = {s.id: i for i, s in enumerate(region.sizes)}
    existing = np.array([index[p.existing_size] if p.existing_size else NEW for p in region.parks])
    factor = np.array([p.capital_factor for p in region.parks])[:, None]
    capital = factor * np.array([s.capital_mrub for s in region.sizes])
    rank = np.argsort(np.argsort(capital[0], kind="stable"), kind="stable")
    stands = np.where(existing >= 0, capital[np.arange(len(existing)), existing], 0.0)
    servers = []
    for station in problem.stations:
        if station.kind == "stock":
            continue
        levels = _levels(region, station.name)
        servers.append(Steps(
            capital=factor * np.array([v.capital_mrub for v in levels]),
            rank=np.arange(len(levels)), build=np.array([v.build_quarters for v in levels]),
            start=np.full(len(existing), NEW),
        ))  # fmt: skip
    weight = (1.0 + rules.discount) ** (-_YEARS * np.arange(rules.quarters))
    return RollOut(
        quarters=tuple(b.problem for b in built),
        weight=weight / weight.sum(),
        years=np.full(rules.quarters, _YEARS),
        budget=np.array(rules.budgets),
        sizes=Steps(
            np.maximum(capital - stands[:, None], 0.0), rank,
            np.array([s.build_quarters for s in region.sizes]),
            np.where(existing >= 0, rank[existing], NEW),
        ),
        servers=tuple(servers),
        closing=np.array([p.closing_mrub for p in region.parks]),
        change=rules.change_mrub,
        sources=_sources(built[0]),
    )  # fmt: skip


def _sources(built: Turnaround) -> Once:
    """Lines, then depots."""
    rows = [(at.line, at.park) for at in built.lines] + [(at.row, at.park) for at in built.depots]
    return Once(
        np.array([row.capital_mrub * park.capital_factor for row, park in rows], dtype=float),
        np.array([row.build_quarters for row, _ in rows], dtype=int),
    )
