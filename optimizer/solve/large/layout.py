"""Layout: a problem as flat arrays for compiled code, block by block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Curve, Ints, Problem, Station
from optimizer.solve.patterns.blocks import Block, blocks

_QUEUE_POINTS = 257
_STOCK_POINTS = 321
STOCK_CELLS = 160
"""Cells of the grid of amounts on which kits are chosen."""
_SLACK = 1e-7
"""What a plan may load a level beyond its capacity, as its evaluation sees it."""


@dataclass(frozen=True)
class Tangents:
    """Value and slope of the curves of a station on grids of the load, one row per level.

    The grid of a queue is even, that of a stock denser near zero (``top * (i / last)**2``).
    """

    value: Array
    slope: Array
    top: Array
    """(L,) end of each grid."""
    most: Array
    """(L,) greatest load."""


@dataclass(frozen=True)
class Stock:
    """A station with kits: its load at park j in season s is ``scale[s, j] * A``."""

    station: int
    curves: Tangents
    scale: Array
    """(S, J)"""
    cost: Array
    """(J, L)"""
    weight: Array
    """(J,)"""


@dataclass(frozen=True)
class Group:
    """Stocks that depend on one amount A = Σ base x."""

    base: Array
    """(n,) of the block's cells."""
    top: float
    """No hub can need more."""
    most: Array
    """(L + 1,) no hub can need more where its queue has this level, the last one none."""
    stocks: tuple[Stock, ...]


@dataclass(frozen=True)
class BlockLayout:
    """One block: its cells, at most one queue, and its groups of stocks.

    Levels are those of the queue and, last, none at all: a hub that serves only cells that do not
    load the queue. A block without a queue has the last one only.
    """

    cells: Ints
    queue: Station | None
    position: Ints
    """(n,) position of each cell in the queue's arrays, -1 where it does not load it."""
    curves: Tangents
    allowed: Bools
    """(B, L + 1)"""
    level_cost: Array
    """(J, L + 1)"""
    groups: tuple[Group, ...]
    rounds: int
    """Passes over the groups until their prices are best: one where no cell is in two of them."""

    @property
    def levels(self) -> int:
        """Number of levels, the last of them none."""
        return int(self.level_cost.shape[1])


def cannot(problem: Problem) -> str:
    """What this method cannot express of a problem; empty where it can express all."""
    if problem.split:
        return "cells may be split between parks"
    if problem.sources is not None or any(s.supply is not None for s in problem.stations):
        return "kits come by several ways of supply"
    if any(len(block.queues) > 1 for block in blocks(problem)):
        return "cells load several stations whose levels depend on the size of the hub"
    if any(problem.stations[k].kind != "servers" for b in blocks(problem) for k in b.queues):
        return "kits depend on the size of the hub or vary by season and cell"
    return ""


def layout(problem: Problem) -> tuple[BlockLayout, ...]:
    """Arrays of every block of a problem."""
    return tuple(_block(problem, block) for block in blocks(problem))


def _block(problem: Problem, block: Block) -> BlockLayout:
    queue = problem.stations[block.queues[0]] if block.queues else None
    position = np.full(len(block.cells), -1)
    if queue is not None:
        position[np.searchsorted(block.cells, queue.cells)] = np.arange(len(queue.cells))
        curves = _queue_tangents(queue)
        allowed = np.hstack([queue.allowed, np.ones((problem.sizes, 1), bool)])
        cost = np.hstack([queue.cost, np.zeros((problem.parks, 1))])
    else:
        empty = np.zeros((0, _QUEUE_POINTS))
        curves = Tangents(empty, empty, np.zeros(0), np.zeros(0))
        allowed = np.ones((problem.sizes, 1), bool)
        cost = np.zeros((problem.parks, 1))
    bases = []
    for bundle in block.bundles:
        base = np.zeros(len(block.cells))
        base[np.searchsorted(block.cells, bundle.cells)] = bundle.base
        bases.append(base)
    groups = tuple(
        _group(problem, queue, position, bundle.stations, bundle.ratio, base)
        for bundle, base in zip(block.bundles, bases, strict=True)
    )
    shared = bool(groups) and (np.array(bases) > 0).sum(axis=0).max() > 1
    return BlockLayout(
        block.cells, queue, position, curves, allowed.astype(bool), cost, groups,
        3 if shared else 1,
    )  # fmt: skip


def _queue_tangents(queue: Station) -> Tangents:
    load = np.zeros(1)
    if not np.isfinite(queue.capacity).all():
        load = np.array([float(queue.unit_load(j).sum()) for j in range(queue.cost.shape[0])])
    top = np.minimum(queue.capacity, max(float(load.max()), 1e-9))
    top = np.where(np.isfinite(queue.capacity), queue.capacity, top)
    grid = np.linspace(0.0, 1.0, _QUEUE_POINTS)
    value, slope = _evaluate(queue.curves, top[:, None] * grid)
    return Tangents(value, slope, top, top * (1 + _SLACK) + 1e-9)


def _evaluate(curves: tuple[Curve, ...], loads: Array) -> tuple[Array, Array]:
    value = np.array([curve.value(load) for curve, load in zip(curves, loads, strict=True)])
    slope = np.array([curve.slope(load) for curve, load in zip(curves, loads, strict=True)])
    return value, np.maximum(slope, 0.0)


def _group(
    problem: Problem, queue: Station | None, position: Ints, stations: tuple[int, ...],
    ratio: tuple[float, ...], base: Array,
) -> Group:  # fmt: skip
    most = _most_amounts(queue, position, base)
    top = float(most.max())
    grid = np.linspace(0.0, 1.0, _STOCK_POINTS) ** 2
    stocks = []
    for k, each in zip(stations, ratio, strict=True):
        station = problem.stations[k]
        scale = each * np.asarray(station.scale)
        end = np.full(len(station.curves), max(float(scale.max()) * top, 1e-12))
        value, slope = _evaluate(station.curves, end[:, None] * grid)
        stocks.append(
            Stock(k, Tangents(value, slope, end, end), scale, station.cost, station.weight)
        )
    return Group(base, top, most, tuple(stocks))


def _most_amounts(queue: Station | None, position: Ints, base: Array) -> Array:
    """(L + 1,) most that a hub can need: what its servers can serve, if every cell loads them."""
    total = float(base.sum()) * (1 + 1e-9) + 1e-12
    needs = base > 0
    levels = 0 if queue is None else len(queue.curves)
    best = np.full(levels + 1, total)
    if queue is None or not np.isfinite(queue.capacity).all() or (position[needs] < 0).any():
        return best
    at = position[needs]
    capacity = queue.capacity * (1 + _SLACK) + 1e-9
    for s in range(queue.rate.shape[0]):
        hours = queue.hours[s].min(axis=1)
        unit = queue.rate[s, at] * (hours[at] if len(hours) > 1 else hours[0])
        if (unit > 0).all():
            most = capacity * float((base[needs] / unit).max()) * (1 + 1e-9) + 1e-12
            best[:-1] = np.minimum(best[:-1], most)
            best[-1] = 1e-12
    return best
