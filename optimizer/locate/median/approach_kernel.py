"""Compiled first approach to good prices: prices and shares of sites answer each other.

The Lagrangian of the assignment is a saddle: prices u of the clients raise it, shares y of the open
sites lower it. Both step at once, the prices against shares that are thought one step ahead
(Chambolle and Pock 2011), and every price and share has a step of its own size (Pock and Chambolle
2011): a share by the prices within its reach, a price by how many sites it reaches. All of them
grow together as far as the last step allows (Applegate and others 2021). No target is needed, and a
few dozen steps come nearer than hundreds along subgradients; the last of the way is left to
`ascend`.
"""

from __future__ import annotations

import numba
import numpy as np

from optimizer.locate.median.dual_kernel import BIG, choose
from optimizer.locate.median.task import Flags, Floats, Lists

BALANCE = 1.0 / 3.0
"""Step of the prices by that of the shares; their product is what keeps the method stable."""
PART, GROWTH, LEAST, MOST = 0.6, 1.05, 1.0, 2.5
"""Of the longest step that the last one allows; growth at most; bounds of the step."""
_HALVINGS = 30


@numba.njit(cache=True)
def site_values(lists: Lists, u: Floats, opening: Floats, rho: Floats, reach: Floats) -> float:
    """Fill the reduced values and the sum of prices that each site reaches; returns all prices."""
    start, site, cost = lists
    rho[:] = opening
    reach[:] = 0.0
    total = 0.0
    for i in range(u.shape[0]):
        price = u[i]
        total += price
        for a in range(start[i], start[i + 1]):
            v = cost[a]
            if v >= price:
                break
            rho[site[a]] += v - price
            reach[site[a]] += price
    return total


@numba.njit(cache=True)
def project(y: Floats, must: Flags, p: int) -> None:
    """The nearest shares between 0 and 1; with ``p`` sites in all, where p is not negative."""
    low, high = 0.0, 0.0
    if p >= 0:
        low, high = BIG, -BIG
        for j in range(y.shape[0]):
            low, high = min(low, y[j] - 1.0), max(high, y[j])
        for _ in range(_HALVINGS):
            middle, count = 0.5 * (low + high), 0.0
            for j in range(y.shape[0]):
                count += 1.0 if must[j] else min(max(y[j] - middle, 0.0), 1.0)
            if count > p:
                low = middle
            else:
                high = middle
    for j in range(y.shape[0]):
        y[j] = 1.0 if must[j] else min(max(y[j] - 0.5 * (low + high), 0.0), 1.0)


@numba.njit(cache=True)
def raise_prices(
    lists: Lists, u: Floats, cap: Floats, ahead: Floats, times: int, size: float, balance: float
) -> float:  # fmt: skip
    """Raise the prices of clients that the shares serve too little, lower those of the others.

    Returns how far they moved, by their own step sizes.
    """
    start, site, cost = lists
    moved = 0.0
    for i in range(u.shape[0]):
        missing, price, count = float(times), u[i], 1
        for a in range(start[i], start[i + 1]):
            if cost[a] >= price:
                break
            missing -= ahead[site[a]]
            count += 1
        own = balance * price / count
        u[i] = min(max(price + size * own * missing, 0.0), cap[i])
        if own > 0.0:
            moved += (u[i] - price) ** 2 / own
    return moved


@numba.njit(cache=True, nogil=True)
def approach(
    lists: Lists, u: Floats, cap: Floats, opening: Floats, must: Flags, p: int, times: int,
    target: float, steps: int, share: Floats, bell: Flags, size: float = 1.0,
) -> tuple[Floats, float, Floats, float]:  # fmt: skip
    """Good prices, their bound, shares of the sites, and the size of the last step.

    Starts from prices, shares and a size; ends early where the bound exceeds ``target``, or
    where the bell rings (`Clock.bell`).
    """
    sites = opening.shape[0]
    u, y = u.copy(), share.copy()
    best_u, best = u.copy(), -BIG
    rho, reach, before = np.empty(sites), np.empty(sites), y.copy()
    chosen, last = np.zeros(sites, np.bool_), np.zeros(sites)
    moved = 0.0
    for step in range(steps):
        total = site_values(lists, u, opening, rho, reach)
        value, edge, _ = choose(rho, must, p, chosen)
        if times * total + value > best:
            best = times * total + value
            best_u[:] = u
        if best > target or bell[0]:
            break
        if step > 0:
            bent = abs(((y - before) * (rho - last)).sum())
            longest = PART * 0.5 * moved / (bent + 1.0 / BIG)
            size = min(max(min(longest, GROWTH * size), LEAST), MOST)
        before[:], last[:] = y, rho
        centre = edge if abs(edge) < BIG else 0.0
        for j in range(sites):
            if reach[j] > 0.0:
                y[j] -= size * (rho[j] - centre) / (BALANCE * reach[j])
            elif rho[j] > centre:
                y[j] = 0.0
        project(y, must, p)
        moved = (BALANCE * reach * (y - before) ** 2).sum()
        moved += raise_prices(lists, u, cap, 2.0 * y - before, times, size, BALANCE)
    return best_u, best, y, size
