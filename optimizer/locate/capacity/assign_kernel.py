"""Clients assigned to open sites by compiled tabu search; imported only where it is worth loading.

Shifts and swaps with a price on too much load that rises while sites are overfull and falls while
they are not (Yagiura, Ibaraki and Glover 2004 move through the infeasible in the same way).
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEAST_TENURE, _MORE_TENURE = 4, 12
_PATIENCE, _TURN = 20, 1.5
_FITS = 1e-7
"""Load above capacity that is none."""

State: TypeAlias = tuple[Array, Array, Array, Ints, Array, NDArray[np.int64]]
"""Cost, demand, room; site of every client, load of every site, and the step from which a client
may go back to a site."""

Bars: TypeAlias = tuple[int, float, float, float]
"""Step, price of load above capacity, such load now, and what the best costs more than now."""

Move: TypeAlias = tuple[float, int, int, float, float]
"""Worth, client, site or other client (-1: none), change of cost and of load above capacity."""


@numba.njit(cache=True)
def _excess(load: float, room: float) -> float:
    return max(0.0, load - room)


@numba.njit(cache=True)
def _start(cost: Array, demand: Array, room: Array, at: Ints) -> Array:
    """Clients of large demand first, to the cheapest site with room, else where most is left."""
    load = np.zeros(room.shape[0])
    for i in np.argsort(-demand):
        best, least, widest = -1, np.inf, 0
        for j in range(room.shape[0]):
            if load[j] + demand[i] <= room[j] + 1e-9 and cost[i, j] < least:
                best, least = j, cost[i, j]
            if room[j] - load[j] > room[widest] - load[widest] and np.isfinite(cost[i, j]):
                widest = j
        at[i] = best if best >= 0 else widest
        load[at[i]] += demand[i]
    return load


@numba.njit(cache=True)
def _spread(cost: Array) -> float:
    """How much a client's finite costs differ, on average."""
    total = 0.0
    for i in range(cost.shape[0]):
        low, high = np.inf, -np.inf
        for j in range(cost.shape[1]):
            if np.isfinite(cost[i, j]):
                low, high = min(low, cost[i, j]), max(high, cost[i, j])
        total += max(high - low, 0.0)
    return float(total / cost.shape[0] + 1e-12)


@numba.njit(cache=True)
def _best_shift(state: State, bars: Bars) -> Move:
    """The best client to send to another site."""
    cost, demand, room, at, load, free_at = state
    step, price, over, spare = bars
    best: Move = (np.inf, -1, -1, 0.0, 0.0)
    for i in range(cost.shape[0]):
        a = at[i]
        leaves = _excess(load[a] - demand[i], room[a]) - _excess(load[a], room[a])
        for b in range(cost.shape[1]):
            if b == a:
                continue
            dearer = cost[i, b] - cost[i, a]
            fuller = leaves + _excess(load[b] + demand[i], room[b]) - _excess(load[b], room[b])
            if not dearer + price * fuller < best[0]:
                continue
            if free_at[i, b] <= step or (over + fuller <= _FITS and dearer < spare):
                best = (dearer + price * fuller, i, b, dearer, fuller)
    return best


@numba.njit(cache=True)
def _best_swap(state: State, bars: Bars, least: float) -> Move:
    """The best two clients to exchange, if that is better than ``least``."""
    cost, demand, room, at, load, free_at = state
    step, price, over, spare = bars
    best: Move = (least, -1, -1, 0.0, 0.0)
    for i in range(cost.shape[0]):
        a = at[i]
        here = _excess(load[a], room[a])
        for k in range(i + 1, cost.shape[0]):
            b = at[k]
            if b == a:
                continue
            dearer = cost[i, b] + cost[k, a] - cost[i, a] - cost[k, b]
            move = demand[i] - demand[k]
            fuller = (
                _excess(load[a] - move, room[a]) - here
                + _excess(load[b] + move, room[b]) - _excess(load[b], room[b])
            )  # fmt: skip
            if not dearer + price * fuller < best[0]:
                continue
            held = free_at[i, b] > step or free_at[k, a] > step
            if not held or (over + fuller <= _FITS and dearer < spare):
                best = (dearer + price * fuller, i, k, dearer, fuller)
    return best


@numba.njit(cache=True)
def _send(i: int, to: int, step: int, state: State) -> None:
    _, demand, _, at, load, free_at = state
    free_at[i, at[i]] = step + _LEAST_TENURE + np.random.randint(_MORE_TENURE)
    load[at[i]] -= demand[i]
    load[to] += demand[i]
    at[i] = to


@numba.njit(cache=True)
def assigned(cost: Array, demand: Array, room: Array, steps: int, seed: int) -> tuple[Ints, float]:
    """The best assignment found that fits, and its cost; inf: none was found.

    Parameters
    ----------
    cost
        Clients x open sites; inf: not allowed.
    """
    np.random.seed(seed)
    clients, sites = cost.shape
    at = np.zeros(clients, np.int64)
    load = _start(cost, demand, room, at)
    state = (cost, demand, room, at, load, np.zeros((clients, sites), np.int64))
    best, least, total, over, side = at.copy(), np.inf, 0.0, 0.0, 0
    price = 2.0 * _spread(cost) / demand.mean()
    for i in range(clients):
        total += cost[i, at[i]]
    for j in range(sites):
        over += _excess(load[j], room[j])
    for step in range(steps):
        if over <= _FITS and total < least:
            least = total
            best[:] = at
        bars = (step, price, over, least - total)
        shift = _best_shift(state, bars)
        swap = _best_swap(state, bars, shift[0])
        if swap[1] >= 0:
            here, there = at[swap[1]], at[swap[2]]
            _send(swap[1], there, step, state)
            _send(swap[2], here, step, state)
            total, over = total + swap[3], over + swap[4]
        elif shift[1] >= 0:
            _send(shift[1], shift[2], step, state)
            total, over = total + shift[3], over + shift[4]
        else:
            break
        side = max(side, 0) + 1 if over <= _FITS else min(side, 0) - 1
        if abs(side) >= _PATIENCE:
            price, side = (price / _TURN if side > 0 else min(price * _TURN, 1e12)), 0
    return best, least
