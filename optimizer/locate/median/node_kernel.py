"""Compiled work on one node of the tree: its lists, its bound, and what the bound rules out."""

from __future__ import annotations

from typing import TypeAlias

import numba
import numpy as np
from numpy.typing import NDArray

from optimizer.locate.median.dual_kernel import BIG, Pace, ascend
from optimizer.locate.median.task import Flags, Floats, Lists

Signs = NDArray[np.int8]
"""Of every site: -1 closed, 0 free, 1 must be open."""

Node: TypeAlias = tuple[float, Floats, Floats, Flags, Signs, Floats]
"""Bound, prices, mean of the choices, best choice, signs and limits after what was ruled out."""


@numba.njit(cache=True)
def shrink(lists: Lists, limit: Floats, sign: Signs, times: int) -> tuple[Lists, NDArray[np.int64]]:
    """Lists without closed sites and without pairs that are never used.

    A pair is never used beyond the client's limit, nor beyond its ``times``-th site that must be
    open. Sites are numbered anew; also returns the old number of each.
    """
    start, site, cost = lists
    new = np.full(sign.shape[0], -1, np.int32)
    old = np.empty(sign.shape[0], np.int64)
    count = 0
    for j in range(sign.shape[0]):
        if sign[j] >= 0:
            new[j] = count
            old[count] = j
            count += 1
    kept_start = np.zeros(limit.shape[0] + 1, np.int64)
    kept_site = np.empty(site.shape[0], np.int32)
    kept_cost = np.empty(site.shape[0], np.float64)
    b = 0
    for i in range(limit.shape[0]):
        sure = 0
        for a in range(start[i], start[i + 1]):
            if cost[a] > limit[i] or sure == times:
                break
            if sign[site[a]] >= 0:
                kept_site[b] = new[site[a]]
                kept_cost[b] = cost[a]
                b += 1
                sure += sign[site[a]]
        kept_start[i + 1] = b
    return (kept_start, kept_site[:b].copy(), kept_cost[:b].copy()), old[:count].copy()


@numba.njit(cache=True)
def rule_out(
    lists: Lists, u: Floats, rho: Floats, chosen: Flags, edge: tuple[float, float], slack: float,
    must: Flags, gone: Flags,
) -> tuple[int, NDArray[np.int64]]:  # fmt: skip
    """Fix sites and drop pairs that would raise the bound by more than ``slack``.

    Opening j costs rho_j beyond the edge, closing a chosen one what the next costs more, and
    serving i from j another c_ij - u_i. Marks ``gone`` and ``must``, and moves the pairs that are
    left up in the lists, in place. Returns how many sites were fixed, and the new starts.
    """
    start, site, cost = lists
    fixed = 0
    over = np.zeros(rho.shape[0])
    for j in range(rho.shape[0]):
        if must[j]:
            continue
        if chosen[j]:
            must[j] = edge[1] - rho[j] > slack
            fixed += must[j]
        else:
            over[j] = rho[j] - edge[0]
            gone[j] = over[j] > slack
            fixed += gone[j]
    kept = np.zeros(u.shape[0] + 1, np.int64)
    b = 0
    for i in range(u.shape[0]):
        for a in range(start[i], start[i + 1]):
            beyond = max(cost[a] - u[i], 0.0)
            if beyond > slack:
                break
            if not gone[site[a]] and over[site[a]] + beyond <= slack:
                site[b] = site[a]
                cost[b] = cost[a]
                b += 1
        kept[i + 1] = b
    return fixed, kept


@numba.njit(cache=True)
def _take_over(
    lists: Lists, kept: NDArray[np.int64], old: NDArray[np.int64], must: Flags, gone: Flags,
    cap: Floats, times: int, sign: Signs, limit: Floats,
) -> bool:  # fmt: skip
    """Write what was ruled out into signs and limits; False where a client is left without."""
    _, site, cost = lists
    for j in range(old.shape[0]):
        if gone[j]:
            sign[old[j]] = -1
        elif must[j]:
            sign[old[j]] = 1
    for i in range(limit.shape[0]):
        count = kept[i + 1] - kept[i]
        if not np.isinf(cap[i]):
            continue  # beyond a list that was cut there may be more
        if count < times:
            return False
        limit[i] = min(limit[i], cost[kept[i + 1] - 1])
        if count == times:
            for a in range(kept[i], kept[i + 1]):
                sign[old[site[a]]] = 1
    return True


@numba.njit(cache=True)
def explore(
    lists: Lists, limit: Floats, sign: Signs, u: Floats, cap: Floats, opening: Floats, p: int,
    times: int, target: float, steps: int, pace: Pace, rounds: int,
) -> Node:  # fmt: skip
    """Bound a node and rule out what it can; a bound above ``target`` says: nothing better here.

    ``sign`` and ``limit`` are not changed.
    """
    sites = sign.shape[0]
    sign, limit = sign.copy(), limit.copy()
    mean, chosen = np.zeros(sites), np.zeros(sites, np.bool_)
    best = -BIG
    for turn in range(rounds):
        part, old = shrink(lists, limit, sign, times)
        count = old.shape[0]
        must, gone = sign[old] > 0, np.zeros(count, np.bool_)
        if 0 <= p < must.sum() or count < p:
            return BIG, u, mean, chosen, sign, limit
        for i in range(limit.shape[0]):
            if part[0][i + 1] - part[0][i] < times and np.isinf(cap[i]):
                return BIG, u, mean, chosen, sign, limit
        length = steps if turn == 0 else steps // 2
        u, bound, rho, taken, share, low, high, _, _ = ascend(
            part, u, cap, opening[old], must, p, times, target, length, pace
        )
        best = max(best, bound)
        mean[:] = 0.0
        chosen[:] = False
        mean[old] = share
        chosen[old] = taken
        if best > target:
            return best, u, mean, chosen, sign, limit
        before = count - must.sum()
        fixed, kept = rule_out(part, u, rho, taken, (low, high), target - bound, must, gone)
        if not _take_over(part, kept, old, must, gone, cap, times, sign, limit):
            return BIG, u, mean, chosen, sign, limit
        if fixed * 8 < before:
            break
    return best, u, mean, chosen, sign, limit
