"""Levels for given assignments: the exact choice of sizes, servers and kits of all quarters.

Once the cells are assigned every load is a number. What remains is a knapsack with one row for the
money until the end of each quarter, and rows that say that nothing shrinks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice, station_loads
from optimizer.model.timetable import Timetable, handed_over
from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.roll_out import RollOut
from optimizer.solve.levels import Row, binaries, on_hull, relaxed, undominated
from optimizer.solve.rollout.sources_built import (
    SOURCE,
    limit_rows,
    needs_rows,
    ready_levels,
    without_idle,
)

_HUB = -1
_GAP, _SECONDS = 1e-4, 4.0
_MANY = 200
"""From so many stations of hubs in all quarters on, levels that a mix of others beats are left out:
it is four times as quick, and costs some 1e-6 of the aim."""

Name = tuple[int, int, int, int]
"""Quarter, park, station (`_HUB`: the hub itself), level (`NONE`: no servers).

A source has its number for a park, `SOURCE` for a station and 0 for a level.
"""


@dataclass
class _Options:
    """Everything that may be there, as one list of binaries."""

    name: list[Name] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    paid: list[Array] = field(default_factory=list)
    index: dict[Name, int] = field(default_factory=dict)

    def add(self, name: Name, worth: float, paid: Array) -> None:
        self.index[name] = len(self.name)
        self.name.append(name)
        self.worth.append(worth)
        self.paid.append(paid)


@dataclass(frozen=True)
class Stocked:
    """Aim of a timetable whose stock is chosen in shares.

    ``money`` (T,) is what a million RUB by the end of each quarter would save if it bought stock.
    """

    value: float
    money: Array


@dataclass(frozen=True)
class _Program:
    """Options and rows for given assignments; the last T rows are those of the money."""

    choices: tuple[Choice, ...]
    options: _Options
    rows: list[Row]


def best_timetable(roll_out: RollOut, served: Ints) -> Timetable | None:
    """Cheapest waiting within the money for assignments (T, D); None where nothing fits."""
    program = _program(roll_out, served)
    if program is None:
        return None
    options, choices = program.options, program.choices
    values = (
        binaries(options.worth, program.rows, gap=_GAP, seconds=_SECONDS) if options.name else []
    )
    if values is None:
        return None
    for (t, j, k, v), amount in zip(options.name, values, strict=True):
        if amount < 0.5:
            continue
        if k == _HUB:
            choices[t].size[j] = v
        elif k == SOURCE:
            choices[t].sources(roll_out.quarters[t])[j] = True
        else:
            choices[t].level[k, j] = v
    return Timetable(without_idle(roll_out, choices))


def stocked(roll_out: RollOut, timetable: Timetable, served: Ints) -> Stocked | None:
    """Assignments (T, D) with the hubs, servers and sources of a timetable, and stock in shares.

    None where they cannot serve these cells within the money.
    """
    program = _program(roll_out, served)
    if program is None or not program.options.name:
        return None
    fixed = {
        i: _is_there(roll_out, timetable, name)
        for i, name in enumerate(program.options.name)
        if name[2] < len(roll_out.servers)
    }
    found = relaxed(program.options.worth, program.rows, fixed)
    if found is None:
        return None
    fixed_part = roll_out.weight @ [
        np.where(mine >= 0, q.linear[np.arange(q.cells), mine], q.stay).sum()
        for q, mine in zip(roll_out.quarters, served, strict=True)
    ]
    return Stocked(float(fixed_part) + found[0], np.maximum(-found[1][-roll_out.count :], 0.0))


def _is_there(roll_out: RollOut, timetable: Timetable, name: Name) -> bool:
    t, j, k, v = name
    choice = timetable.quarters[t]
    if k == _HUB:
        return bool(choice.size[j] == v)
    if k == SOURCE:
        return bool(choice.sources(roll_out.quarters[t])[j])
    return bool(choice.level[k, j] == v)


def _program(roll_out: RollOut, served: Ints) -> _Program | None:
    """What may be there for assignments (T, D); None where a load fits nothing."""
    choices = tuple(
        Choice(
            mine, np.full(q.parks, CLOSED), np.full((len(q.stations), q.parks), NONE),
            built=np.zeros(q.source_count, dtype=bool),
        )
        for q, mine in zip(roll_out.quarters, served, strict=True)
    )  # fmt: skip
    options = _options(roll_out, choices)
    if options is None:
        return None
    rows = _one_of_each(options) + _hosting(roll_out, options) + _stays(roll_out, options)
    rows += needs_rows(roll_out, options.index) + limit_rows(roll_out, options.index)
    funds = roll_out.funds - roll_out.closed
    funds = funds - np.cumsum(roll_out.change * handed_over(choices))
    for r, limit in enumerate(funds):
        row = {i: float(paid[r]) for i, paid in enumerate(options.paid) if paid[r]}
        rows.append((row, -np.inf, float(limit)))
    return _Program(choices, options, rows)


def _options(roll_out: RollOut, choices: tuple[Choice, ...]) -> _Options | None:
    options = _Options()
    there = _kept(roll_out, choices)
    hubs = sum(len(np.unique(c.served[c.served >= 0])) for c in choices)
    many = hubs * len(roll_out.quarters[0].stations) >= _MANY
    for t, (problem, choice) in enumerate(zip(roll_out.quarters, choices, strict=True)):
        shares = choice.shares(problem)
        there = there | (shares.sum(axis=0) > 0)
        loads = station_loads(problem, shares)
        for j in map(int, np.flatnonzero(there)):
            if not _park(options, roll_out, t, j, [load[:, j] for load in loads], many):
                return None
    for t, o in np.argwhere(np.array([roll_out.sources.ready(t) for t in range(roll_out.count)])):
        sources = roll_out.quarters[t].sources
        assert sources is not None, "a source is one of every quarter"
        paid = roll_out.source_capital[t][:, o] + roll_out.lasting[t] * sources.cost[o]
        options.add((int(t), int(o), SOURCE, 0), 0.0, paid)
    return options


def _kept(roll_out: RollOut, choices: tuple[Choice, ...]) -> Bools:
    """(J,) hubs that stand there at the start and stay: those in use, or too dear to close."""
    used = np.zeros(roll_out.parks, dtype=bool)
    for choice in choices:
        used[choice.served[choice.served >= 0]] = True
    parks, size = np.arange(roll_out.parks), roll_out.existing
    running = sum(
        y * q.size_cost[parks, size] for y, q in zip(roll_out.years, roll_out.quarters, strict=True)
    )
    return np.asarray((size >= 0) & (used | (running < roll_out.closing)))


def _park(
    options: _Options, roll_out: RollOut, t: int, j: int, loads: list[Array], many: bool
) -> bool:
    """Add what a park may be and have in a quarter; False where its load fits nothing."""
    problem, weight = roll_out.quarters[t], roll_out.weight[t]
    lasting = roll_out.lasting[t]
    for b in np.flatnonzero(roll_out.size_open(t)[j]):
        paid = roll_out.size_capital[t][:, j, b] + lasting * problem.size_cost[j, b]
        options.add((t, j, _HUB, int(b)), 0.0, paid)
    for k, station in enumerate(problem.stations):
        load = loads[k]
        asked = load.max() > 1e-12
        servers = station.kind == "servers"
        if not asked and not servers:
            paid = lasting * station.cost[j, 0]
            options.add((t, j, k, 0), 0.0, paid)
            continue
        fits = station.capacity * (1 + 1e-9) >= load.max()
        if servers:
            fits &= roll_out.level_open(k, t)[j]
        else:
            fits &= ready_levels(roll_out, t, k)
        levels = [int(v) for v in np.flatnonzero(fits)]
        if asked and not levels:
            return False
        waiting = problem.waiting_by_level(station, j, load)
        if not servers:
            levels = undominated(problem, k, j, load, levels, waiting)
            if many:
                levels = on_hull(problem, k, j, load, levels, waiting)
        for v in levels:
            paid = lasting * problem.level_cost(station, j, v, load)
            if servers:
                paid = paid + roll_out.server_capital[k][t][:, j, v]
            options.add((t, j, k, v), weight * float(waiting[v]), paid)
        if servers and not asked:
            options.add((t, j, k, NONE), 0.0, np.zeros(roll_out.count))
    return True


def _one_of_each(options: _Options) -> list[Row]:
    """One size of every hub that is there, and one level of each of its stations."""
    groups: dict[tuple[int, int, int], list[int]] = {}
    for i, (t, j, k, _) in enumerate(options.name):
        if k != SOURCE:
            groups.setdefault((t, j, k), []).append(i)
    return [(dict.fromkeys(members, 1.0), 1.0, 1.0) for members in groups.values()]


def _hosting(roll_out: RollOut, options: _Options) -> list[Row]:
    """A level needs a hub that hosts it."""
    rows: list[Row] = []
    for i, (t, j, k, v) in enumerate(options.name):
        problem: Problem = roll_out.quarters[t]
        if k < 0 or v == NONE or problem.stations[k].allowed.all():
            continue
        hosts = np.flatnonzero(problem.stations[k].allowed[:, v])
        sizes = [options.index.get((t, j, _HUB, int(b))) for b in hosts]
        rows.append(({i: 1.0} | {s: -1.0 for s in sizes if s is not None}, -np.inf, 0.0))
    return rows


def _stays(roll_out: RollOut, options: _Options) -> list[Row]:
    """A step of a hub, or of its servers, or a source that is there is there from then on."""
    ranks = {_HUB: roll_out.sizes.rank, SOURCE: np.zeros(1, dtype=int)}
    ranks |= {k: s.rank for k, s in enumerate(roll_out.servers)}
    by_rank: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for i, (t, j, k, v) in enumerate(options.name):
        if k in ranks and v != NONE:
            by_rank.setdefault((t, j, k), []).append((int(ranks[k][v]), i))
    rows: list[Row] = []
    for (t, j, k), now in by_rank.items():
        later = by_rank.get((t + 1, j, k), [])
        if t + 1 == roll_out.count:
            continue
        for step in sorted({rank for rank, _ in now}):
            row = {i: 1.0 for rank, i in now if rank >= step}
            row |= {i: -1.0 for rank, i in later if rank >= step}
            rows.append((row, -np.inf, 0.0))
    return rows


def as_today(roll_out: RollOut) -> Ints:
    """(T, D) every cell keeps today's way in every quarter."""
    return np.full((roll_out.count, roll_out.quarters[0].cells), TODAY)
