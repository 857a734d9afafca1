"""Whole hubs from their blocks: the best size and levels of every park, at any price of money."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.price import BlockPrice

_HALVINGS = 50


@dataclass(frozen=True)
class Hubs:
    """Best hub of every park.

    ``value`` (J,) reduced cost (may be positive: then no hub pays), ``size`` (J,), ``level``
    (Q, J) per block, ``money`` (J,) million RUB a year.
    """

    value: Array
    size: Ints
    level: Ints
    money: Array

    @property
    def open(self) -> Bools:
        """(J,) parks where a hub pays."""
        return np.asarray(self.value < 0)

    @property
    def spent(self) -> float:
        """Million RUB a year of the hubs that pay."""
        return float(self.money[self.open].sum())


def hubs(
    problem: Problem, blocks: tuple[BlockLayout, ...], values: list[Array], money: list[Array],
    price: float,
) -> Hubs:  # fmt: skip
    """Best size and levels by the blocks' costs (J, L) each, money at ``price`` included."""
    total, spent = price * problem.size_cost, problem.size_cost.copy()
    parks = np.arange(problem.parks)
    levels = np.empty((len(blocks), problem.sizes, problem.parks), np.int64)
    for q, block in enumerate(blocks):
        for b in range(problem.sizes):
            allowed = np.where(block.allowed[b], values[q], np.inf)
            levels[q, b] = allowed.argmin(axis=1)
            total[:, b] += allowed[parks, levels[q, b]]
            spent[:, b] += money[q][parks, levels[q, b]]
    size = total.argmin(axis=1)
    return Hubs(total[parks, size], size, levels[:, size, parks], spent[parks, size])


def money_price(
    problem: Problem, blocks: tuple[BlockLayout, ...], found: list[BlockPrice], at: float
) -> float:
    """The price at which the hubs that pay spend the budget, each keeping its sets of cells.

    Exact where there are no kits; else a model that is exact at the price ``at`` of the sets.
    """
    if not np.isfinite(problem.budget):
        return 0.0
    money = [each.money for each in found]

    def spends(mu: float) -> float:
        values = [each.bound + (mu - at) * each.money for each in found]
        return hubs(problem, blocks, values, money, mu + problem.money).spent

    low, high = 0.0, max(at, 1e-6)
    if spends(low) <= problem.budget:
        return 0.0
    while spends(high) > problem.budget:
        low, high = high, 2.0 * high
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if spends(middle) > problem.budget:
            low = middle
        else:
            high = middle
    return high
