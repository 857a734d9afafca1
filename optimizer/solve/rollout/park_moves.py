"""Whole parks closed or opened in a timetable: neighbours of which prices promise something.

Hubs that work keep their sizes and servers. In quarters in which a park has no hub it may open one,
at the price of what that takes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.model.choice import TODAY
from optimizer.problem import Ints
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.rollout.moves import Assignments

_OPENED = 6
"""So many parks are tried, those that earn most."""
_KICKS = 60
_NEXT = 3
"""A hub may move to so many parks, those that serve its cells best."""


def park_moves(here: Assignments, rng: np.random.Generator) -> list[tuple[float, Ints]]:
    """Priced aim and assignments (T, D) of neighbours, the most promising first."""
    best = here.descended()
    value = best.value
    found = {best.served.tobytes(): (value, best.served)}
    for trial in _trials(here):
        found[trial.served.tobytes()] = trial.value, trial.served
    for _ in range(_KICKS):  # iterated local search: Lourenço, Martin, Stützle 2003
        trial = best.kicked(rng)
        aim = trial.value
        found[trial.served.tobytes()] = aim, trial.served
        if aim < value:
            best, value = trial, aim
    return sorted(found.values(), key=lambda pair: pair[0])


def _trials(here: Assignments) -> Iterator[Assignments]:
    served = here.served
    for j in np.unique(served[served >= 0]):
        yield _without(here, np.where(served == j, TODAY, served), int(j))
        first = int(np.flatnonzero((served == j).any(axis=1))[0])
        later = served.copy()
        later[first, served[first] == j] = TODAY
        yield here.moved(later).descended()
    for changed in (*_openings(here), *_swaps(here)):
        yield here.moved(changed).descended()


def _without(here: Assignments, served: Ints, park: int) -> Assignments:
    """Without a park: its cells move on, and whoever moves then."""
    return here.moved(served).banning(park).descended()


def _openings(here: Assignments) -> Iterator[Ints]:
    """(T, D) assignments with one more park from some quarter on, and what it would serve."""
    served = here.served
    picks = [price_parks(s.at, np.minimum(s.remove, s.stay)) for s in here.quarters]
    closed = np.array([~s.inside.any(axis=0) for s in here.quarters])
    earned = np.array([np.where(shut, np.minimum(p.value, 0.0), 0.0)
                       for shut, p in zip(closed, picks, strict=True)])  # fmt: skip
    whole = here.weight @ earned
    for j in np.argsort(whole)[:_OPENED]:
        if whole[j] < 0:
            trial = served.copy()
            for t in np.flatnonzero(earned[:, j] < 0):
                trial[t, picks[t].cells[:, j]] = j
            yield trial


def _swaps(here: Assignments) -> Iterator[Ints]:
    """(T, D) assignments with all cells of a hub at one of the next parks that has none."""
    served = here.served
    used = np.unique(served[served >= 0])
    for j in used:
        mine = served == j
        cost = sum(
            w * np.where(cells[:, None], s.problem.linear, 0.0).sum(axis=0)
            for w, s, cells in zip(here.weight, here.quarters, mine, strict=True)
        )
        near = [int(i) for i in np.argsort(cost) if np.isfinite(cost[i]) and i not in used]
        for i in near[:_NEXT]:
            yield np.where(mine, i, served)
