"""The cheapest set of cells for one park, block and level, and a bound that no set undercuts.

    min over x in {0, 1}^n   Σ r_d x_d + Σ_s p_s w f(Σ t_sd x_d) + Σ_g phi_g(Σ b_gd x_d)

f is convex and known by tangents; phi is bounded from below on the cells of a grid. For prices
y_s >= 0 of the loads and z_g >= 0 of the amounts

    Σ min(0, r_d + Σ y_s t_sd + Σ z_g b_gd) + Σ_s min_a (p_s w f(a) - y_s a)
                                            + Σ_g min_A (phi_g(A) - z_g A)

is a bound (Lagrange). Every set is the priced one with some cells flipped, each flip costs at least
|reduced cost|, and only flips worth less than the gap are tried (reduced-cost fixing around a core:
Balas and Zemel 1980). What stays open is branched on (`branch`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools
from optimizer.solve.large.branch import reduced_costs, search
from optimizer.solve.large.curves_low import envelope, last_cell
from optimizer.solve.large.duals import best_duals
from optimizer.solve.large.sets import fit, set_cost


@njit(cache=True, nogil=True)
def best_set(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, left: Array, right: Array, top: Array, rounds: int,
    tolerance: float, nodes: int, boxes: int, reach: Array, floor: Array, margin: float,
    chosen: Bools, duals: Array,
) -> tuple[float, float]:  # fmt: skip
    """Cost of the set found, which is marked in ``chosen``, and a lower bound of all sets.

    Parameters
    ----------
    left, right, top
        (G, M), (G, M), (G,) phi at both ends of every cell of its grid, and the grid's end.
    tolerance
        Gap that may stay open.
    nodes, boxes
        Most flips tried per node, and most nodes of the branch and bound.
    reach
        (G,) most amounts of any set, cells that were left out among them.
    floor, margin
        Cells that were left out cost at least ``margin`` more than they are worth where loads and
        amounts cost ``floor`` (S + G,): the bound holds for them as well.
    duals
        (S + G,) filled with the prices of loads and amounts, for `cheap_bound`.
    """
    groups = len(top)
    cells = left.shape[1] if groups else 1
    stop, y = np.zeros(groups, np.int64), np.zeros(len(weight))
    for g in range(groups):
        stop[g] = last_cell(reach[g], top[g], cells)
    corner_x, corner_y = np.empty((groups, 2 * cells)), np.empty((groups, 2 * cells))
    corners, z = np.zeros(groups, np.int64), np.zeros(groups)
    for g in range(groups):
        corners[g] = envelope(left[g], right[g], top[g], 0, stop[g], corner_x[g], corner_y[g])
    low = best_duals(
        reduced, unit, base, weight, value, slope, step, most, corner_x, corner_y, corners,
        rounds, floor, y * 0.0, z * 0.0, y, z, np.empty(len(reduced)),
    )  # fmt: skip
    duals[: len(y)] = y
    duals[len(y) :] = z
    chosen[:] = False
    empty = set_cost(y * 0.0, z * 0.0, weight, value, slope, step, most, left, right, top)
    if low >= empty - tolerance:
        return empty, min(low, empty)
    rho = reduced_costs(reduced, unit, base, y, z)
    mine = rho < 0
    best = fit(mine, reduced, unit, base, weight, value, slope, step, most, left, right, top)
    best = min(best, empty)
    # a set with a cell that costs more than the gap is no better than the one at hand
    kept = np.flatnonzero(rho < best - low + 1e-9)
    few = mine[kept]
    found, bound = search(
        reduced[kept], unit[:, kept], base[:, kept], weight, value, slope, step, most, left,
        right, top, rounds, tolerance, nodes, boxes, floor, margin, low, stop, few, empty,
    )  # fmt: skip
    for i in range(len(kept)):
        chosen[kept[i]] = few[i]
    return found, max(low, min(bound, found))
