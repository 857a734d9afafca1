"""Tables: every curve on a grid, once, so that a price of money turns levels into look-ups."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from optimizer.chords import chord_error
from optimizer.model.tangents import tangent_points, tangents
from optimizer.problem import NO_SOURCE, Array, Bools, Curve, Ints, Problem, Station
from optimizer.solve.patterns.blocks import Block, Bundle, blocks

_QUEUE_POINTS = 1500
_STOCK_POINTS = 240
_CURVE_POINTS = 320
_LINE_ERROR = 0.02
_LINE_FLOOR = 0.05
"""First tangents of the queue curves: relative error, over the queue plus so many machines."""
_WORLDS_KEPT = 1
"""Tables without some levels are large: no more of each are kept."""
DEAR = 1e9
"""Cost of a level or size that a node of the search forbids."""
ABSENT = 1e15
"""Cost of a level that a station does not have: finite, so that it can be interpolated."""


@dataclass(frozen=True)
class QueueTable:
    """Number waiting at a station with seasonal loads, by level, on an even grid of the load."""

    station: int
    cells: Ints
    unit: Array
    """(S, n, J) load per cell, zero where the park cannot serve it."""
    step: float
    value: Array
    """(L, M) number waiting; beyond a level's capacity the value at the capacity."""
    capacity: Array
    """(L,)"""
    cost: Array
    """(J, L)"""
    weight: Array
    """(J,)"""
    allowed: Bools
    """(B + 1, L) what a hub of each size hosts; the last row: what any of them does."""
    curves: tuple[Curve, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    """Per level intercept and slope of a few tangents, on the whole range that it carries."""
    free: bool
    """Whether the empty station costs nothing and needs no level (servers)."""


@dataclass(frozen=True)
class BundleTable:
    """Worth of machines waiting for the parts of a bundle, by stock and level, on a grid of A."""

    bundle: Bundle
    grid: Array
    """(M,) values of A, denser near zero."""
    value: Array
    """(F, J, L, M) aim per year of the bundle's stations by level; `ABSENT` beyond their levels."""
    error: Array
    """(F, J, L, M) most that ``value`` may lie above the truth: curves are interpolated."""
    cost: Array
    """(F, J, L) million RUB a year."""
    freight: Array
    """(F, J, L) million RUB a year for each unit of A, beside ``cost``."""
    needs: Ints
    """(F, L) source that a level needs; `NO_SOURCE` for none."""
    index: Ints
    """(F, L) number of the level at its station: tables of a world leave out what it bars."""
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out from the table before."""

    def without(self, barred: frozenset[int]) -> BundleTable:
        """The table without the levels that need some sources."""
        out = np.isin(self.needs, list(barred))
        if not out.any():
            return self
        known: dict[bytes, BundleTable] = self.memo.setdefault("without", {})
        if out.tobytes() not in known:
            if len(known) == _WORLDS_KEPT:
                del known[next(iter(known))]
            known[out.tobytes()] = self._without(out)
        return known[out.tobytes()]

    def _without(self, out: Bools) -> BundleTable:
        keep = np.argsort(out, axis=1, kind="stable")[:, : int((~out).sum(axis=1).max())]
        gone = np.take_along_axis(out, keep, axis=1)[:, None, :]
        at = keep[:, None, :]

        def kept(array: Array, absent: float = 0.0) -> Array:
            wide = array.ndim - 3
            found = np.take_along_axis(array, at.reshape(at.shape + (1,) * wide), axis=2)
            return np.where(gone.reshape(gone.shape + (1,) * wide), absent, found)

        return replace(
            self, value=kept(self.value, ABSENT), error=kept(self.error), cost=kept(self.cost),
            freight=kept(self.freight), needs=np.take_along_axis(self.needs, keep, axis=1),
            index=np.take_along_axis(self.index, keep, axis=1),
        )  # fmt: skip


Made = dict[tuple[object, ...], BundleTable]
"""Tables of bundles that were made before: they are large, and take long."""


@dataclass(frozen=True)
class BlockTables:
    """Tables of one block."""

    block: Block
    queues: tuple[QueueTable, ...]
    bundles: tuple[BundleTable, ...]
    unit: tuple[Array, ...]
    """Per queue (S, n, J): load of each cell of the block, zero where it asks for nothing."""
    base: tuple[Array, ...]
    """Per bundle (n,): amount of each cell of the block."""
    host: Ints
    """(B,) host class of each hub size: sizes of one class host the same levels of this block."""
    hosts: Ints
    """(H,) the first hub size of each class. One class hosts whatever any other does: where no size
    is so wide, a class of size B, which no hub has and which serves as a bound only."""


@dataclass(frozen=True)
class Tables:
    """Tables of a whole problem."""

    problem: Problem
    blocks: tuple[BlockTables, ...]


def tables(problem: Problem, made: Made | None = None) -> Tables:
    """Evaluate every curve of a problem on grids.

    Bundles of stations that another problem has as well are taken from ``made``, and put there.
    """
    built, made = [], {} if made is None else made
    for block in blocks(problem):
        queues = tuple(_queue_table(problem, k) for k in block.queues)
        bundles = tuple(_made(problem, b, made) for b in block.bundles)
        unit = tuple(_spread(q.unit, q.cells, block.cells, axis=1) for q in queues)
        base = tuple(_spread(b.bundle.base, b.bundle.cells, block.cells, axis=0) for b in bundles)
        host, hosts = _host_classes(problem.sizes, queues)
        built.append(BlockTables(block, queues, bundles, unit, base, host, hosts))
    return Tables(problem, tuple(built))


def _host_classes(sizes: int, queues: tuple[QueueTable, ...]) -> tuple[Ints, Ints]:
    """Host class of every hub size, and the first size of every class."""
    hosting = np.hstack([np.zeros((sizes + 1, 1), bool), *(q.allowed for q in queues)])
    if (hosting[:-1] == hosting[-1]).all(axis=1).any():
        hosting = hosting[:-1]
    _, hosts, host = np.unique(hosting, axis=0, return_index=True, return_inverse=True)
    return host.reshape(-1)[:sizes], hosts


def _spread(values: Array, cells: Ints, target: Ints, axis: int) -> Array:
    """Values of some cells laid out over all cells of a block."""
    shape = list(values.shape)
    shape[axis] = len(target)
    result = np.zeros(shape)
    at = [slice(None)] * len(shape)
    at[axis] = np.searchsorted(target, cells)  # type: ignore[call-overload]
    result[tuple(at)] = values
    return result


def _queue_table(problem: Problem, k: int) -> QueueTable:
    station = problem.stations[k]
    unit = np.broadcast_to(
        station.rate[:, :, None] * station.hours,
        (problem.seasons, len(station.cells), problem.parks),
    )
    reachable = np.isfinite(unit)
    most = np.where(reachable, unit, 0.0).sum(axis=1).max(initial=0.0)
    finite = station.capacity[np.isfinite(station.capacity)]
    top = max(
        min(most, finite.max(initial=0.0)) if len(finite) == len(station.curves) else most, 1e-9
    )
    grid = np.linspace(0.0, top, _QUEUE_POINTS)
    value = np.array([c.value(np.minimum(grid, c.capacity)) for c in station.curves])
    return QueueTable(
        station=k, cells=station.cells, unit=np.where(reachable, unit, 0.0),
        step=top / (_QUEUE_POINTS - 1), value=value, capacity=station.capacity, cost=station.cost,
        weight=station.weight, curves=station.curves,
        lines=tuple(_lines(c, min(c.capacity, top)) for c in station.curves),
        allowed=np.vstack([station.allowed, station.allowed.any(axis=0)]).astype(bool),
        free=station.kind == "servers",
    )  # fmt: skip


def _lines(curve: Curve, most: float) -> tuple[tuple[float, float], ...]:
    points = tangent_points(curve, most, _LINE_ERROR, _LINE_FLOOR)
    return tuple((intercept, slope) for intercept, slope in tangents(curve, points) if slope > 0)


def _made(problem: Problem, bundle: Bundle, made: Made) -> BundleTable:
    stations = (problem.stations[k] for k in bundle.stations)
    key = (*stations, *bundle.stations, problem.season_share.tobytes())
    if key not in made:
        made[key] = _bundle_table(problem, bundle)
    return made[key]


def _bundle_table(problem: Problem, bundle: Bundle) -> BundleTable:
    most = bundle.base.sum()
    grid = most * np.linspace(0.0, 1.0, _STOCK_POINTS) ** 2
    stations = [problem.stations[k] for k in bundle.stations]
    levels = max(len(station.curves) for station in stations)
    shape = (len(stations), problem.parks, levels, len(grid))
    value, error = np.full(shape, ABSENT), np.zeros(shape)
    cost, freight = np.zeros(shape[:3]), np.zeros(shape[:3])
    needs = np.full((len(stations), levels), NO_SOURCE)
    for f, (station, ratio) in enumerate(zip(stations, bundle.ratio, strict=True)):
        mine = slice(len(station.curves))
        value[f, :, mine], error[f, :, mine] = _stock_values(problem, station, ratio, grid)
        cost[f, :, mine] = station.cost
        freight[f, :, mine] = _freight(problem, station, ratio)
        if station.supply is not None:
            needs[f, mine] = station.supply.level_needs
    index = np.tile(np.arange(levels), (len(stations), 1))
    return BundleTable(bundle, grid, value, _short(error), cost, freight, needs, index)


def _short(error: Array) -> Array:
    """The same or a little more, in half the memory."""
    return np.nextafter(error.astype(np.float32), np.float32(np.inf))


def _freight(problem: Problem, station: Station, ratio: float) -> Array:
    """(J, L) cost of the way of supply for each unit of A, with the part of its source."""
    supply = station.supply
    if supply is None:
        return np.zeros((problem.parks, len(station.curves)))
    parts = station.rate.sum(axis=1) / station.base_rate.sum() * ratio  # (S,) for each unit of A
    whole = station.base_rate.sum() / ratio  # A of all demand
    price = supply.price[supply.way].T * float(problem.season_share @ parts)
    return np.asarray(price + station.level_part / whole)


def _stock_values(
    problem: Problem, station: Station, ratio: float, grid: Array
) -> tuple[Array, Array]:
    """(J, L, M) weighted mean over the seasons of each level's curve, and its greatest error."""
    scale = ratio * np.asarray(station.scale)  # (S, J); bundles are made of scaled stocks only
    factor, way = np.ones((1, *scale.shape)), np.zeros(len(station.curves), dtype=int)
    if station.supply is not None:
        factor, way = station.supply.factor, station.supply.way
    top = max(float((factor * scale).max()) * float(grid[-1]), 1e-300)
    fine = top * np.linspace(0.0, 1.0, _CURVE_POINTS) ** 2
    known: dict[int, tuple[Array, Array]] = {}
    values = np.empty((problem.parks, len(station.curves), len(grid)))
    errors = np.empty_like(values)
    for o in np.unique(way):
        loads = (factor[o] * scale).T[:, :, None] * grid  # (J, S, M)
        left = (np.sqrt(loads / top) * (_CURVE_POINTS - 1)).astype(int)
        left = np.minimum(left, _CURVE_POINTS - 2)
        part = (loads - fine[left]) / (fine[left + 1] - fine[left])
        mine = np.flatnonzero(way == o)
        behind = station.supply.behind_level(int(mine[0])) if station.supply else None
        if behind is not None:  # loads are shares, the same in all seasons
            own = tuple(station.curves[v] for v in mine)
            values[:, mine], errors[:, mine] = behind.means(
                own, np.arange(problem.parks), loads[:, 0]
            )
            continue
        for level in mine:
            curve = station.curves[level]
            if id(curve) not in known:
                table = curve.value(fine)
                known[id(curve)] = table, chord_error(fine, table)
            table, above = known[id(curve)]
            each = table[left] * (1 - part) + table[left + 1] * part
            values[:, level] = np.einsum("s,jsm->jm", problem.season_share, each)
            errors[:, level] = np.einsum("s,jsm->jm", problem.season_share, above[left])
    weight = station.weight[:, None, None]
    return values * weight, errors * weight
