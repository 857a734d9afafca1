"""The Lagrangian of a problem: cells priced, money priced, every park on its own.

    L(pi, mu) = Σ_d min(pi_d, stay_d) - mu B + Σ_j min(0, V_j(pi, mu))

is a bound for all prices. Lists of pairs are made so that no pair outside them can matter: each
value holds on ALL pairs.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Problem
from optimizer.solve.large.hubs import Hubs, hubs, money_price
from optimizer.solve.large.kits import Kits
from optimizer.solve.large.layout import BlockLayout, layout
from optimizer.solve.large.pairs import Pairs, pairs
from optimizer.solve.large.price import BlockPrice, Effort, price_block, stock_prices

RELAXED = Effort(tolerance=1e-2, nodes=0, boxes=8)
_WIDE = 0.03
"""How far beyond its price a list reaches for every cell."""
_FLOOR, _LOWER = 0.7, 0.5
"""Part of the loads' prices that lists take for granted, and of a floor that was too high."""
_AMOUNTS = 0.5
"""Of amounts' prices lists trust this much of what they trust of loads': they vary by range."""
_AGE = 10
_MONEY_SLACK = 1e-9, 2e-6
"""What a plan may spend beyond the budget: a part of it, and two roubles."""


@dataclass(frozen=True)
class Point:
    """The Lagrangian at some prices.

    ``bound`` no plan is better; ``cover`` (D,) how often each cell is served; ``hubs`` the best hub
    of every park; ``found`` and ``pairs`` by block; ``money`` the price of money of all this, and
    ``next_money`` the price at which the hubs would spend the budget.
    """

    prices: Array
    money: float
    bound: float
    cover: Array
    hubs: Hubs
    found: tuple[BlockPrice, ...]
    pairs: tuple[Pairs, ...]
    next_money: float

    def load_price(self, q: int) -> Array:
        """(S, J) least price of the loads of block q over the levels."""
        return self.floors(q)[: self.pairs[q].unit.shape[0]]

    def floors(self, q: int) -> Array:
        """(S + G, J) least prices of loads and amounts of block q over the levels."""
        each = self.found[q].least
        levels = each.shape[2]
        return np.asarray(each[:, :, : max(levels - 1, 1)].min(axis=2))


class Relaxation:
    """Evaluates the Lagrangian; keeps lists of pairs from one point to the next."""

    def __init__(self, problem: Problem, threads: int) -> None:
        self.problem = problem
        self.blocks: tuple[BlockLayout, ...] = layout(problem)
        self.stocked = any(block.groups for block in self.blocks)
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads)
        seasons = [problem.seasons if b.queue is not None else 0 for b in self.blocks]
        self._floor = [
            np.zeros((s + len(b.groups), problem.parks))
            for s, b in zip(seasons, self.blocks, strict=True)
        ]
        self._reach = np.full(problem.cells, -np.inf)
        self._cut = np.full(problem.cells, np.inf)
        self._seen = np.ones(problem.parks, bool)
        self._pairs: tuple[Pairs, ...] = ()
        self._kits: tuple[float, list[Kits]] | None = None
        self._age = 0
        self._duals = [
            np.zeros((s + len(b.groups), *b.level_cost.shape))
            for s, b in zip(seasons, self.blocks, strict=True)
        ]

    @property
    def listed(self) -> int:
        """Number of pairs in the lists."""
        return sum(len(near.cell) for near in self._pairs)

    def nearest(self, count: int | None, seen: Bools | None = None) -> None:
        """Look at so many nearest parks of every cell, which bounds nothing; None for all.

        ``seen`` (J,) marks the parks to look at.
        """
        self._seen = np.ones(self.problem.parks, bool) if seen is None else seen
        if count is not None and self._seen.sum() > count:
            parks = np.flatnonzero(self._seen)
            cut = [np.partition(row[parks], count - 1)[count - 1] for row in self.problem.linear]
            self._cut = np.array(cut) * (1 + 1e-9) + 1e-12
        else:
            self._cut = np.full(self.problem.cells, np.inf)
        self._reach = np.full(self.problem.cells, -np.inf)

    def trust(self, point: Point, part: float) -> None:
        """Take a part of a point's prices of loads for granted; look at all pairs again."""
        self._floor = [self._trusted(point, q, part) for q in range(len(self.blocks))]
        self.nearest(None)

    def at(self, prices: Array, money: float, effort: Effort = RELAXED) -> Point:
        """The Lagrangian at prices (D,) of cells and of money."""
        margin = effort.margin if effort.nodes else 0.0
        if (prices + margin > self._reach).any() or self._age >= _AGE:
            self._list(prices * (1 + _WIDE) + margin + 1e-9)
        point = self._evaluate(prices, money, effort)
        if self._age >= _AGE - 1 and not effort.nodes:
            self._floors(point)
        return point

    def proven(self, prices: Array, money: float, effort: Effort) -> Point:
        """The Lagrangian with whole cells: lists reach further by the margin of the effort."""
        self._floors(self.at(prices, money))
        self._list(prices + effort.margin)
        return self._evaluate(prices, money, effort)

    def _list(self, reach: Array) -> None:
        def one(block: BlockLayout, floor: Array) -> Pairs:
            # what is near is told by the linear cost alone
            floor = np.where(np.isfinite(self._cut).all(), 0.0, floor)
            return pairs(self.problem, block, np.minimum(reach, self._cut), floor, self._seen)

        self._pairs = tuple(self._pool.map(one, self.blocks, self._floor))
        self._reach, self._kits, self._age = reach, None, 0

    def _floors(self, point: Point) -> None:
        """Take a part of the loads' prices for granted, by a point with split cells.

        Its prices are the least over the ranges of amounts; whole cells have some at the root only.
        """
        for q, floor in enumerate(self._floor):
            binding = point.floors(q) <= floor * 1.0001
            self._floor[q] = np.where(binding, _LOWER * floor, self._trusted(point, q, _FLOOR))

    def _trusted(self, point: Point, q: int, part: float) -> Array:
        """(S + G, J) part of the least prices of block q's loads, and less of its amounts'."""
        floors = part * point.floors(q)
        floors[point.pairs[q].unit.shape[0] :] *= _AMOUNTS
        return floors

    def _evaluate(self, prices: Array, money: float, effort: Effort) -> Point:
        p, price = self.problem, money + self.problem.money
        if self._kits is None or self._kits[0] != price:
            each = [
                stock_prices(p, b, n, price) for b, n in zip(self.blocks, self._pairs, strict=True)
            ]
            self._kits = price, each
        self._age += 1
        # a park whose cheap bound is positive stays closed, whatever its best sets are
        cheap = self._priced(prices, price, effort, self._kits[1], np.zeros(p.parks, bool))
        bounds, money_each = [f.bound for f in cheap], [f.money for f in cheap]
        awake = hubs(p, self.blocks, bounds, money_each, price).value <= 0
        found = self._priced(prices, price, effort, self._kits[1], awake)
        following = money_price(p, self.blocks, found, money)
        # without kits all values are lines in the price of money: the best one costs nothing
        at = money if self.stocked else following
        values = [each.bound + (at - money) * each.money for each in found]
        best = hubs(p, self.blocks, values, [f.money for f in found], at + p.money)
        bound = float(np.minimum(prices, p.stay).sum() + np.minimum(best.value, 0.0).sum())
        if np.isfinite(p.budget):
            bound -= at * (p.budget * (1 + _MONEY_SLACK[0]) + _MONEY_SLACK[1])
        cover = self._cover(found, best)
        return Point(prices, at, bound, cover, best, tuple(found), self._pairs, following)

    def _priced(
        self, prices: Array, price: float, effort: Effort, stocks: list[Kits], awake: Bools
    ) -> list[BlockPrice]:
        """All blocks, those parks closely that are ``awake`` (J,)."""
        each = zip(self.blocks, self._pairs, stocks, self._duals, strict=True)
        return [
            price_block(
                self.problem, b, n, k, prices, price, effort, self._pool, self.threads, d, awake
            )
            for b, n, k, d in each
        ]  # fmt: skip

    def _cover(self, found: list[BlockPrice], best: Hubs) -> Array:
        cover = np.zeros(self.problem.cells)
        for q, (block, near) in enumerate(zip(self.blocks, self._pairs, strict=True)):
            share = shares(found[q], near, best, q)
            cover += np.bincount(block.cells[near.cell], share, minlength=self.problem.cells)
        return cover


def shares(found: BlockPrice, near: Pairs, best: Hubs, q: int) -> Array:
    """(P,) share of each pair at the best level of every hub that pays."""
    park = np.repeat(np.arange(len(near.start) - 1), np.diff(near.start))
    each = found.share[best.level[q][park], np.arange(len(park))]
    return np.asarray(each * best.open[park])
