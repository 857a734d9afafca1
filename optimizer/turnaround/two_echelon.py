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


def owed(stock: Array, pipeline: Array) -> Array:
    """(C, B + 1) chance that the depot owes b pieces: P((N − S0)⁺ = b), N Poisson.

    Parameters
    ----------
    stock
        (C,) base stock S0 of the depot, one for each part number.
    pipeline
        (C,) its mean number on order D = regional demand x its lead time.
    """
    stock, pipeline = np.asarray(stock, float), np.asarray(pipeline, float)
    most = 0
    while (special.gammainc(stock + most + 1, pipeline) > _TAIL).any():
        most += max(1, int(np.sqrt(pipeline.max())))
    count = stock[:, None] + np.arange(most + 1)
    mean = pipeline[:, None]
    chance = np.exp(special.xlogy(count, mean) - mean - special.gammaln(count + 1.0))
    chance[:, 0] = special.gammaincc(stock + 1, pipeline)  # nothing is owed: N <= S0
    return np.asarray(chance)


def thinned(chance: Array, share: Array) -> Array:
    """(C, M, B + 1) chance that k of the pieces owed are owed to a hub: P(Bin(B0, s) = k).

    Parameters
    ----------
    chance
        (C, B + 1) of `owed`.
    share
        (M,) of the hub in the demand.
    """
    kernel = _binomial(chance.shape[1] - 1, share)  # (M, K, B)
    return np.ascontiguousarray(np.moveaxis(kernel @ chance.T, 2, 0))


def _binomial(most: int, share: Array) -> Array:
    """(M, K, B) P(Bin(b, s) = k) for b and k from 0 to ``most``: products of positive numbers."""
    b, k = np.arange(most + 1), np.arange(most + 1)[:, None]
    ways = np.where(k <= b, special.binom(b, np.minimum(k, b)), 0.0)
    there = share[:, None] ** np.arange(most + 1)  # (M, most + 1)
    elsewhere = (1.0 - share)[:, None] ** np.arange(most + 1)
    return np.asarray(ways * there[:, :, None] * elsewhere[:, np.maximum(b - k, 0)])


def two_echelon_backorders(
    stock: Array, depot_stock: Array, pipeline: Array, way: Array, share: Array
) -> Array:
    """(C, M) mean backorders E(X − S)⁺ of a hub, exact, by part number and share of the demand.

    Parameters
    ----------
    stock, depot_stock
        (C,) base stock of the hub, S, and of the depot, S0.
    pipeline
        (C,) mean number on order of the depot, D = λ0 L0.
    way
        (C,) mean number that the region asks for during the way from the depot, λ0 O.
    share
        (M,) of the hub in the region's demand, from 0 to 1.
    """
    mine = thinned(owed(depot_stock, pipeline), share)
    left = _left(stock, mine.shape[2])
    ordered = (np.asarray(way)[:, None] * share)[..., None]
    missing = np.where(left >= 0, backorders(np.maximum(left, 0.0), ordered), ordered - left)
    return np.asarray((mine * missing).sum(axis=2))


def two_echelon_slope(
    stock: Array, depot_stock: Array, pipeline: Array, way: Array, share: Array
) -> Array:
    """(C, M) derivative of `two_echelon_backorders` by the share.

    d E φ(Bin(b, s)) / ds = b E Δφ(Bin(b − 1, s)), and Δφ(x) is 1 from x = S on.
    """
    chance = owed(depot_stock, pipeline)
    way = np.asarray(way, float)
    ordered = (way[:, None] * share)[..., None]
    none_left = stockout(_left(stock, chance.shape[1]), ordered)
    slope = way[:, None] * (thinned(chance, share) * none_left).sum(axis=2)
    if chance.shape[1] > 1:
        pieces = np.arange(1, chance.shape[1])
        others = thinned(pieces * chance[:, 1:], share)  # of the other pieces owed
        slope = slope + (others * none_left[..., :-1]).sum(axis=2)
    return np.asarray(slope)


def two_echelon_stockout(
    stock: Array, depot_stock: Array, pipeline: Array, way: Array, share: Array
) -> Array:
    """(C, M) P(X ≥ S): a request at the hub finds no piece on the shelf."""
    mine = thinned(owed(depot_stock, pipeline), share)
    ordered = (np.asarray(way, float)[:, None] * share)[..., None]
    return np.asarray((mine * stockout(_left(stock, mine.shape[2]), ordered)).sum(axis=2))


def _left(stock: Array, count: int) -> Array:
    """(C, 1, K) what is left of the hub's stock when the depot owes it k pieces."""
    return np.asarray(np.asarray(stock, float)[:, None, None] - np.arange(count, dtype=float))


def metric_backorders(
    stock: Array, depot_stock: Array, pipeline: Array, way: Array, share: Array
) -> Array:
    """(C, M) the same by METRIC (Sherbrooke 1968): X taken as Poisson; never above the truth."""
    late = backorders(np.asarray(depot_stock, float), np.asarray(pipeline, float))
    mean = (np.asarray(way, float) + late)[:, None] * share
    return backorders(np.asarray(stock, float)[:, None], mean)
