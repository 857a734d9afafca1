"""Levels of a bundle that are best at some amount, for prices of money within a range.

At a given amount the priced cost of a level is a line in the price, and the best level their lower
envelope. Between two prices it lies below the lines of the levels that are best at either end; a
third level is best somewhere between only if it is better where those two lines cross.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.patterns.tables import DEAR, BundleTable

_RATIO = 2.0
"""From the lowest price of a range to its highest."""
_TIE = 1e-12
_HELD = 50_000
"""Numbers in one portion of a table: with a few copies they stay in the processor's own memory."""
_FEW = 12
"""Of so few levels all are looked at."""


@dataclass(frozen=True)
class Envelope:
    """Levels that may be best of every stock and park, in layers: all first ones, all second ones.

    Stocks and parks that have more of them come first, so that every layer is the head of the one
    before.

    Attributes
    ----------
    place
        (F x J,) where each stock and park stands in the first layer.
    ends
        Row after the last of each layer.
    value
        (N, M) aim per year on the bundle's grid.
    cost, freight
        (N,) million RUB a year; freight for each unit of A.
    """

    grid: Array
    place: Ints
    ends: Ints
    value: Array
    cost: Array
    freight: Array

    def best(self, price: float) -> Array:
        """(F x J, M) priced cost of the best level of each stock and park."""
        total = self.value + money_worth(price, self.cost)[:, None]
        if self.freight.any():
            total += price * self.freight[:, None] * self.grid
        best = total[: self.ends[0]]
        for start, end in itertools.pairwise(self.ends):
            head = best[: end - start]
            np.minimum(head, total[start:end], out=head)
        return np.asarray(best[self.place])


def money_worth(price: float, cost: Array) -> Array:
    """Cost in units of the aim; what is forbidden stays dear even where money is worth nothing."""
    return np.asarray(price * cost + np.where(cost >= DEAR, DEAR, 0.0))


def priced_levels(table: BundleTable, price: float, parks: slice = slice(None)) -> Array:
    """(F, J, L, M) priced cost of every level of a bundle on its grid."""
    return _levels(table, price, slice(None), parks)


def _levels(table: BundleTable, price: float, stocks: slice, parks: slice) -> Array:
    total = table.value[stocks, parks] + money_worth(price, table.cost[stocks, parks])[..., None]
    freight = table.freight[stocks, parks]
    if freight.any():
        total += price * freight[..., None] * table.grid
    return np.asarray(total)


def best_levels_cost(table: BundleTable, price: float) -> Array:
    """(J, M) priced cost of all stocks of a bundle, each at its best level."""
    stocks, parks, levels = table.cost.shape
    if price <= 0 or levels <= _FEW:
        return _best_of_all(table, price)
    step = math.floor(math.log(price) / math.log(_RATIO))
    known: dict[int, Envelope | None] = table.memo.setdefault("envelope", {})
    if step not in known:  # an envelope takes as long as looking at all levels a few times
        known[step] = None
        return _best_of_all(table, price)
    envelope = known[step] or _envelope(table, _RATIO**step, _RATIO ** (step + 1))
    known[step] = envelope
    return np.asarray(envelope.best(price).reshape(stocks, parks, -1).sum(axis=0))


def _best_of_all(table: BundleTable, price: float) -> Array:
    best = np.zeros((table.cost.shape[1], len(table.grid)))
    for some in _portions(table):
        best[some[1]] += _levels(table, price, *some).min(axis=2)[0]
    return best


def _portions(table: BundleTable) -> Iterator[tuple[slice, slice]]:
    """Stocks and parks to be looked at together: as many as the processor's own memory holds."""
    stocks, parks, levels = table.cost.shape
    many = max(1, _HELD // (levels * len(table.grid)))
    for stock in range(stocks):
        for park in range(0, parks, many):
            yield slice(stock, stock + 1), slice(park, park + many)


def _envelope(table: BundleTable, low: float, high: float) -> Envelope:
    """Levels that are best at some amount of the grid for some price from ``low`` to ``high``."""
    kept: Bools = np.zeros(table.cost.shape, dtype=bool)
    for some in _portions(table):
        kept[some] = _kept(_levels(table, low, *some), _levels(table, high, *some))
    return _in_layers(table, kept)


def _kept(over_low: Array, over_high: Array) -> Bools:
    """(F, J, L) levels whose lines reach the envelope between two prices; (F, J, L, M) at each."""
    slack = _TIE * np.abs(over_low)
    over_low -= over_low.min(axis=2, keepdims=True)
    over_high -= over_high.min(axis=2, keepdims=True)
    first, last = over_low.argmin(axis=2)[:, :, None], over_high.argmin(axis=2)[:, :, None]
    rise = np.take_along_axis(over_high, first, axis=2)  # of the level that is best at the low end
    fall = np.take_along_axis(over_low, last, axis=2)
    there = fall / np.maximum(rise + fall, 1e-300)  # where the two lines cross, from 0 to 1
    over = over_low * (1.0 - there) + over_high * there
    kept: Bools = np.asarray((over < rise * there - slack).any(axis=3))
    f, j = np.arange(kept.shape[0])[:, None, None], np.arange(kept.shape[1])[None, :, None]
    kept[f, j, first[:, :, 0]] = True
    kept[f, j, last[:, :, 0]] = True
    return kept


def _in_layers(table: BundleTable, kept: Bools) -> Envelope:
    """The kept levels (F, J, L) of a bundle."""
    flat = kept.reshape(-1, kept.shape[2])
    counts, levels = flat.sum(axis=1), np.argsort(~flat, axis=1, kind="stable")
    order = np.argsort(-counts, kind="stable")
    heads = [order[: int((counts > k).sum())] for k in range(int(counts.max()))]
    rows = np.concatenate(heads)
    level = np.concatenate([levels[head, k] for k, head in enumerate(heads)])
    stock, park = np.divmod(rows, kept.shape[1])
    at = stock, park, level
    return Envelope(
        table.grid, np.argsort(order), np.cumsum([len(head) for head in heads]),
        table.value[at], table.cost[at], table.freight[at],
    )  # fmt: skip
