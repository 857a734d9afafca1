"""Pairs of cell and park that may pay: all whose cost lies below what a cell may be worth.

The cost of a pair is its linear cost and its load at the least price that loads have at the park.
A pair that costs at least the cell's price is in no cheapest set, whatever else loads and kits
cost. So a list that reaches to some worth of every cell holds ALL pairs that matter to lower prices
of cells and higher prices of loads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Ints, Problem
from optimizer.solve.large.layout import BlockLayout


@dataclass(frozen=True)
class Pairs:
    """Pairs of one block, park by park.

    ``start`` (J + 1,) where each park's pairs begin; ``cell`` (P,) position in the block; ``cost``
    (P,) linear cost; ``unit`` (S, P) load on the queue, no rows without one; ``base`` (G, P);
    ``floor`` (S, J) least prices of the loads that the list is made for.
    """

    start: Ints
    cell: Ints
    cost: Array
    unit: Array
    base: Array
    floor: Array


def pairs(problem: Problem, block: BlockLayout, reach: Array, floor: Array | None = None) -> Pairs:
    """Pairs of a block that cost less than ``reach`` (D,) where loads cost ``floor`` (S, J)."""
    seasons = problem.seasons if block.queue is not None else 0
    if floor is None:
        floor = np.zeros((seasons, problem.parks))
    start = np.zeros(problem.parks + 1, np.int64)
    rate = block.queue.rate if block.queue is not None else np.zeros((0, 1))
    hours = block.queue.hours if block.queue is not None else np.zeros((0, 1, problem.parks))
    given = (problem.linear, block.cells, block.position, rate, hours, reach, floor)
    _count(*given, start)
    np.cumsum(start, out=start)
    cell, cost = np.empty(start[-1], np.int64), np.empty(start[-1])
    unit = np.zeros((seasons, start[-1]))
    _fill(*given, start, cell, cost, unit)
    base = np.array([g.base[cell] for g in block.groups]).reshape(len(block.groups), start[-1])
    return Pairs(start, cell, cost, unit, base, floor)


@njit(cache=True, nogil=True)
def _costs(
    linear: Array, d: int, at: int, rate: Array, hours: Array, floor: Array, cost: Array
) -> None:
    """Cost of a cell at every park where loads cost the floor."""
    cost[:] = linear[d]
    if at < 0:
        return
    for s in range(rate.shape[0]):
        row = hours[s, at] if hours.shape[1] > 1 else hours[s, 0]
        for j in range(len(cost)):
            cost[j] += floor[s, j] * rate[s, at] * row[j]


@njit(cache=True, nogil=True)
def _count(
    linear: Array, cells: Ints, position: Ints, rate: Array, hours: Array, reach: Array,
    floor: Array, start: Ints,
) -> None:  # fmt: skip
    cost = np.empty(linear.shape[1])
    for i in range(len(cells)):
        d = cells[i]
        _costs(linear, d, position[i], rate, hours, floor, cost)
        for j in range(len(cost)):
            if cost[j] < reach[d]:
                start[j + 1] += 1


@njit(cache=True, nogil=True)
def _fill(
    linear: Array, cells: Ints, position: Ints, rate: Array, hours: Array, reach: Array,
    floor: Array, start: Ints, cell: Ints, cost: Array, unit: Array,
) -> None:  # fmt: skip
    at, priced = start[:-1].copy(), np.empty(linear.shape[1])
    for i in range(len(cells)):
        d = cells[i]
        _costs(linear, d, position[i], rate, hours, floor, priced)
        for j in range(len(priced)):
            if priced[j] < reach[d]:
                p = at[j]
                cell[p], cost[p] = i, linear[d, j]
                at[j] += 1
                if position[i] >= 0:
                    for s in range(unit.shape[0]):
                        row = hours[s, position[i]] if hours.shape[1] > 1 else hours[s, 0]
                        unit[s, p] = rate[s, position[i]] * row[j]
