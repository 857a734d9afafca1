"""Compiled Lagrangian of the assignment; imported only where an instance repays it.

Relaxing "every client is served k times" by prices u (Cornuejols, Fisher and Nemhauser 1977) leaves
one reduced value per site, rho_j = f_j + sum_i min(0, c_ij - u_i), and the choice of the least p of
them, or of all negative ones where the number is free.
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np

from optimizer.locate.median.task import Flags, Floats, Lists

BIG = 1e300
_MEMORY = 0.95
"""Of the mean of the choices, from step to step."""

Pace: TypeAlias = tuple[float, float, int]
"""Factor of the step to start with and to end at, steps without progress before it shrinks."""

Ascent: TypeAlias = tuple[Floats, float, Floats, Flags, Floats, float, float, int, float]
"""Best prices, their bound, reduced values and choice; mean of the choices; largest reduced value
chosen and least not chosen; steps made; factor of the step at the end."""


@numba.njit(cache=True)
def reduced_values(lists: Lists, u: Floats, opening: Floats, rho: Floats) -> float:
    """Fill rho; returns the sum of the prices."""
    start, site, cost = lists
    rho[:] = opening
    total = 0.0
    for i in range(u.shape[0]):
        price = u[i]
        total += price
        for a in range(start[i], start[i + 1]):
            v = cost[a]
            if v >= price:
                break
            rho[site[a]] += v - price
    return total


@numba.njit(cache=True)
def choose(rho: Floats, must: Flags, p: int, chosen: Flags) -> tuple[float, float, float]:
    """Mark the best sites under the prices.

    Returns the sum of their reduced values, and the edge between the sites that are free to go
    either way: the largest value chosen and the least not chosen (both zero where the number is
    free).
    """
    sites, value, left = rho.shape[0], 0.0, p
    key = np.empty(sites)
    count = 0
    for j in range(sites):
        chosen[j] = must[j] or (p < 0 and rho[j] < 0.0)
        if chosen[j]:
            value += rho[j]
            left -= 1
        else:
            key[count] = rho[j]
            count += 1
    if p < 0:
        return value, 0.0, 0.0
    if left <= 0:
        return value, -BIG, (key[:count].min() if count > 0 else BIG)
    edge = BIG
    if left < count:
        edge = np.partition(key[:count], left - 1)[left - 1]
    below, above = -BIG, BIG
    for j in range(sites):  # the clearly better ones first, ties fill what is left
        if not must[j] and rho[j] < edge:
            chosen[j] = True
            value += rho[j]
            below = max(below, rho[j])
            left -= 1
    for j in range(sites):
        if must[j] or chosen[j]:
            continue
        if rho[j] == edge and left > 0:
            chosen[j] = True
            value += rho[j]
            below = edge
            left -= 1
        else:
            above = min(above, rho[j])
    return value, below, above


@numba.njit(cache=True)
def _missing(lists: Lists, u: Floats, share: Floats, times: int, way: Floats) -> float:
    """How much of every client is not served by ``share`` of the sites; the squared length."""
    start, site, cost = lists
    norm = 0.0
    for i in range(u.shape[0]):
        missing = float(times)
        price = u[i]
        for a in range(start[i], start[i + 1]):
            if cost[a] >= price:
                break
            missing -= share[site[a]]
        way[i] = missing
        norm += missing * missing
    return norm


@numba.njit(cache=True, nogil=True)
def ascend(
    lists: Lists, u: Floats, cap: Floats, opening: Floats, must: Flags, p: int, times: int,
    target: float, steps: int, pace: Pace, share: Floats, bell: Flags,
) -> Ascent:  # fmt: skip
    """Raise the bound by steps along the mean of the choices (Barahona and Anbil 2000).

    Starts from prices ``u`` and never exceeds ``cap``; from a mean ``share`` of the choices, or
    from none where it is all zero. The step aims at ``target``, and the method ends where the bound
    exceeds it, or where the bell rings (`Clock.bell`).
    """
    sites = opening.shape[0]
    u = u.copy()
    best_u, best = u.copy(), -BIG
    rho, best_rho = np.empty(sites), np.zeros(sites)
    chosen, best_chosen = np.zeros(sites, np.bool_), np.zeros(sites, np.bool_)
    mean, way = share.copy(), np.empty(u.shape[0])
    known = 1.0 if share.any() else 0.0
    low, high = -BIG, BIG
    factor, least, patience = pace
    idle, step = 0, 0
    while step < steps:
        step += 1
        total = reduced_values(lists, u, opening, rho)
        value, below, above = choose(rho, must, p, chosen)
        bound = times * total + value
        newest = (1.0 - _MEMORY) / (1.0 - _MEMORY + _MEMORY * known)
        known = 1.0 - _MEMORY + _MEMORY * known
        for j in range(sites):
            mean[j] += newest * ((1.0 if chosen[j] else 0.0) - mean[j])
        idle = 0 if bound > best + 1e-5 * abs(best) else idle + 1
        if bound > best:
            best, low, high = bound, below, above
            best_u[:] = u
            best_rho[:] = rho
            best_chosen[:] = chosen
        if best > target or bell[0]:
            break
        if idle >= patience:
            factor *= 0.6
            idle = 0
            u[:] = best_u
            if factor < least:
                break
        norm = _missing(lists, u, mean, times, way)
        if norm < 1e-12:
            break
        size = factor * max(target + 0.001 * abs(target) - bound, 1e-6 * abs(target)) / norm
        for i in range(u.shape[0]):
            u[i] = min(max(u[i] + size * way[i], 0.0), cap[i])
    return best_u, best, best_rho, best_chosen, mean, low, high, step, factor
