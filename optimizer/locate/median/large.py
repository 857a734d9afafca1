"""Many points: a sample gives an early answer, then the whole is solved.

The bound needs lists of the nearest sites only: while no price exceeds the first distance that a
list leaves out, the pairs beyond add nothing, and the Lagrangian of the lists is that of all pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs
from optimizer.locate.median.climb import Climb
from optimizer.locate.median.near_lists import NearTask, near_task
from optimizer.locate.median.root import Tell
from optimizer.locate.median.task import Flags, Floats

_SHARE, _MOST_SHARE = 2.3, 20.0
"""Sites in a list, by the sites that one open site has to itself."""
_CAPPED = 0.002
"""Lists are too short where a larger part of the prices stands at its cap."""
_FEWER = 5
"""A sample has so many times fewer points, and at least so many per open site:"""
_PER_SITE = 15


@dataclass(frozen=True, eq=False)
class Level:
    """A sample or the whole, solved: open sites and bound."""

    near: NearTask
    open: Flags
    bound: float


def solve_large(
    costs: Costs, p: int, opening: Floats, times: int, gap: float, seed: int, clock: Clock,
    tell: Tell,
) -> tuple[Flags, float]:  # fmt: skip
    """Which sites to open, and the bound of all answers."""
    clients = np.flatnonzero(costs.weights > 0)
    sites = np.setdiff1d(np.arange(costs.sites), costs.fixed_out)
    random = np.random.default_rng(seed)
    before: Level | None = None
    for fewer in _samples(min(len(clients), len(sites)), p):
        some = random.permutation(clients)[: len(clients) // fewer]
        part = random.permutation(np.setdiff1d(sites, costs.fixed_in))[: len(sites) // fewer]
        chosen = np.union1d(part, costs.fixed_in)
        share = _SHARE
        while share <= _MOST_SHARE:
            near = near_task(costs, p, opening, times, some, chosen, share)
            climb = Climb(near.task, seed, 0.0 if fewer > 1 else gap, clock, _told(tell, fewer))
            if before is not None:
                climb.start_from(_handed_on(before, near))
            climb.run(whole=fewer == 1)
            before = Level(near, climb.best_set(), climb.bound)
            share = 2.0 * share if climb.capped() > _CAPPED and not clock.over() else np.inf
        if clock.over():
            break
    assert before is not None
    is_open = np.zeros(costs.sites, dtype=np.bool_)
    is_open[before.near.sites[before.open]] = True
    return is_open, (before.bound if fewer == 1 else 0.0)


def _samples(points: int, p: int) -> Iterator[int]:
    """By how many times fewer points each level has; the last is the whole."""
    deepest = 1
    while points // (deepest * _FEWER) >= _PER_SITE * p:
        deepest *= _FEWER
    while deepest >= 1:
        yield deepest
        deepest //= _FEWER


def _told(tell: Tell, fewer: int) -> Tell:
    """Values of a sample are not those of the whole: they are not told."""
    return tell if fewer == 1 else (lambda _value, _bound, _doing: None)


def _handed_on(before: Level, near: NearTask) -> Flags:
    """The open sites of the level before, or ones nearby."""
    from scipy.spatial import cKDTree

    chosen = np.isin(near.sites, before.near.sites[before.open]) | near.task.must
    missing = near.task.p - int(chosen.sum())
    if missing > 0:
        # sites of the level before that are not here: the nearest here instead
        lost = before.open & ~np.isin(before.near.sites, near.sites)
        _, near_by = cKDTree(near.points.site_xy).query(before.near.points.site_xy[lost])
        chosen[np.unique(near_by)[:missing]] = True
        rest = np.flatnonzero(~chosen)[: near.task.p - int(chosen.sum())]
        chosen[rest] = True
    return chosen
