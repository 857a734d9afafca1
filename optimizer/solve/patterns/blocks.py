"""Blocks: stations that share cells belong together; the rest of a park is independent of them.

A park's stations fall apart into blocks (heavy crews with the mining-truck parts, bays with the
truck parts, …) that only the hub's size and the budget tie together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from optimizer.problem import Array, Ints, Problem, Station


@dataclass(frozen=True)
class Bundle:
    """Stocks whose loads are all multiples of ONE number A = Σ base_d x_d.

    Their levels can then be chosen by a look-up in A alone.
    """

    cells: Ints
    """(n,) cells that need the parts."""
    base: Array
    """(n,) parts per hour of each cell."""
    stations: tuple[int, ...]
    ratio: tuple[float, ...]
    """Load of each station per unit of A, before its seasonal scale."""


@dataclass(frozen=True)
class Block:
    """Stations tied together by the cells that load them.

    Attributes
    ----------
    cells
        (n,) cells of the block.
    queues
        Stations with a load per season.
        Here are also stocks whose levels depend on the hub's size.
    bundles
        Stocks with one load for all seasons.
    """

    cells: Ints
    queues: tuple[int, ...]
    bundles: tuple[Bundle, ...]


def blocks(problem: Problem) -> tuple[Block, ...]:
    """Split the stations of a problem into blocks; a cell without a station is one of its own."""
    stations = problem.stations
    pairs = [(d, k) for k, s in enumerate(stations) for d in s.cells]
    rows = np.array([d for d, _ in pairs], dtype=int)
    columns = np.array([k for _, k in pairs], dtype=int) + problem.cells
    n = problem.cells + len(stations)
    graph = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    found = []
    for c in range(count):
        members = np.flatnonzero(label == c)
        cells = members[members < problem.cells]
        inside = [int(k) for k in members[members >= problem.cells] - problem.cells]
        if not len(cells):
            continue
        scaled = [k for k in inside if _free_of_size(stations[k])]
        queues = tuple(k for k in inside if k not in scaled)
        found.append(Block(cells, queues, _bundles(problem, scaled)))
    return tuple(found)


def _free_of_size(station: Station) -> bool:
    """Whether a stock's level can be looked up in one load, whatever the hub's size."""
    return station.kind == "stock" and station.scale is not None and bool(station.allowed.all())


def _bundles(problem: Problem, stocks: list[int]) -> tuple[Bundle, ...]:
    """Gather stocks with the same cells and proportional rates."""
    groups: dict[tuple[bytes, bytes], list[int]] = {}
    for k in stocks:
        station = problem.stations[k]
        shape = np.round(station.base_rate / station.base_rate.sum(), 12)
        groups.setdefault((station.cells.tobytes(), shape.tobytes()), []).append(k)
    bundles = []
    for members in groups.values():
        first = problem.stations[members[0]]
        total = first.base_rate.sum()
        ratio = tuple(float(problem.stations[k].base_rate.sum() / total) for k in members)
        bundles.append(Bundle(first.cells, first.base_rate, tuple(members), ratio))
    return tuple(bundles)
