"""Prices of the loads and amounts of one park and block: the best Lagrangian bound found.

The queue's price follows one number, how full the station is; for each the price of every amount is
found by bisection, as the bound is concave in it. Whatever prices come out, the bound is valid.
Between the last two prices lies the share of every cell that keeps loads and amounts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Ints
from optimizer.solve.large.curves_low import queue_least, stock_least
from optimizer.solve.large.leaf import leaf

_STEPS, _STOCK_STEPS = 14, 10
"""Halvings of the price of the loads, and of an amount for each of them."""


@njit(cache=True, nogil=True)
def best_duals(
    reduced: Array, unit: Array, base: Array, weight: Array, value: Array, slope: Array,
    step: float, most: float, corner_x: Array, corner_y: Array, corners: Ints, rounds: int,
    floor: Array, load_in: Array, amount_in: Array, y: Array, z: Array, share: Array,
) -> float:  # fmt: skip
    """Best bound; fills the prices ``y`` (S,) of loads and ``z`` (G,) of amounts, and the shares.

    Parameters
    ----------
    reduced, unit, base, weight
        (n,), (S, n), (G, n) of the cells; (S,) weight of the machines that wait in each season.
    value, slope, step, most, corner_x, corner_y, corners
        Tangents of the level's curve, its greatest load; (G, m), (G, m), (G,) envelopes of phi.
    floor, load_in, amount_in
        (S + G,) least prices of loads and amounts; (S,), (G,) loads and amounts of cells that are
        in for certain, not given.
    share
        (n,) filled with the share of each cell that the relaxed station serves.
    """
    seasons, n, groups = len(weight), len(reduced), len(z)
    if seasons == 0:
        return _amount_prices(
            reduced, base, corner_x, corner_y, corners, rounds, floor, amount_in, z, share
        )
    best_y, best_z, load = np.zeros(seasons), np.zeros(groups), np.zeros(seasons)
    least, mine, own = np.zeros(seasons), np.zeros(n), np.empty(n)
    profile, peak, extra = _profile(reduced, unit)
    best, low, high, load_low, load_high, target = -np.inf, 0.0, 2.0, 0.0, 0.0, 0.0
    full_low, full_high, below = False, False, np.zeros(n)
    for k in range(_STEPS):
        full = 0.5 * (low + high) if k else 0.0
        queue = _queue_prices(
            full, profile, peak, weight, value, slope, step, most, extra, floor, y, least
        )
        _priced(reduced, unit, y, own)
        bound = queue + _amount_prices(
            own, base, corner_x, corner_y, corners, rounds, floor[seasons:], amount_in, z, mine
        )
        for s in range(seasons):
            bound += y[s] * load_in[s]
        if bound > best:
            best = bound
            best_y[:], best_z[:] = y, z
        _loads(mine, unit, load_in, load)
        if _overloaded(load, least, weight, profile, peak, full):
            low, load_low, target, full_low = full, load[peak], least[peak], True
            below[:] = mine
        else:
            high, load_high, full_high = full, load[peak], True
            share[:] = mine
            if k == 0:
                break
    if full_low and full_high and load_low > load_high:
        _mix(share, below, (target - load_high) / (load_low - load_high))
    elif not full_high:
        share[:] = 0.0
    y[:], z[:] = best_y, best_z
    return best


@leaf
def _overloaded(
    load: Array, least: Array, weight: Array, profile: Array, peak: int, full: float
) -> bool:
    """Whether the cells that pay load the station beyond where its prices are right."""
    over = 0.0
    for s in range(len(load)):
        if full <= 1.0 or s == peak:
            over += weight[s] * profile[s] * (load[s] - least[s])
    return over > 0


@leaf
def _mix(share: Array, below: Array, part: float) -> None:
    """Shares between those at two prices."""
    part = min(max(part, 0.0), 1.0)
    for d in range(len(share)):
        share[d] = part * below[d] + (1.0 - part) * share[d]


@leaf
def _queue_prices(
    full: float, profile: Array, peak: int, weight: Array, value: Array, slope: Array, step: float,
    most: float, extra: float, floor: Array, y: Array, least: Array,
) -> float:  # fmt: skip
    """Prices of all seasons where the busiest is ``full``, loads best at them, the queue's part."""
    queue = 0.0
    for s in range(len(y)):
        y[s] = _price(full, profile[s], s == peak, weight[s], slope, step, most, extra)
        y[s] = max(y[s], floor[s])
        if weight[s] > 0:
            least[s], worth = queue_least(value, slope, step, most, y[s] / weight[s])
            queue += weight[s] * worth
    return queue


@leaf
def _priced(reduced: Array, unit: Array, y: Array, own: Array) -> None:
    """Cost of every cell with its loads priced."""
    for d in range(len(reduced)):
        own[d] = reduced[d]
        for s in range(len(y)):
            own[d] += y[s] * unit[s, d]


@leaf
def _loads(share: Array, unit: Array, load_in: Array, load: Array) -> None:
    """Load of every season under shares of the cells, and of those that are in."""
    for s in range(len(load)):
        load[s] = load_in[s]
    for d in range(len(share)):
        if share[d] > 0:
            for s in range(len(load)):
                load[s] += share[d] * unit[s, d]


@njit(cache=True, nogil=True)
def _profile(reduced: Array, unit: Array) -> tuple[Array, int, float]:
    """Load of every season over the busiest, which one that is, and a price that keeps all out."""
    profile, extra = np.zeros(unit.shape[0]), 0.0
    for s in range(unit.shape[0]):
        for d in range(len(reduced)):
            profile[s] += unit[s, d]
    peak = int(profile.argmax())
    if profile[peak] > 0:
        profile /= profile[peak]
    for d in range(len(reduced)):
        if unit[peak, d] > 0:
            extra = max(extra, -reduced[d] / unit[peak, d])
    return profile, peak, extra * 1.000001


@leaf
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
    return float(price)


@njit(cache=True, nogil=True)
def _amount_prices(
    own: Array, base: Array, corner_x: Array, corner_y: Array, corners: Ints, rounds: int,
    floor: Array, amount_in: Array, z: Array, share: Array,
) -> float:  # fmt: skip
    """Best prices of the amounts where loads are priced; the bound without the queue's part."""
    n, groups = len(own), len(z)
    z[:] = floor
    total, rest = 0.0, np.empty(n if groups else 0)
    for d in range(n):
        share[d] = 1.0 if own[d] < 0 else 0.0
        total += min(own[d], 0.0)
    for _ in range(rounds):
        for g in range(groups):
            others = 0.0
            rest[:] = own
            for h in range(groups):
                if h != g:
                    c = stock_least(corner_x[h], corner_y[h], corners[h], z[h])
                    others += corner_y[h, c] - z[h] * (corner_x[h, c] - amount_in[h])
                    for d in range(n):
                        rest[d] += z[h] * base[h, d]
            total, z[g] = _amount_price(
                rest, base[g], corner_x[g], corner_y[g], corners[g], floor[g], amount_in[g], share
            )
            total += others
    return float(total)


@leaf
def _amount_price(
    rest: Array,
    base: Array,
    corner_x: Array,
    corner_y: Array,
    corners: int,
    floor: float,
    amount_in: float,
    share: Array,
) -> tuple[float, float]:
    """Best bound in the price of one amount, and that price; shares of the cells that need it."""
    n, high = len(rest), floor
    for d in range(n):
        if base[d] > 0:
            high = max(high, -rest[d] / base[d])
    if amount_in > 0 and corners > 1:
        rise = corner_y[corners - 1] - corner_y[corners - 2]
        high = max(high, rise / (corner_x[corners - 1] - corner_x[corners - 2]))
    low, high = floor, high * 1.000001
    best, keep = -np.inf, floor
    most, least, target = 0.0, 0.0, 0.0
    for k in range(_STOCK_STEPS):
        price = 0.5 * (low + high) if k else floor
        total, amount = price * amount_in, amount_in
        for d in range(n):
            each = rest[d] + price * base[d]
            if each < 0:
                total += each
                amount += base[d]
        c = stock_least(corner_x, corner_y, corners, price)
        total += corner_y[c] - price * corner_x[c]
        if total > best:
            best, keep = total, price
        if amount > corner_x[c]:
            low, most, target = price, amount, corner_x[c]
        elif k == 0:
            high, most, least = floor, 1.0, 0.0
            break
        else:
            high, least = price, amount
    part = min(max((target - least) / (most - least), 0.0), 1.0) if most > least else 1.0
    for d in range(n):
        if base[d] > 0:
            share[d] = part * (rest[d] + low * base[d] < 0)
            share[d] += (1.0 - part) * (rest[d] + high * base[d] < 0)
    return best, keep
