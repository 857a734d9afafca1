"""The best plan near a plan: the same hubs, levels next to its own, everybody assigned anew.

A small compact MILP (a neighbourhood in the sense of Danna, Rothberg and Le Pape 2005), so that
fleets can change places where no single move helps.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.model.choice import CLOSED, NONE, Choice
from optimizer.model.compact import build, read_choice
from optimizer.problem import Ints, Problem
from optimizer.solve.adapter import run
from optimizer.solve.watch import Watch

_TANGENTS = 0.01
_GAP = 2e-4


def search_nearby(watch: Watch, *, seconds: float, threads: int, seed: int) -> None:
    """Offer the best plan with the best plan's hubs and levels at most one step away."""
    choice = watch.best
    limit = min(seconds, watch.remaining())
    if choice is None or limit <= 0 or not (choice.size >= 0).any():
        return
    parks = np.flatnonzero(choice.size >= 0)
    most = max((len(station.curves) for station in watch.problem.stations), default=1)
    at = choice.level[:, parks].T[:, :, None]
    near = (at < 0) | (np.abs(np.arange(most) - at) <= 1)
    model = build(_only(watch.problem, parks), _TANGENTS, near)
    answer = run(
        model.prob, time_limit=limit, gap=_GAP, threads=threads, seed=seed,
        stop=lambda: watch.interrupted,
    )  # fmt: skip
    if answer.has_values:
        watch.offer(_whole(watch.problem, read_choice(model), parks), "nearby")


def _only(problem: Problem, parks: Ints) -> Problem:
    """The problem with some of its parks."""
    stations = tuple(
        replace(
            s,
            cost=s.cost[parks],
            hours=s.hours[:, :, parks],
            weight=s.weight[parks],
            supply=s.supply.only(parks) if s.supply else None,
        )
        for s in problem.stations
    )
    return replace(
        problem, linear=problem.linear[:, parks], size_cost=problem.size_cost[parks],
        stations=stations, park_names=(),
    )  # fmt: skip


def _whole(problem: Problem, part: Choice, parks: Ints) -> Choice:
    """A choice among some parks as one among all."""
    served = np.where(part.served >= 0, parks[part.served], part.served)
    size = np.full(problem.parks, CLOSED)
    level = np.full((len(problem.stations), problem.parks), NONE)
    size[parks], level[:, parks] = part.size, part.level
    return Choice(served, size, level, built=part.built)
