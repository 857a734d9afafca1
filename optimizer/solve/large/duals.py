"""Prices of the loads and amounts of one park and block: the best Lagrangian bound found.

The queue's price follows one number, how full the station is; for each the price of every amount is
found by bisection, as the bound is concave in it. Whatever prices come out, the bound is valid.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Ints
from optimizer.solve.large.curves_low import queue_least, stock_least

_STEPS = 13


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def best_duals(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, corner_x: Array, corner_y: Array, corners: Ints, rounds: int,
    floor: Array, y: Array, z: Array,
) -> float:  # fmt: skip
    """Best bound; fills the prices ``y`` (S,) of loads and ``z`` (G,) of amounts.

    Parameters
    ----------
    reduced, unit, base
        (n,), (S, n), (G, n) of the cells.
    weight
        (S,) weight of the machines waiting in each season.
    value, slope, step, most
        Tangents of the level's curve, and the greatest load.
    corner_x, corner_y, corners
        (G, m), (G, m), (G,) convex envelopes of phi.
    floor
        (S,) least prices of the loads.
    """
    seasons, n, groups = len(weight), len(reduced), len(z)
    best_y, best_z = np.zeros(seasons), np.zeros(groups)
    load, least = np.zeros(max(seasons, 1)), np.zeros(max(seasons, 1))
    own = np.empty(n)
    profile = unit.sum(axis=1)
    peak, extra = 0, 0.0
    for s in range(seasons):
        if profile[s] > profile[peak]:
            peak = s
    if seasons and profile[peak] > 0:
        profile /= profile[peak]
        for d in range(n):
            if unit[peak, d] > 0:
                extra = max(extra, -reduced[d] / unit[peak, d])
    best, low, high = -np.inf, 0.0, 2.0
    for _ in range(_STEPS if seasons else 1):
        full = 0.5 * (low + high)
        queue = 0.0
        for s in range(seasons):
            y[s] = _price(full, profile[s], s == peak, weight[s], slope, step, most, extra)
            y[s] = max(y[s], floor[s])
            if weight[s] > 0:
                least[s], worth = queue_least(value, slope, step, most, y[s] / weight[s])
                queue += weight[s] * worth
        for d in range(n):
            own[d] = reduced[d]
            for s in range(seasons):
                own[d] += y[s] * unit[s, d]
        bound = queue + _amount_prices(own, base, corner_x, corner_y, corners, rounds, z)
        if bound > best:
            best = bound
            best_y[:] = y
            best_z[:] = z
        load[:] = 0.0
        for d in range(n):
            total = own[d]
            for g in range(groups):
                total += z[g] * base[g, d]
            if total < 0:
                for s in range(seasons):
                    load[s] += unit[s, d]
        over = 0.0
        for s in range(seasons):
            if full <= 1.0 or s == peak:
                over += weight[s] * profile[s] * (load[s] - least[s])
        if over > 0:
            low = full
        else:
            high = full
    y[:] = best_y
    z[:] = best_z
    return best


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _price(
    full: float, profile: float, at_peak: bool, weight: float, slope: Array, step: float,
    most: float, extra: float,
) -> float:  # fmt: skip
    """Price of a season's load where the busiest season is ``full``; beyond 1 capacity is short."""
    last = len(slope) - 1
    at = min(min(full, 1.0) * profile * most / step, last - 1e-9)
    i = int(at)
    price = weight * (slope[i] + (slope[i + 1] - slope[i]) * (at - i))
    if full > 1.0 and at_peak:
        price += (full - 1.0) * extra
    return price


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _amount_prices(
    own: Array, base: Array, corner_x: Array, corner_y: Array, corners: Ints, rounds: int,
    z: Array,
) -> float:  # fmt: skip
    """Best prices of the amounts where loads are priced; the bound without the queue's part."""
    n, groups = len(own), len(z)
    if groups == 0:
        total = 0.0
        for d in range(n):
            total += min(own[d], 0.0)
        return total
    rest = np.empty(n)
    best = -np.inf
    z[:] = 0.0
    for turn in range(rounds):
        for g in range(groups):
            others = 0.0
            for h in range(groups):
                if h != g:
                    c = stock_least(corner_x[h], corner_y[h], corners[h], z[h])
                    others += corner_y[h, c] - z[h] * corner_x[h, c]
            high = 0.0
            for d in range(n):
                rest[d] = own[d]
                for h in range(groups):
                    if h != g:
                        rest[d] += z[h] * base[h, d]
                if base[g, d] > 0:
                    high = max(high, -rest[d] / base[g, d])
            low, high = 0.0, high * 1.000001
            inner, keep = -np.inf, 0.0
            for k in range(_STEPS + 1):
                price = 0.5 * (low + high) if k else 0.0
                total, amount = others, 0.0
                for d in range(n):
                    each = rest[d] + price * base[g, d]
                    if each < 0:
                        total += each
                        amount += base[g, d]
                c = stock_least(corner_x[g], corner_y[g], corners[g], price)
                total += corner_y[g, c] - price * corner_x[g, c]
                if total > inner:
                    inner, keep = total, price
                if amount > corner_x[g, c]:
                    low = price
                elif k == 0:
                    break
                else:
                    high = price
            z[g] = keep
            best = inner
    return best
