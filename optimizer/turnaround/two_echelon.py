"""Waiting for a part that comes from a depot with stock of its own: two echelons, exact.

The depot's pieces on order are N ~ Poisson(D) whatever its lead time's distribution (Palm 1938), so
it owes B0 = (N − S0)⁺ pieces. Those it owes to a hub with share s of the demand are Bin(B0, s), and
what was ordered during the way O from the depot is Poisson(s λ0 O), independent of them: the pieces
that the hub waits for are their sum X (Simon 1971; Graves 1985), and E(X − S)⁺ is convex in s
(docs/model.md, section 3). METRIC (Sherbrooke 1968) takes X as Poisson with the same mean.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from optimizer.problem import Array
from optimizer.turnaround.poisson import backorders, stockout

_TAIL = 1e-16
"""Chance of owing more that is left out."""


def owed(stock: int, pipeline: float) -> Array:
    """(B + 1,) chance that the depot owes b pieces: P((N − S0)⁺ = b), N Poisson.

    Parameters
    ----------
    stock
        Base stock S0 of the depot.
    pipeline
        Its mean number on order D = regional demand x its lead time.
    """
    most = stock
    while special.gammainc(most + 1, pipeline) > _TAIL:
        most += max(1, int(np.sqrt(pipeline)))
    count = np.arange(stock, most + 1)
    chance = np.exp(special.xlogy(count, pipeline) - pipeline - special.gammaln(count + 1.0))
    chance[0] = special.gammaincc(stock + 1, pipeline)  # nothing is owed: N <= S0
    return np.asarray(chance)


def thinned(chance: Array, share: Array) -> Array:
    """(M, B + 1) chance that k of the pieces owed are owed to a hub: P(Bin(B0, s) = k).

    Parameters
    ----------
    chance
        (B + 1,) of `owed`, or several in rows (C, B + 1), which gives (C, M, B + 1).
    share
        (M,) of the hub in the demand.
    """
    kernel = _binomial(chance.shape[-1] - 1, share)  # (M, K, B)
    return np.asarray(np.moveaxis(kernel @ np.atleast_2d(chance).T, 2, 0).reshape(
        *chance.shape[:-1], *kernel.shape[:2]))  # fmt: skip


def _binomial(most: int, share: Array) -> Array:
    """(M, K, B) P(Bin(b, s) = k) for b and k from 0 to ``most``: products of positive numbers."""
    b, k = np.arange(most + 1), np.arange(most + 1)[:, None]
    ways = np.where(k <= b, special.binom(b, np.minimum(k, b)), 0.0)
    share = np.asarray(share, float)[:, None, None]
    return np.asarray(ways * share**k * (1.0 - share) ** np.maximum(b - k, 0))


def two_echelon_backorders(
    stock: int, depot_stock: int, pipeline: float, way: float, share: Array
) -> Array:
    """(M,) mean backorders E(X − S)⁺ of a hub, exact, at each share of the demand.

    Parameters
    ----------
    stock, depot_stock
        Base stock of the hub, S, and of the depot, S0.
    pipeline
        Mean number on order of the depot, D = λ0 L0.
    way
        Mean number that the region asks for during the way from the depot, λ0 O.
    share
        Of the hub in the region's demand, from 0 to 1.
    """
    share = np.asarray(share, float)
    mine = thinned(owed(depot_stock, pipeline), share)
    left = stock - np.arange(mine.shape[1], dtype=float)
    return np.asarray((mine * _short(left, way * share[:, None])).sum(axis=1))


def two_echelon_slope(
    stock: int, depot_stock: int, pipeline: float, way: float, share: Array
) -> Array:
    """(M,) derivative of `two_echelon_backorders` by the share.

    d E φ(Bin(b, s)) / ds = b E Δφ(Bin(b − 1, s)), and Δφ(x) is 1 from x = S on.
    """
    share = np.asarray(share, float)
    chance = owed(depot_stock, pipeline)
    ordered = way * share[:, None]
    left = stock - np.arange(len(chance), dtype=float)
    slope = way * (thinned(chance, share) * stockout(left, ordered)).sum(axis=1)
    if len(chance) > 1:
        pieces = np.arange(1, len(chance))
        others = thinned(pieces * chance[1:], share)  # of the other pieces owed
        slope = slope + (others * stockout(left[:-1], ordered)).sum(axis=1)
    return np.asarray(slope)


def metric_backorders(
    stock: int, depot_stock: int, pipeline: float, way: float, share: Array
) -> Array:
    """(M,) the same by METRIC (Sherbrooke 1968): X taken as Poisson; never above the truth."""
    late = float(backorders(np.array(depot_stock), np.array(pipeline)))
    return backorders(np.array(stock), np.asarray(share, float) * (way + late))


def _short(left: Array, ordered: Array) -> Array:
    """E(Z − left)⁺ with Z Poisson: below zero all of Z and what is missing already."""
    return np.where(left >= 0, backorders(np.maximum(left, 0), ordered), ordered - left)
