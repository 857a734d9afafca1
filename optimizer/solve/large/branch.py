"""Branch and bound on the cells of one station and on the ranges of its amounts.

Where phi is not convex the range of its amount is cut in two (Falk and Soland 1969); where cells
are too large to split, one is put in or left out (Land and Doig 1960). Every node has prices of
loads and amounts of its own.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.curves_low import envelopes, stock_low
from optimizer.solve.large.duals import best_duals
from optimizer.solve.large.flips import flips
from optimizer.solve.large.leaf import leaf
from optimizer.solve.large.sets import fit, improve

_SPLIT_FROM = 0.3
"""Share of the gap from which on the hull of phi is to blame for it."""
_FREE, _IN, _OUT = 0, 1, 2
_NEVER = 1e30
"""Reduced cost of a cell that a node has decided on."""
_SPLIT = 0.01
"""Least share of a cell, in or out, to branch on it."""


@njit(cache=True, nogil=True)
def search(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, rounds: int,
    tolerance: float, nodes: int, boxes: int, floor: Array, margin: float, low: float, end: Ints,
    chosen: Bools, empty: float,
) -> tuple[float, float]:  # fmt: skip
    """Cost of the best set found, marked in ``chosen``, and a bound; the lowest node comes first.

    Arguments as those of `best_set`; ``low`` bounds all sets, ``end`` (G,) ends the ranges, and
    ``empty`` is what the empty set costs.
    """
    n, groups, seasons = len(reduced), len(top), len(weight)
    cells = left.shape[1] if groups else 1
    first, stop = np.zeros((boxes + 2, groups), np.int64), np.zeros((boxes + 2, groups), np.int64)
    stop[0] = end
    state, lows = np.zeros((boxes + 2, n), np.int64), np.full(boxes + 2, low)
    corner_x, corner_y = np.empty((groups, 2 * cells)), np.empty((groups, 2 * cells))
    corners, y, z = np.zeros(groups, np.int64), np.zeros(seasons), np.zeros(groups)
    load, amount = np.zeros(seasons), np.zeros(groups)
    station = reduced, unit, base, weight, value, slope, step, most, left, right, top
    best, bound, open_, used = empty, np.inf, 1, 1
    chosen[:] = False
    while open_ > 0:
        open_ -= 1
        _lowest_last(lows, first, stop, state, open_)
        at = open_
        free, linear = _free(state[at], reduced, unit, base, most, load, amount)
        share, dual = np.empty(len(free)), lows[at] if linear < np.inf else linear
        if dual < best - tolerance:
            envelopes(left, right, top, first[at], stop[at], corner_x, corner_y, corners)
            dual = linear + best_duals(
                reduced[free], unit[:, free], base[:, free], weight, value, slope, step, most,
                corner_x, corner_y, corners, rounds, floor, load, amount, y, z, share,
            )  # fmt: skip
        low = max(dual, lows[at])
        if low >= best - tolerance:
            bound = min(bound, low)
            continue
        rho = reduced_costs(reduced, unit, base, y, z)
        _decided(state[at], free, rho)
        best = _better(rho < 0, best, chosen, *station)
        room, cell = used + 2 <= boxes, -1
        hulls = first[at], stop[at], corner_x, corner_y, corners
        split = _worst(rho, base, best - low, left, right, top, *hulls)
        if split < 0 or not room:
            best, tried = flips(rho, dual, best, *station, tolerance, nodes, chosen)
            # sets with a cell that was left out cost at least this bound and the margin
            low = max(low, min(tried, dual + margin))
            cell = _torn(share, free, unit, base)
            split = -1 if cell >= 0 else _widest(first[at], stop[at])
        if not room or max(split, cell) < 0 or low >= best - tolerance:
            bound = min(bound, low)
            continue
        cut = 0
        if cell < 0:
            cut = _cut(rho, base[split], top[split], cells, first[at, split], stop[at, split])
        _two(at, low, cell, split, cut, lows, first, stop, state)
        used, open_ = used + 2, open_ + 2
    return best, min(bound, best)


@njit(cache=True, nogil=True)
def _better(
    mine: Bools, best: float, chosen: Bools, reduced: Array, unit: Array, base: Array,
    weight: Array, value: Array, slope: Array, step: float, most: float, left: Array, right: Array,
    top: Array,
) -> float:  # fmt: skip
    """Least cost once a set is made to fit and improved; it is marked where it is the best."""
    fit(mine, reduced, unit, base, weight, value, slope, step, most, left, right, top)
    found = improve(mine, reduced, unit, base, weight, value, slope, step, most, left, right, top)
    if found < best:
        chosen[:] = mine
    return min(found, best)


@leaf
def _two(
    at: int, low: float, cell: int, split: int, cut: int, lows: Array, first: Ints, stop: Ints,
    state: Ints,
) -> None:  # fmt: skip
    """Make two nodes of one: by a cell that is in or out, else by a range that is cut."""
    for g in range(first.shape[1]):
        first[at + 1, g], stop[at + 1, g] = first[at, g], stop[at, g]
    for d in range(state.shape[1]):
        state[at + 1, d] = state[at, d]
    lows[at], lows[at + 1] = low, low
    if cell >= 0:
        state[at, cell], state[at + 1, cell] = _IN, _OUT
    else:
        first[at + 1, split], stop[at, split] = cut, cut


@njit(cache=True, nogil=True)
def _free(
    state: Ints, reduced: Array, unit: Array, base: Array, most: float, load: Array, amount: Array
) -> tuple[Ints, float]:  # fmt: skip
    """Cells that may still join, and the linear cost of those that are in; fills what they load.

    The cost is inf where they load the level beyond its capacity.
    """
    load[:] = 0.0
    amount[:] = 0.0
    linear = 0.0
    for d in range(len(state)):
        if state[d] == _IN:
            linear += reduced[d]
            for s in range(len(load)):
                load[s] += unit[s, d]
            for g in range(len(amount)):
                amount[g] += base[g, d]
    for s in range(len(load)):
        if load[s] > most:
            linear = np.inf
    free, count = np.empty(len(state), np.int64), 0
    for d in range(len(state)):
        fits = state[d] == _FREE
        for s in range(len(load)):
            fits = fits and load[s] + unit[s, d] <= most
        if fits:
            free[count] = d
            count += 1
    return free[:count], linear


@leaf
def _decided(state: Ints, free: Ints, rho: Array) -> None:
    """Give cells that are in or out, or do not fit, a reduced cost that nothing outweighs."""
    i = 0
    for d in range(len(rho)):
        if i < len(free) and free[i] == d:
            i += 1
        else:
            rho[d] = -_NEVER if state[d] == _IN else _NEVER


@leaf
def _torn(share: Array, free: Ints, unit: Array, base: Array) -> int:
    """Cell that is split and heavy, -1 where none is."""
    pick, most = -1, 0.0
    for i in range(len(free)):
        part = min(share[i], 1.0 - share[i])
        if part > _SPLIT:
            size = 1e-12
            for s in range(unit.shape[0]):
                size += unit[s, free[i]]
            for g in range(base.shape[0]):
                size += 1e-3 * base[g, free[i]]
            if part * size > most:
                pick, most = free[i], part * size
    return pick


@leaf
def _lowest_last(lows: Array, first: Ints, stop: Ints, state: Ints, last: int) -> None:
    """Swap the node with the lowest bound to the place ``last``."""
    pick = last
    for i in range(last):
        if lows[i] < lows[pick]:
            pick = i
    if pick == last:
        return
    lows[pick], lows[last] = lows[last], lows[pick]
    for g in range(first.shape[1]):
        first[pick, g], first[last, g] = first[last, g], first[pick, g]
        stop[pick, g], stop[last, g] = stop[last, g], stop[pick, g]
    for d in range(state.shape[1]):
        state[pick, d], state[last, d] = state[last, d], state[pick, d]


@njit(cache=True, nogil=True)
def reduced_costs(reduced: Array, unit: Array, base: Array, y: Array, z: Array) -> Array:
    """(n,) cost of each cell where loads and amounts are priced."""
    rho = reduced.copy()
    for d in range(len(rho)):
        for s in range(len(y)):
            rho[d] += y[s] * unit[s, d]
        for g in range(len(z)):
            rho[d] += z[g] * base[g, d]
    return rho


@leaf
def _worst(
    rho: Array, base: Array, gap: float, left: Array, right: Array, top: Array, first: Ints,
    stop: Ints, corner_x: Array, corner_y: Array, corners: Ints,
) -> int:  # fmt: skip
    """Amount at which the hull of phi lies furthest below it, where that makes up the gap."""
    pick, most = -1, _SPLIT_FROM * gap
    for g in range(len(top)):
        if stop[g] - first[g] < 2:
            continue
        amount = _amount(rho, base[g])
        i = 0
        while i < corners[g] - 2 and corner_x[g, i + 1] < amount:
            i += 1
        x0, x1 = corner_x[g, i], corner_x[g, i + 1]
        part = min(max((amount - x0) / (x1 - x0), 0.0), 1.0)
        hull = corner_y[g, i] + (corner_y[g, i + 1] - corner_y[g, i]) * part
        at = min(max(amount, x0), x1)
        loss = stock_low(left[g], right[g], top[g], min(at, top[g])) - hull
        if loss > most:
            pick, most = g, loss
    return pick


@leaf
def _widest(first: Ints, stop: Ints) -> int:
    """Amount with the widest range left, -1 where all are single cells."""
    pick, most = -1, 1
    for g in range(len(first)):
        if stop[g] - first[g] > most:
            pick, most = g, stop[g] - first[g]
    return pick


@leaf
def _amount(rho: Array, base: Array) -> float:
    """Amount that the priced cells need."""
    total = 0.0
    for d in range(len(rho)):
        if rho[d] < 0:
            total += base[d]
    return total


@leaf
def _cut(rho: Array, base: Array, top: float, cells: int, first: int, stop: int) -> int:
    """Cell of the grid where a range is cut: at the priced set's amount."""
    at = int(np.sqrt(min(_amount(rho, base), top) / top) * cells)
    return int(min(max(at, first + 1), stop - 1))
