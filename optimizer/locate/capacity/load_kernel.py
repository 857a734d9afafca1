"""Bounds where clients are not split, by compiled code: what sites load must add up to all demand.

Prices relax "every client is served", as in `dual`. But here a site's 0/1 knapsack is solved for
every load, and sites are chosen together with their loads so that these make up all demand, not
only so that capacities do: where little capacity is to spare, most knapsacks must be filled to the
brim, at a cost that the usual relaxation (Holmberg, Ronnqvist and Yuan 1999) does not see.
"""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Signs = NDArray[np.int8]
"""Of every site: -1 closed, 0 undecided, 1 must be open."""

Case: TypeAlias = tuple[Array, Ints, Ints, Array]
"""Cost sites x clients, need of each client, room of each site, price of opening it."""

Lists: TypeAlias = tuple[Ints, Ints]
"""The clients whom each site may serve, sites x clients, and how many."""

Options: TypeAlias = tuple[Ints, Array, Ints]
"""Loads of each site that are worth a thought, the largest and dearest first; costs; how many."""

Joined: TypeAlias = tuple[Array, Ints, Ints, NDArray[np.int16], Ints]
"""Least cost by load so far, before each site of the order and after the last; the lowest and the
highest load there; the option taken (0: closed) and, where all demand is met, the load before."""

Pace: TypeAlias = tuple[int, float, float]
"""Steps, pace of the first, and how far ahead of the bound they aim, as a fraction of it."""

_INERTIA = 0.4
_PATIENCE, _SHRINK, _LEAST_PACE = 6, 0.7, 2e-3


@numba.njit(cache=True)
def lists_of(allow: Bools, sign: Signs, need: Ints, room: Ints) -> Lists:
    """The clients whom each open site may serve."""
    sites, clients = allow.shape
    member, count = np.zeros((sites, clients), np.int64), np.zeros(sites, np.int64)
    for j in range(sites):
        if sign[j] < 0:
            continue
        for i in range(clients):
            if allow[j, i] and need[i] <= room[j]:
                member[j, count[j]] = i
                count[j] += 1
    return member, count


@numba.njit(cache=True)
def order_of(sign: Signs) -> Ints:
    """Sites that are not closed, those that must be open first: few loads are in reach then."""
    order = np.empty(sign.shape[0], np.int64)
    k = 0
    for wanted in (1, 0):
        for j in range(sign.shape[0]):
            if sign[j] == wanted:
                order[k] = j
                k += 1
    return order[:k].copy()


@numba.njit(cache=True)
def fill(j: int, prices: Array, case: Case, lists: Lists, rows: Array, take: Bools) -> Array:
    """Most profit of a site at each exact load; ``take``: clients x loads, whether he is taken."""
    cost, need, room, _ = case
    top, reach = room[j], 0
    old, new = rows[0], rows[1]
    old[: top + 1] = -np.inf
    old[0] = 0.0
    for k in range(lists[1][j]):
        i = lists[0][j, k]
        size, profit = need[i], prices[i] - cost[j, i]
        reach = min(top, reach + size)
        new[:size] = old[:size]
        new[reach + 1 : top + 1] = -np.inf
        take[k, :size] = False
        for load in range(size, reach + 1):
            with_him = old[load - size] + profit
            better = with_him > old[load]
            take[k, load] = better
            new[load] = with_him if better else old[load]
        old, new = new, old
    found: Array = old
    return found


@numba.njit(cache=True)
def weigh(j: int, best: Array, case: Case, options: Options) -> None:
    """Keep the loads of a site that no larger load is cheaper than."""
    load, price, count = options
    most, k = -np.inf, 0
    for at in range(case[2][j], -1, -1):
        if best[at] > most:
            most = best[at]
            load[j, k], price[j, k] = at, case[3][j] - most
            k += 1
    count[j] = k


@numba.njit(cache=True)
def trim(order: Ints, sign: Signs, options: Options, total: float, edge: float) -> None:
    """Drop loads that no answer up to the edge holds, whatever the other sites do."""
    load, price, count = options
    least = total
    for j in order:
        cheapest = price[j, count[j] - 1]
        least += cheapest if sign[j] > 0 else min(cheapest, 0.0)
    for j in order:
        cheapest = price[j, count[j] - 1]
        most = edge - least + (cheapest if sign[j] > 0 else min(cheapest, 0.0))
        first = 0
        while first < count[j] and price[j, first] > most:
            first += 1
        for k in range(first, count[j]):
            load[j, k - first], price[j, k - first] = load[j, k], price[j, k]
        count[j] -= first


@numba.njit(cache=True)
def join(order: Ints, sign: Signs, case: Case, options: Options, all_of: int) -> Joined:
    """Choose sites and loads that make up ``all_of`` at the least cost, by dynamic programming."""
    load, price, number = options
    room, count = case[2], order.shape[0]
    cost = np.full((count + 1, all_of + 1), np.inf)
    low, high = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    chosen, before = np.zeros((count, all_of + 1), np.int16), np.zeros(count, np.int64)
    cost[0, 0] = 0.0
    left = 0
    for j in order:
        left += room[j]
    for k in range(count):
        j = order[k]
        left -= room[j]
        old, new, choice = cost[k], cost[k + 1], chosen[k]
        bottom, top = low[k], high[k]
        floor = max(all_of - left, bottom + (load[j, number[j] - 1] if sign[j] > 0 else 0))
        low[k + 1], high[k + 1] = min(floor, all_of), min(all_of, top + load[j, 0])
        floor = low[k + 1]
        if sign[j] == 0:
            for t in range(max(bottom, floor), top + 1):
                new[t] = old[t]
            before[k] = all_of
        for m in range(number[j]):
            size, more = load[j, m], price[j, m]
            for t in range(max(bottom, floor - size), min(top, all_of - size - 1) + 1):
                better = old[t] + more < new[t + size]
                new[t + size] = old[t] + more if better else new[t + size]
                choice[t + size] = m + 1 if better else choice[t + size]
            for t in range(max(bottom, all_of - size, floor - size), top + 1):
                if old[t] + more < new[all_of]:
                    new[all_of] = old[t] + more
                    choice[all_of], before[k] = m + 1, t
    return cost, low, high, chosen, before


@numba.njit(cache=True)
def _answer(
    order: Ints, joined: Joined, case: Case, lists: Lists, options: Options,
    takes: NDArray[np.bool_], taken: Bools,
) -> None:  # fmt: skip
    """What the choice of `join` serves: sites x clients."""
    taken[:] = False
    chosen, before = joined[3], joined[4]
    at = chosen.shape[1] - 1
    for k in range(order.shape[0] - 1, -1, -1):
        j, m = order[k], chosen[k, at]
        if m == 0:
            continue
        load = options[0][j, m - 1]
        at = before[k] if at == chosen.shape[1] - 1 else at - load
        for place in range(lists[1][j] - 1, -1, -1):
            if takes[j, place, load]:
                i = lists[0][j, place]
                taken[j, i] = True
                load -= case[1][i]


@numba.njit(cache=True)
def climb(
    case: Case, allow: Bools, sign: Signs, prices: Array, pace: Pace, edge: float
) -> tuple[float, Array, Bools]:
    """Raise the bound by deflected subgradient steps (Held, Wolfe and Crowder 1974) to the edge.

    Returns
    -------
    tuple
        Bound (inf: there is no answer up to the edge), its prices, and what the best step served,
        sites x clients.
    """
    cost, need, room, _ = case
    sites, clients = cost.shape
    lists, order, all_of = lists_of(allow, sign, need, room), order_of(sign), need.sum()
    widest = room.max() + 1
    takes = np.empty((sites, clients, widest), np.bool_)
    rows = np.empty((2, widest))
    options = (
        np.zeros((sites, widest), np.int64), np.zeros((sites, widest)), np.zeros(sites, np.int64)
    )  # fmt: skip
    taken, best_taken = np.zeros((sites, clients), np.bool_), np.zeros((sites, clients), np.bool_)
    here, best_prices, best = prices.copy(), prices.copy(), -np.inf
    direction, step, idle = np.zeros(clients), pace[1], 0
    for _ in range(pace[0]):
        for j in order:
            weigh(j, fill(j, here, case, lists, rows, takes[j]), case, options)
        trim(order, sign, options, here.sum(), edge)
        joined = join(order, sign, case, options, all_of)
        bound = here.sum() + joined[0][order.shape[0], all_of]
        if bound == np.inf:
            return np.inf, prices, best_taken
        _answer(order, joined, case, lists, options, takes, taken)
        if bound > best + 1e-7 * abs(bound):
            best, idle = bound, 0
            best_prices[:] = here
            best_taken[:] = taken
        else:
            idle += 1
        if idle >= _PATIENCE:
            step, idle = step * _SHRINK, 0
            here[:] = best_prices
            direction[:] = 0.0
        direction *= _INERTIA
        for i in range(clients):
            direction[i] += 1.0 - _INERTIA
            for j in range(sites):
                if taken[j, i]:
                    direction[i] -= 1.0 - _INERTIA
        length = (direction * direction).sum()
        if length < 1e-12 or step < _LEAST_PACE or best > edge:
            break
        aim = min(edge + 0.3 * max(edge - best, 0.0) + 1e-7 * abs(edge), best + pace[2] * abs(best))
        here += step * (aim - bound) / length * direction
    return best, best_prices, best_taken
