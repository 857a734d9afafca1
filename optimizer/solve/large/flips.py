"""All sets whose flips of the priced set cost less than the gap (after Balas and Zemel 1980)."""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.leaf import leaf
from optimizer.solve.large.sets import set_cost, set_sums

_DEPTH = 40


@njit(cache=True, nogil=True)
def flips(
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
    linear[0] = set_sums(rho < 0, reduced, unit, base, load[0], amount[0])
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
                cost = linear[depth] + set_cost(
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
