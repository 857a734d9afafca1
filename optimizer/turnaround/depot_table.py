"""Waiting by kits that a depot supplies, many at once: what a search and a proof look up.

The same sums as `depot_curve`, without its care for the last digits of very small numbers.
"""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.turnaround.poisson import KitCurve
from optimizer.turnaround.two_echelon import owed, thinned


def waiting_by_kit(
    kits: tuple[KitCurve, ...], depot_stock: tuple[int, ...], pipeline: float, ways: Array,
    share: Array,
) -> Array:  # fmt: skip
    """(n, Q, M) machines waiting by kit, way from the depot and share of the demand.

    Parameters
    ----------
    kits
        Of one family.
    pipeline
        Mean number of the family's pieces on order of the depot, D.
    ways
        (Q,) mean number that the region asks for during the way from the depot, λ0 O.
    share
        (M,) of the hub in the demand.
    """
    depot = np.array(depot_stock, float)
    part, numbers = np.array(kits[0].share), np.array(kits[0].numbers, float)
    stocks = np.array([kit.stock for kit in kits])  # (n, C)
    kept = depot > 0
    ordered = ways[:, None] * share  # (Q, M)
    total = np.zeros((len(kits), len(ways), len(share)))
    if not kept.all():
        mean = part[~kept, None, None] * (ordered + pipeline * share)
        total += _sum(stocks[:, ~kept], numbers[~kept], _short(mean, int(stocks[:, ~kept].max())))
    if kept.any():
        most = int(stocks[:, kept].max())
        mine = thinned(owed(depot[kept], part[kept] * pipeline), share)
        mean = part[kept, None, None] * ordered
        total += _sum(stocks[:, kept], numbers[kept], _both(_short(mean, most), mine))
    return total


def _sum(stocks: Ints, numbers: Array, short: Array) -> Array:
    """(n, Q, M) Σ_c numbers_c short[stock of c, c]."""
    found = np.zeros((len(stocks), *short.shape[2:]))
    for c, number in enumerate(numbers):
        found += number * short[stocks[:, c], c]
    return found


def _short(mean: Array, most: int) -> Array:
    """(most + 1, C, Q, M) E(Z − r)⁺, Z Poisson, for r from 0 on: each less P(Z > r) is the next."""
    short = np.empty((most + 1, *mean.shape))
    short[0] = mean
    chance = np.exp(-mean)
    above = 1.0 - chance  # P(Z > r)
    for r in range(1, most + 1):
        short[r] = np.maximum(short[r - 1] - above, 0.0)
        chance = chance * mean / r
        above = np.maximum(above - chance, 0.0)
    return short


def _both(short: Array, mine: Array) -> Array:
    """(most + 1, C, Q, M) E(Y + Z − r)⁺, Y the pieces owed to the hub with chances (C, M, K)."""
    count = mine.shape[2]
    chance = np.moveaxis(mine, 2, 0)[:, :, None, :]  # (K, C, 1, M)
    number = np.arange(count)[:, None, None, None]
    behind = np.cumsum(chance[::-1], axis=0)[::-1]  # P(Y >= y)
    pieces = np.cumsum((chance * number)[::-1], axis=0)[::-1]
    found = np.empty_like(short)
    for r in range(len(short)):
        last = min(r, count)
        total = np.zeros_like(short[0])
        for y in range(last):
            total += chance[y] * short[r - y]
        if r < count:
            total += behind[r] * (short[0] - r) + pieces[r]
        found[r] = total
    return found
