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
def _fix_sites(
    rho: Floats, chosen: Flags, edge: tuple[float, float], slack: float, must: Flags, gone: Flags
) -> Floats:
    """Mark sites to open and to leave out; returns what opening each costs beyond the edge."""
    over = np.zeros(rho.shape[0])
    for j in range(rho.shape[0]):
        if must[j]:
            continue
        if chosen[j]:
            must[j] = edge[1] - rho[j] > slack
        else:
            over[j] = rho[j] - edge[0]
            gone[j] = over[j] > slack
    return over


@numba.njit(cache=True)
def rule_out(
    lists: Lists, u: Floats, cap: Floats, rho: Floats, chosen: Flags, edge: tuple[float, float],
    slack: float, times: int, must: Flags, gone: Flags, limit: Floats,
) -> int:  # fmt: skip
    """Fix sites and drop pairs that would raise the bound by more than ``slack``.

    Opening j costs rho_j beyond the edge, closing a chosen one what the next costs more, and
    serving i from j another c_ij - u_i. Marks ``gone`` and ``must``, and lowers the limit of every
    client to the last pair that is left. Returns how many sites were fixed; -1 where a client is
    left without.
    """
    start, site, cost = lists
    before = must.sum()
    over = _fix_sites(rho, chosen, edge, slack, must, gone)
    kept = np.empty(times, np.int64)
    for i in range(u.shape[0]):
        if not np.isinf(cap[i]):
            continue  # beyond a list that was cut there may be more
        count, last = 0, 0
        for a in range(start[i], start[i + 1]):
            beyond = max(cost[a] - u[i], 0.0)
            if beyond > slack:
                break
            if not gone[site[a]] and over[site[a]] + beyond <= slack:
                kept[min(count, times - 1)] = site[a]
                count += 1
                last = a
        if count < times:
            return -1
        limit[i] = min(limit[i], cost[last])
        if count == times:
            must[kept] = True
    return int(must.sum() - before + gone.sum())


@numba.njit(cache=True, nogil=True)
def explore(
    lists: Lists, limit: Floats, sign: Signs, u: Floats, cap: Floats, opening: Floats, p: int,
    times: int, target: float, steps: int, pace: Pace, rounds: int, share: Floats,
    bell: Flags,
) -> Node:  # fmt: skip
    """Bound a node and rule out what it can; a bound above ``target`` says: nothing better here.

    ``share`` is a mean of choices to start with; ``sign`` and ``limit`` are not changed.
    """
    sites = sign.shape[0]
    sign, limit = sign.copy(), limit.copy()
    mean, chosen = share.copy(), np.zeros(sites, np.bool_)
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
        u, bound, rho, taken, part_mean, low, high, _, _ = ascend(
            part, u, cap, opening[old], must, p, times, target, length, pace, mean[old], bell
        )
        best = max(best, bound)
        mean[:] = 0.0
        chosen[:] = False
        mean[old] = part_mean
        chosen[old] = taken
        if best > target:
            return best, u, mean, chosen, sign, limit
        before = count - must.sum()
        fixed = rule_out(
            part, u, cap, rho, taken, (low, high), target - bound, times, must, gone, limit
        )  # fmt: skip
        if fixed < 0:
            return BIG, u, mean, chosen, sign, limit
        for j in range(count):
            if gone[j]:
                sign[old[j]] = -1
            elif must[j]:
                sign[old[j]] = 1
        if fixed * 8 < before or bell[0]:
            break
    return best, u, mean, chosen, sign, limit
