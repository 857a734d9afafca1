"""The cheapest set of cells for one park, block and level, and a bound that no set undercuts.

    min over x in {0, 1}^n   Σ r_d x_d + Σ_s p_s w f(Σ t_sd x_d) + Σ_g phi_g(Σ b_gd x_d)

f is convex and known by tangents; phi is bounded from below on the cells of a grid. For prices
y_s >= 0 of the loads and z_g >= 0 of the amounts

    Σ min(0, r_d + Σ y_s t_sd + Σ z_g b_gd) + Σ_s min_a (p_s w f(a) - y_s a)
                                            + Σ_g min_A (phi_g(A) - z_g A)

is a bound (Lagrange). Every set is the priced one with some cells flipped, each flip costs at least
|reduced cost|, and only flips worth less than the gap are tried (reduced-cost fixing around a core:
Balas and Zemel 1980). Where phi is not convex the range of its amount is cut in two (spatial branch
and bound, Falk and Soland 1969).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.curves_low import envelope, envelopes, halve, queue_low, stock_low
from optimizer.solve.large.duals import best_duals
from optimizer.solve.large.leaf import leaf

_DEPTH = 40
_SPLIT_FROM = 0.3
"""Share of the gap from which on the hull of phi is to blame for it."""


@njit(cache=True, nogil=True)
def best_set(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, rounds: int,
    tolerance: float, nodes: int, boxes: int, floor: Array, margin: float, y: Array,
    chosen: Bools,
) -> tuple[float, float]:  # fmt: skip
    """Cost of the set found, which is marked in ``chosen``, and a lower bound of all sets.

    Parameters
    ----------
    left, right, top
        (G, M), (G, M), (G,) phi at both ends of every cell of its grid, and the grid's end.
    tolerance
        Gap that may stay open.
    nodes, boxes
        Most flips tried per range, and most ranges of the amounts.
    floor, margin
        Cells that were left out cost at least ``margin`` more than they are worth where loads cost
        ``floor`` (S,): the bound holds for them as well.
    y
        (S,) filled with the prices of the loads.
    """
    groups = len(top)
    cells = left.shape[1] if groups else 1
    stop = np.zeros(groups, np.int64)
    for g in range(groups):
        amount = min(base[g].sum(), top[g])
        stop[g] = min(int(np.sqrt(amount / top[g]) * cells) + 1, cells)
    corner_x, corner_y = np.empty((groups, 2 * cells)), np.empty((groups, 2 * cells))
    corners, z = np.zeros(groups, np.int64), np.zeros(groups)
    for g in range(groups):
        corners[g] = envelope(left[g], right[g], top[g], 0, stop[g], corner_x[g], corner_y[g])
    low = best_duals(
        reduced, unit, base, weight, value, slope, step, most, corner_x, corner_y, corners,
        rounds, floor, y, z, np.empty(len(reduced)),
    )  # fmt: skip
    chosen[:] = False
    empty = _cost(y * 0.0, z * 0.0, weight, value, slope, step, most, left, right, top)
    if low >= empty - tolerance:
        return empty, min(low, empty)
    rho = _reduced_costs(reduced, unit, base, y, z)
    mine = rho < 0
    best = _fit(mine, reduced, unit, base, weight, value, slope, step, most, left, right, top)
    best = min(best, empty)
    # a set with a cell that costs more than the gap is no better than the one at hand
    kept = np.flatnonzero(rho < best - low + 1e-9)
    few = mine[kept]
    part_y = y.copy()
    found, bound = _search(
        reduced[kept], unit[:, kept], base[:, kept], weight, value, slope, step, most, left,
        right, top, rounds, tolerance, nodes, boxes, floor, low, stop, part_y, z, few, empty,
    )  # fmt: skip
    for i in range(len(kept)):
        chosen[kept[i]] = few[i]
    # sets with a cell that was left out cost at least the first bound and the margin
    return found, max(low, min(bound, low + margin, found))


@njit(cache=True, nogil=True)
def _search(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, rounds: int,
    tolerance: float, nodes: int, boxes: int, floor: Array, low: float, end: Ints, y: Array,
    z: Array, chosen: Bools, empty: float,
) -> tuple[float, float]:  # fmt: skip
    """Branch and bound on the ranges of the amounts, from the prices of the whole range."""
    groups, share = len(top), np.empty(len(reduced))
    cells = left.shape[1] if groups else 1
    first, stop = np.zeros((boxes + 2, groups), np.int64), np.zeros((boxes + 2, groups), np.int64)
    stop[0] = end
    corner_x, corner_y = np.empty((groups, 2 * cells)), np.empty((groups, 2 * cells))
    corners = np.zeros(groups, np.int64)
    best, bound, open_, used = empty, np.inf, 1, 1
    chosen[:] = False
    while open_ > 0:
        open_ -= 1
        box = open_
        envelopes(left, right, top, first[box], stop[box], corner_x, corner_y, corners)
        if used > 1:
            low = best_duals(
                reduced, unit, base, weight, value, slope, step, most, corner_x, corner_y,
                corners, rounds, floor, y, z, share,
            )  # fmt: skip
        if low >= best - tolerance:
            bound = min(bound, low)
            continue
        rho = _reduced_costs(reduced, unit, base, y, z)
        mine = rho < 0
        _fit(mine, reduced, unit, base, weight, value, slope, step, most, left, right, top)
        found = _descend(
            mine, reduced, unit, base, weight, value, slope, step, most, left, right, top
        )
        if found < best:
            best = found
            chosen[:] = mine
        split = -1
        if used + 2 <= boxes:
            split = _worst(
                rho, base, best - low, left, right, top, first[box], stop[box],
                corner_x, corner_y, corners,
            )  # fmt: skip
        if split < 0:
            best, low = _flips(
                rho, low, best, reduced, unit, base, weight, value, slope, step, most, left,
                right, top, tolerance, nodes, chosen,
            )  # fmt: skip
            if low < best - tolerance and used + 2 <= boxes and groups:
                split = _widest(first[box], stop[box])
        if split < 0 or low >= best - tolerance:
            bound = min(bound, low)
            continue
        cut = _cut(rho, base[split], top[split], cells, first[box, split], stop[box, split])
        used += 2
        halve(first, stop, box, split, cut)
        open_ += 2
    return best, min(bound, best)


@njit(cache=True, nogil=True)
def _reduced_costs(reduced: Array, unit: Array, base: Array, y: Array, z: Array) -> Array:
    """(n,) cost of each cell where loads and amounts are priced."""
    rho = reduced.copy()
    for d in range(len(rho)):
        for s in range(len(y)):
            rho[d] += y[s] * unit[s, d]
        for g in range(len(z)):
            rho[d] += z[g] * base[g, d]
    return rho


@leaf
def _cost(
    load: Array, amount: Array, weight: Array, value: Array, slope: Array, step: float,
    most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Waiting at loads and amounts; inf beyond the capacity."""
    total = 0.0
    for s in range(len(load)):
        total += weight[s] * queue_low(value, slope, step, most, max(load[s], 0.0))
    for g in range(len(amount)):
        total += stock_low(left[g], right[g], top[g], max(amount[g], 0.0))
    return total


@njit(cache=True, nogil=True)
def _fit(
    mine: Bools, reduced: Array, unit: Array, base: Array, weight: Array, value: Array,
    slope: Array, step: float, most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Drop from an overloaded set what helps least per load; its cost then."""
    seasons, groups = len(weight), len(top)
    load, amount = np.zeros(seasons), np.zeros(groups)
    peak = 0.0
    linear = _sums(mine, reduced, unit, base, load, amount)
    for s in range(seasons):
        peak = max(peak, load[s])
    while seasons and peak > most:
        worst, least = -1, np.inf
        for d in range(len(reduced)):
            heavy = 0.0
            for s in range(seasons):
                heavy = max(heavy, unit[s, d])
            if mine[d] and heavy > 0 and -reduced[d] / heavy < least:
                worst, least = d, -reduced[d] / heavy
        mine[worst] = False
        linear -= reduced[worst]
        peak = 0.0
        for s in range(seasons):
            load[s] -= unit[s, worst]
            peak = max(peak, load[s])
        for g in range(groups):
            amount[g] -= base[g, worst]
    return linear + _cost(load, amount, weight, value, slope, step, most, left, right, top)


@njit(cache=True, nogil=True)
def _descend(
    mine: Bools, reduced: Array, unit: Array, base: Array, weight: Array, value: Array,
    slope: Array, step: float, most: float, left: Array, right: Array, top: Array,
) -> float:  # fmt: skip
    """Flip the best cell as long as that pays; the cost then."""
    n, seasons, groups = len(reduced), len(weight), len(top)
    load, amount = np.zeros(seasons), np.zeros(groups)
    new_load, new_amount = np.zeros(seasons), np.zeros(groups)
    linear = _sums(mine, reduced, unit, base, load, amount)
    best = linear + _cost(load, amount, weight, value, slope, step, most, left, right, top)
    for _ in range(4 * n):
        pick, least = -1, best - 1e-12
        for d in range(n):
            sign = -1.0 if mine[d] else 1.0
            new = linear + sign * reduced[d]
            for s in range(seasons):
                new_load[s] = load[s] + sign * unit[s, d]
            for g in range(groups):
                new_amount[g] = amount[g] + sign * base[g, d]
            new += _cost(new_load, new_amount, weight, value, slope, step, most, left, right, top)
            if new < least:
                pick, least = d, new
        if pick < 0:
            break
        sign = -1.0 if mine[pick] else 1.0
        mine[pick] = not mine[pick]
        linear += sign * reduced[pick]
        for s in range(seasons):
            load[s] += sign * unit[s, pick]
        for g in range(groups):
            amount[g] += sign * base[g, pick]
        best = least
    return best


@njit(cache=True, nogil=True)
def _flips(
    rho: Array, low: float, best: float, reduced: Array, unit: Array, base: Array,
    weight: Array, value: Array, slope: Array, step: float, most: float, left: Array,
    right: Array, top: Array, tolerance: float, nodes: int, chosen: Bools,
) -> tuple[float, float]:  # fmt: skip
    """Try all sets whose flips cost less than the gap, in rounds of growing cost."""
    n, seasons, groups = len(rho), len(weight), len(top)
    order = np.argsort(np.abs(rho))
    load, amount = np.zeros((_DEPTH, seasons)), np.zeros((_DEPTH, groups))
    linear, spent = np.zeros(_DEPTH), np.zeros(_DEPTH)
    index = np.zeros(_DEPTH, np.int64)
    linear[0] = _sums(rho < 0, reduced, unit, base, load[0], amount[0])
    limit, done, tried = 0.125 * (best - low), 0.0, 0
    while True:
        limit = min(limit, best - low)
        i, depth, whole = 0, 0, True
        while True:
            if i < n and spent[depth] + abs(rho[order[i]]) < limit:
                if depth + 1 == _DEPTH or tried >= nodes:
                    whole = False
                    break
                depth += 1
                tried += 1
                _flip(
                    depth, i, order[i], rho, reduced, unit, base, index, spent, linear, load, amount
                )
                cost = linear[depth] + _cost(
                    load[depth], amount[depth], weight, value, slope, step, most, left, right, top
                )
                if cost < best - 1e-12:
                    best = cost
                    chosen[:] = rho < 0
                    for k in order[index[1 : depth + 1]]:
                        chosen[k] = not chosen[k]
                    limit = min(limit, best - low)
                i += 1
            elif depth == 0:
                break
            else:
                i = index[depth] + 1
                depth -= 1
        if not whole:
            return best, low + done
        done = limit
        if low + done >= best - tolerance:
            return best, min(low + done, best)
        limit *= 2.0


@leaf
def _flip(
    depth: int, i: int, d: int, rho: Array, reduced: Array, unit: Array, base: Array, index: Ints,
    spent: Array, linear: Array, load: Array, amount: Array,
) -> None:  # fmt: skip
    """Flip cell ``d``, the i-th by reduced cost, on top of the flips of the depth above."""
    sign = -1.0 if rho[d] < 0 else 1.0
    index[depth] = i
    spent[depth] = spent[depth - 1] + abs(rho[d])
    linear[depth] = linear[depth - 1] + sign * reduced[d]
    for s in range(load.shape[1]):
        load[depth, s] = load[depth - 1, s] + sign * unit[s, d]
    for g in range(amount.shape[1]):
        amount[depth, g] = amount[depth - 1, g] + sign * base[g, d]


@leaf
def _sums(
    mine: Bools, reduced: Array, unit: Array, base: Array, load: Array, amount: Array
) -> float:
    """Linear cost of a set; adds up its loads and amounts."""
    linear = 0.0
    for d in range(len(mine)):
        if mine[d]:
            linear += reduced[d]
            for s in range(len(load)):
                load[s] += unit[s, d]
            for g in range(len(amount)):
                amount[g] += base[g, d]
    return linear


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
