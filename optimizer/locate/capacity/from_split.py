"""Answers where no client is split, from sites that are good where clients may be split.

Which sites open is decided by capacity and prices nearly alike in both problems, and the one with
split demand is solved far sooner. Then sites are exchanged, those first that the prices favour.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.locate.capacity.best import Best
from optimizer.locate.capacity.core import core
from optimizer.locate.capacity.dual import Lagrangian
from optimizer.locate.capacity.plant import Array, Bools, Plants
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, minimise

_SETS = 6
_NODES = 300
_STEPS, _MORE_STEPS = 3_000, 20_000
_EXCHANGES, _ROUNDS = 12, 12


def answers_from_split(
    plants: Plants, split: Best, best: Best, clock: Clock, limits: Limits, compiled: bool
) -> None:
    """Offer ``best`` an answer for each of the cheapest sets of sites that ``split`` has seen."""
    for value, opened in split.sets[:_SETS]:
        if clock.over() or value >= best.value:
            break
        best.attempt(opened, clock)
        if compiled:
            assign_to(plants, opened, best, _MORE_STEPS, limits.seed)
    for value, opened in split.sets[:_SETS]:
        if compiled or clock.over() or value >= plants.better_than(best.value):
            break
        _assign_by_program(plants, opened, best, clock, limits)


def exchange_sites(
    lagrangian: Lagrangian, prices: Array, best: Best, clock: Clock, seed: int
) -> None:
    """Close a site, open one, or both: while one of the most promising sets is better."""
    plants = lagrangian.plants
    profit, _ = lagrangian.loads.load(prices)
    reduced, total = plants.opening - profit, float(prices.sum())
    seen: set[bytes] = set()
    for turn in range(_ROUNDS):
        if best.shares is None or clock.over():
            return
        before = best.value
        opened = (best.shares > 0).any(axis=0) | plants.inside
        for bound, other in _neighbours(plants, opened, reduced, total):
            if clock.over() or bound >= plants.better_than(best.value):
                break
            if other.tobytes() not in seen:
                seen.add(other.tobytes())
                assign_to(plants, other, best, _STEPS, seed + turn)
        opened = (best.shares > 0).any(axis=0) | plants.inside
        assign_to(plants, opened, best, _MORE_STEPS, seed + turn)
        if not best.value < before:
            return


def assign_to(plants: Plants, opened: Bools, best: Best, steps: int, seed: int) -> None:
    """Clients to open sites by compiled tabu search."""
    from optimizer.locate.capacity.assign_kernel import assigned

    at = np.flatnonzero(opened)
    cost = np.ascontiguousarray(plants.cost[:, at])
    if plants.capacity[at].sum() < plants.total or not np.isfinite(cost).any(axis=1).all():
        return
    found, value = assigned(cost, plants.demand, plants.capacity[at], steps, seed)
    if np.isfinite(value):
        best.offer(_shares(plants, at[found]))


def _neighbours(
    plants: Plants, opened: Bools, reduced: Array, total: float
) -> list[tuple[float, Bools]]:
    """Sets that differ by a site or two, and what the prices prove of each; the least first."""
    inner = [None, *np.flatnonzero(opened & ~plants.inside).tolist()]
    outer = [None, *np.flatnonzero(~opened).tolist()]
    base, room = total + float(reduced[opened].sum()), float(plants.capacity[opened].sum())
    found = []
    for out in inner:
        for into in outer:
            if out is None and into is None:
                continue
            change, more = base, room
            if into is not None:
                change, more = change + float(reduced[into]), more + float(plants.capacity[into])
            if out is not None:
                change, more = change - float(reduced[out]), more - float(plants.capacity[out])
            if more >= plants.total:
                found.append((change, out, into))
    found.sort(key=lambda one: one[0])
    sets = []
    for bound, out, into in found[:_EXCHANGES]:
        other = opened.copy()
        if out is not None:
            other[out] = False
        if into is not None:
            other[into] = True
        sets.append((bound, other))
    return sets


def _shares(plants: Plants, at: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Array:
    shares = np.zeros(plants.cost.shape)
    shares[np.arange(plants.clients), at] = 1.0
    return shares


def _assign_by_program(
    plants: Plants, opened: Bools, best: Best, clock: Clock, limits: Limits
) -> None:
    """Clients to open sites by HiGHS, in so many nodes."""
    at = np.flatnonzero(opened)
    few = replace(
        plants, cost=plants.cost[:, at], opening=plants.opening[at],
        capacity=plants.capacity[at], inside=np.ones(len(at), dtype=np.bool_),
    )  # fmt: skip
    part = core(few, np.isfinite(few.cost), few.inside, ~few.inside)
    within = replace(limits, cutoff=plants.better_than(best.value), nodes=_NODES)
    answer = minimise(part.program, within, clock)
    if answer.x is not None:
        best.offer(_shares(plants, at[part.shares(answer.x).argmax(axis=1)]))
