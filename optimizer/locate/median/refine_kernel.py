"""Compiled refinement of prices: means of the steps of `approach`, and new starts from them.

Where many answers are nearly as good as each other the steps circle around the best prices. Their
means do not: they are tried now and then, and the method starts again from the better of mean and
last step once that has come much nearer (Applegate and others 2021). How near is exact here: shares
of sites cost what they cost, every client served by the nearest ones, and prices give a bound. With
every start the step of the prices by that of the shares becomes what both have moved.
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np

from optimizer.locate.median.approach_kernel import (
    BALANCE,
    GROWTH,
    LEAST,
    MOST,
    PART,
    project,
    raise_prices,
    site_values,
)
from optimizer.locate.median.dual_kernel import BIG, choose
from optimizer.locate.median.task import Flags, Floats, Lists

_EVERY = 20
"""Steps from one trial of the means to the next."""
_MUCH, _NEARER, _LONG = 0.2, 0.8, 0.36
"""A new start: this much nearer; nearer and no longer coming nearer; so large a share of all steps
since the last one."""
_LITTLE = 0.1
"""The end: so little of the way to the target may still be gained."""
_LEAST_BALANCE, _MOST_BALANCE = 0.02, 5.0

_Numbers: TypeAlias = tuple[Lists, Floats, Floats, Floats, Flags, int, int]
"""Lists, caps, costs from afar, openings, sites that must be open, their number, times."""
_State: TypeAlias = tuple[Floats, Floats, Floats, Floats, Floats, Floats]
"""Prices and shares, shares and reduced values before the step; reduced values and reach of now."""
_Best: TypeAlias = tuple[Floats, Floats, Floats]
"""The best prices, the cheapest shares, and what both are worth."""


@numba.njit(cache=True)
def fractional_cost(
    lists: Lists, shares: Floats, far: Floats, opening: Floats, times: int
) -> float:
    """What shares of sites cost: every client is served by its nearest ones, the rest from afar."""
    start, site, cost = lists
    total = float((opening * shares).sum())
    for i in range(far.shape[0]):
        left = float(times)
        for a in range(start[i], start[i + 1]):
            taken = min(left, shares[site[a]])
            total += taken * cost[a]
            left -= taken
            if left <= 0.0:
                break
        total += left * far[i]
    return float(total)


@numba.njit(cache=True)
def _balanced(
    balance: float, u: Floats, u_old: Floats, y: Floats, y_old: Floats, reach: Floats
) -> float:  # fmt: skip
    """The balance halfway, by magnitude, to that of what prices and shares have moved."""
    prices, shares = 0.0, (reach * (y - y_old) ** 2).sum()
    for i in range(u.shape[0]):
        if u[i] > 0.0:
            prices += (u[i] - u_old[i]) ** 2 / u[i]
    if prices <= 0.0 or shares <= 0.0:
        return balance
    halfway = np.sqrt(balance * np.sqrt(prices / shares))
    return float(min(max(halfway, _LEAST_BALANCE), _MOST_BALANCE))


@numba.njit(cache=True)
def _lower_shares(
    y: Floats, rho: Floats, reach: Floats, centre: float, size: float, balance: float, must: Flags,
    p: int,
) -> None:  # fmt: skip
    """Shares against their reduced values, each by a step of its own."""
    for j in range(y.shape[0]):
        if reach[j] > 0.0:
            y[j] -= size * (rho[j] - centre) / (balance * reach[j])
        elif rho[j] > centre:
            y[j] = 0.0
    project(y, must, p)


@numba.njit(cache=True)
def _stride(
    task: _Numbers, state: _State, size: float, balance: float, moved: float, fresh: bool
) -> tuple[float, float, float]:  # fmt: skip
    """One step of prices and shares; returns the bound before it, its size, and how far it went."""
    lists, cap, _, opening, must, p, times = task
    u, y, before, last, rho, reach = state
    total = site_values(lists, u, opening, rho, reach)
    value, edge, _ = choose(rho, must, p, np.zeros(rho.shape[0], np.bool_))
    if not fresh:
        bent = abs(((y - before) * (rho - last)).sum())
        longest = PART * 0.5 * moved / (bent + 1.0 / BIG)
        size = min(max(min(longest, GROWTH * size), LEAST), MOST)
    before[:], last[:] = y, rho
    _lower_shares(y, rho, reach, edge if abs(edge) < BIG else 0.0, size, balance, must, p)
    moved = (balance * reach * (y - before) ** 2).sum()
    moved += raise_prices(lists, u, cap, 2.0 * y - before, times, size, balance)
    return times * total + value, size, moved


@numba.njit(cache=True)
def _tried(task: _Numbers, state: _State, u: Floats, y: Floats, best: _Best) -> float:
    """How far prices and shares are apart; keeps what is best of each."""
    lists, _, far, opening, must, p, times = task
    rho, reach = state[4], state[5]
    best_u, best_y, value = best
    bound = times * site_values(lists, u, opening, rho, reach)
    bound += choose(rho, must, p, np.zeros(rho.shape[0], np.bool_))[0]
    cost = fractional_cost(lists, y, far, opening, times)
    if bound > value[0]:
        value[0] = bound
        best_u[:] = u
    if cost < value[1]:
        value[1] = cost
        best_y[:] = y
    return cost - bound


@numba.njit(cache=True, nogil=True)
def refine(
    lists: Lists, u: Floats, cap: Floats, far: Floats, opening: Floats, must: Flags, p: int,
    times: int, target: float, steps: int, share: Floats, bell: Flags,
) -> tuple[Floats, float, Floats]:  # fmt: skip
    """The best prices met, their bound, and the shares that cost least.

    Ends early above ``target``, where shares show that little more is to be had, or where the bell
    rings (`Clock.bell`).
    """
    sites = opening.shape[0]
    task = (lists, cap, far, opening, must, p, times)
    u, y = u.copy(), share.copy()
    state = (u, y, y.copy(), np.zeros(sites), np.empty(sites), np.empty(sites))
    best = (u.copy(), y.copy(), np.array([-BIG, BIG]))
    sum_u, sum_y, weight, since = np.zeros(u.shape[0]), np.zeros(sites), 0.0, 0
    old_u, old_y, apart, at_last = u.copy(), y.copy(), BIG, BIG
    size, balance, moved = 1.0, BALANCE, 0.0
    for step in range(steps):
        u_now = u.copy()
        bound, size, moved = _stride(task, state, size, balance, moved, since == 0)
        if bound > best[2][0]:
            best[2][0] = bound
            best[0][:] = u_now
        sum_u += size * u
        sum_y += size * y
        weight += size
        since += 1
        if best[2][0] > target or bell[0]:
            break
        if since % _EVERY:
            continue
        mean_u, mean_y = sum_u / weight, sum_y / weight
        of_mean = _tried(task, state, mean_u, mean_y, best)
        now = _tried(task, state, u, y, best)
        if best[2][0] > target or best[2][1] - best[2][0] < _LITTLE * (target - best[2][0]):
            break
        near = min(of_mean, now)
        apart = near if apart >= BIG else apart
        nearer = near <= _NEARER * apart and near > at_last
        if not (nearer or near <= _MUCH * apart or since >= _LONG * step + 1000):
            at_last = near
            continue
        if of_mean < now:
            u[:], y[:] = mean_u, mean_y
        balance = _balanced(balance, u, old_u, y, old_y, state[5])
        old_u[:], old_y[:], apart, at_last = u, y, near, BIG
        sum_u[:], sum_y[:], weight, since, size = 0.0, 0.0, 0.0, 0, 1.0
    return best[0], best[2][0], best[1]
