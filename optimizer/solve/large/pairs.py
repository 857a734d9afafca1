"""Pairs of cell and park that may pay: all whose cost lies below what a cell may be worth.

The cost of a pair is its linear cost, and its load and its amounts at the least prices that these
have at the park. A pair that costs at least the cell's price is in no cheapest set where loads and
amounts are priced as high. So a list that reaches to some worth of every cell holds ALL pairs that
matter to lower prices of cells and higher prices of loads and amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.large.layout import BlockLayout


@dataclass(frozen=True)
class Pairs:
    """Pairs of one block, park by park.

    ``start`` (J + 1,) where each park's pairs begin; ``cell`` (P,) position in the block; ``cost``
    (P,) linear cost; ``unit`` (S, P) load on the queue, no rows without one; ``base`` (G, P);
    ``floor`` (S + G, J) least prices of loads and amounts that the list is made for.
    """

    start: Ints
    cell: Ints
    cost: Array
    unit: Array
    base: Array
    floor: Array


def pairs(
    problem: Problem, block: BlockLayout, reach: Array, floor: Array | None = None,
    seen: Bools | None = None,
) -> Pairs:  # fmt: skip
    """Pairs of a block that cost less than ``reach`` (D,) at least prices ``floor`` (S + G, J).

    Only at parks that are ``seen`` (J,).
    """
    seasons = problem.seasons if block.queue is not None else 0
    if floor is None:
        floor = np.zeros((seasons + len(block.groups), problem.parks))
    start = np.zeros(problem.parks + 1, np.int64)
    rate = block.queue.rate if block.queue is not None else np.zeros((0, 1))
    hours = block.queue.hours if block.queue is not None else np.zeros((0, 1, problem.parks))
    needs = np.array([g.base for g in block.groups]).reshape(len(block.groups), len(block.cells))
    seen = np.ones(problem.parks, bool) if seen is None else seen
    given = (problem.linear, block.cells, block.position, rate, hours, needs, reach, floor, seen)
    _count(*given, start)
    np.cumsum(start, out=start)
    cell, cost = np.empty(start[-1], np.int64), np.empty(start[-1])
    unit = np.zeros((seasons, start[-1]))
    _fill(*given, start, cell, cost, unit)
    return Pairs(start, cell, cost, unit, needs[:, cell], floor)


@njit(cache=True, nogil=True)
def _costs(
    linear: Array, d: int, i: int, at: int, rate: Array, hours: Array, needs: Array, floor: Array,
    cost: Array,
) -> None:  # fmt: skip
    """Cost of a cell, the i-th, at every park where loads and amounts cost the floor."""
    cost[:] = linear[d]
    first = len(floor) - len(needs)
    for g in range(len(needs)):
        if needs[g, i] > 0:
            for j in range(len(cost)):
                cost[j] += floor[first + g, j] * needs[g, i]
    if at < 0:
        return
    for s in range(rate.shape[0]):
        row = hours[s, at] if hours.shape[1] > 1 else hours[s, 0]
        for j in range(len(cost)):
            cost[j] += floor[s, j] * rate[s, at] * row[j]


@njit(cache=True, nogil=True)
def _count(
    linear: Array, cells: Ints, position: Ints, rate: Array, hours: Array, needs: Array,
    reach: Array, floor: Array, seen: Bools, start: Ints,
) -> None:  # fmt: skip
    cost = np.empty(linear.shape[1])
    for i in range(len(cells)):
        d = cells[i]
        _costs(linear, d, i, position[i], rate, hours, needs, floor, cost)
        for j in range(len(cost)):
            if seen[j] and cost[j] < reach[d]:
                start[j + 1] += 1


@njit(cache=True, nogil=True)
def _fill(
    linear: Array, cells: Ints, position: Ints, rate: Array, hours: Array, needs: Array,
    reach: Array, floor: Array, seen: Bools, start: Ints, cell: Ints, cost: Array, unit: Array,
) -> None:  # fmt: skip
    at, priced = start[:-1].copy(), np.empty(linear.shape[1])
    for i in range(len(cells)):
        d = cells[i]
        _costs(linear, d, i, position[i], rate, hours, needs, floor, priced)
        for j in range(len(priced)):
            if seen[j] and priced[j] < reach[d]:
                p = at[j]
                cell[p], cost[p] = i, linear[d, j]
                at[j] += 1
                if position[i] >= 0:
                    for s in range(unit.shape[0]):
                        row = hours[s, position[i]] if hours.shape[1] > 1 else hours[s, 0]
                        unit[s, p] = rate[s, position[i]] * row[j]
