"""A choice of hubs, levels and assignments, and what it is exactly worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Ints, Problem

TODAY = -1
CLOSED = -1
NONE = -1
_SLACK = 1e-7
_MONEY_SLACK = 2e-6
"""Two roubles: what solvers hold a budget to."""


@dataclass(frozen=True, eq=False)
class Choice:
    """One plan in index form.

    Attributes
    ----------
    served
        (D,) park that serves each cell, `TODAY` where it keeps today's way. For a split plan the
        park of the largest share.
    size
        (J,) hub size, `CLOSED` where there is none.
    level
        (K, J) level of each station, `NONE` where there is none.
    share
        (D, J) shares of a split plan, else None.
    built
        (Z,) sources that are built; None for none.
    """

    served: Ints
    size: Ints
    level: Ints
    share: Array | None = None
    built: Bools | None = None

    def sources(self, problem: Problem) -> Bools:
        """(Z,) sources that are built."""
        none = np.zeros(problem.source_count, dtype=bool)
        return none if self.built is None else self.built

    def shares(self, problem: Problem) -> Array:
        """(D, J) share of each cell that each park serves."""
        if self.share is not None:
            return self.share
        x = np.zeros((problem.cells, problem.parks))
        served = np.flatnonzero(self.served >= 0)
        x[served, self.served[served]] = 1.0
        return x


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Exact worth of a choice, with every rule it breaks.

    Attributes
    ----------
    objective
        The aim: ``linear + stay + waiting.sum() + money * cost``, million RUB a year.
    waiting
        (K, J) worth of machines waiting at each station.
    cost
        Million RUB a year; ``size_cost`` (J,), ``level_cost`` (K, J) and ``source_cost`` (Z,) are
        its parts.
    loads
        One (S, J) array per station.
    broken
        Rules broken, in words; empty for a feasible choice.
    """

    objective: float
    linear: float
    stay: float
    waiting: Array
    cost: float
    size_cost: Array
    level_cost: Array
    source_cost: Array
    loads: tuple[Array, ...]
    broken: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.broken


def station_loads(problem: Problem, shares: Array) -> tuple[Array, ...]:
    """Load of every station: one (S, J) array each, from shares (D, J)."""
    return tuple(
        np.einsum("sn,snj,nj->sj", s.rate, np.broadcast_to(
            s.hours, (problem.seasons, len(s.cells), problem.parks)), shares[s.cells])
        if s.hours.shape[1] != 1
        else s.hours[:, 0, :] * (s.rate @ shares[s.cells])
        for s in problem.stations
    )  # fmt: skip


def evaluate(problem: Problem, choice: Choice) -> Evaluation:
    """Evaluate a choice with the true curves, and check every rule of the model."""
    shares = choice.shares(problem)
    used = shares > 0
    linear = float(np.where(used, np.where(used, problem.linear, 0.0) * shares, 0.0).sum())
    kept = 1.0 - shares.sum(axis=1)
    stays = kept > _SLACK
    stay = float((problem.stay[stays] * kept[stays]).sum())
    loads = station_loads(problem, shares)
    waiting = np.zeros((len(problem.stations), problem.parks))
    level_cost = np.zeros_like(waiting)
    for k, station in enumerate(problem.stations):
        for j in np.flatnonzero(choice.level[k] >= 0):
            level = int(choice.level[k, j])
            waiting[k, j] = problem.waiting(station, int(j), level, loads[k][:, j])
            level_cost[k, j] = problem.level_cost(station, int(j), level, loads[k][:, j])
    opened = np.flatnonzero(choice.size >= 0)
    size_cost = np.zeros(problem.parks)
    size_cost[opened] = problem.size_cost[opened, choice.size[opened]]
    built, sources = choice.sources(problem), problem.sources
    source_cost = np.where(built, sources.cost, 0.0) if sources else np.zeros(0)
    cost = float(size_cost.sum() + level_cost.sum() + source_cost.sum())
    objective = linear + stay + float(waiting.sum()) + problem.money * cost
    broken = tuple(_broken(problem, choice, shares, loads, cost))
    return Evaluation(
        objective, linear, stay, waiting, cost, size_cost, level_cost, source_cost, loads, broken
    )


def _broken(
    problem: Problem, choice: Choice, shares: Array, loads: tuple[Array, ...], cost: float
) -> list[str]:
    """Rules that a choice breaks, in words."""
    cell = problem.cell_names or tuple(map(str, range(problem.cells)))
    park = problem.park_names or tuple(map(str, range(problem.parks)))
    found = []
    total = shares.sum(axis=1)
    below = np.flatnonzero((shares < -_SLACK).any(axis=1))
    found += [f"{cell[d]}: a share is negative" for d in below]
    above = np.flatnonzero(total > 1 + 1e-6)
    found += [f"{cell[d]}: shares add up to {total[d]:.9g}" for d in above]
    must = (total < 1 - _SLACK) & ~np.isfinite(problem.stay)
    found += [f"{cell[d]}: not served" for d in np.flatnonzero(must)]
    for d, j in np.argwhere((shares > 0) & ~np.isfinite(problem.linear)):
        found.append(f"{cell[d]}: cannot be served from {park[j]}")
    closed = (choice.size < 0) & (shares.sum(axis=0) > 0)
    found += [f"{park[j]}: serves but is not open" for j in np.flatnonzero(closed)]
    for k, station in enumerate(problem.stations):
        found += _station_broken(station.name, problem, choice, k, loads[k], park)
    found += _sources_broken(problem, choice, park)
    if cost > problem.budget * (1 + 1e-9) + _MONEY_SLACK:
        found.append(f"costs {cost:.6g} of a budget of {problem.budget:.6g}")
    return found


def _sources_broken(problem: Problem, choice: Choice, park: tuple[str, ...]) -> list[str]:
    built, sources, found = choice.sources(problem), problem.sources, []
    for k, station in enumerate(problem.stations):
        for j in np.flatnonzero(choice.level[k] >= 0):
            needs = station.level_needs(int(choice.level[k, j]))
            if needs >= 0 and not built[needs]:
                found.append(f"{park[j]}: {station.name} comes from a source that is not built")
    if sources is not None:
        for group, most in enumerate(sources.most):
            if built[sources.group == group].sum() > most:
                found.append(f"more than {most} sources of one kind are built")
        short = sources.use @ built > sources.limit * (1 + 1e-9) + 1e-9
        found += ["sources need more of a resource than there is"] * int(short.sum())
    return found


def _station_broken(
    name: str, problem: Problem, choice: Choice, k: int, load: Array, park: tuple[str, ...]
) -> list[str]:
    station, found = problem.stations[k], []
    for j in range(problem.parks):
        level, size = int(choice.level[k, j]), int(choice.size[j])
        if level < 0:
            if load[:, j].max() > 1e-12:
                found.append(f"{park[j]}: {name} is asked for but not there")
            continue
        if size < 0:
            found.append(f"{park[j]}: {name} in a park that is not open")
        elif not station.allowed[size, level]:
            found.append(f"{park[j]}: {name} is too large for the hub")
        if load[:, j].max() > station.capacity[level] * (1 + 1e-7) + 1e-9:
            found.append(f"{park[j]}: {name} is loaded beyond its capacity")
    return found
