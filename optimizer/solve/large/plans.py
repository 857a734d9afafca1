"""Plans from the relaxation: its hubs are filled, rebuilt at priced money, and paid exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.solve.large.books import Books, Ground, aim, refilled
from optimizer.solve.large.descend import new_desk
from optimizer.solve.large.ground import at_price, make_ground, pulled
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.rebuild import fill, rebuild
from optimizer.solve.large.regions import regions, within
from optimizer.solve.large.relaxation import Point, shares

_CHOICES = 30
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Draft:
    """An assignment with levels at a price of money."""

    ground: Ground
    books: Books

    @property
    def aim(self) -> float:
        """Priced aim."""
        return float(aim(self.ground, self.books))


def draft(problem: Problem, blocks: tuple[BlockLayout, ...], point: Point) -> Draft:
    """The hubs and levels of a relaxed solution, each cell served where its share is largest."""
    price = point.money + problem.money
    prices = [_mean_load_price(point, q) for q in range(len(blocks))]
    ground = make_ground(
        problem, blocks, np.arange(problem.parks), prices, point.prices, price, _CHOICES
    )
    share, wish = np.full(problem.cells, _LEAST_SHARE), np.full(problem.cells, -1)
    chosen = np.full((len(blocks), problem.parks), -1)
    for q, (block, near) in enumerate(zip(blocks, point.pairs, strict=True)):
        level = point.hubs.level[q]
        chosen[q] = np.where(point.hubs.open & (level < block.levels - 1), level, -1)
        each = shares(point.found[q], near, point.hubs, q)
        park = np.repeat(np.arange(problem.parks), np.diff(near.start))
        for i in np.flatnonzero(each > _LEAST_SHARE):
            d = block.cells[near.cell[i]]
            at = np.flatnonzero(ground.near[d] == park[i])
            if each[i] > share[d] and len(at):
                share[d], wish[d] = each[i], at[0]
    books = refilled(ground, wish, chosen, np.where(point.hubs.open, point.hubs.size, -1))
    fill(ground, books, new_desk(ground))
    return Draft(ground, books)


def _mean_load_price(point: Point, q: int) -> Array:
    """(S, J) mean price of the loads over the parks that open.

    Prices of single parks say more about the sizes that these have in the relaxation than about
    where they lie: cells would know parks that were small there, and not those next to them.
    """
    each = point.load_price(q)
    parks = point.hubs.open if point.hubs.open.any() else np.ones(each.shape[1], bool)
    return np.broadcast_to(each[:, parks].mean(axis=1, keepdims=True), each.shape)


def stage(
    given: Draft, heat: float, pull: tuple[float, float], trials: int, seed: int,
    pool: ThreadPoolExecutor, parts: int,
) -> Draft:  # fmt: skip
    """Try changes of hubs, at one temperature, in some parts of the region side by side.

    ``pull`` is what a million RUB less and more than the budget costs; every part mends its share.
    """
    ground, books = given.ground, given.books
    label = regions(ground, parts, seed)
    budget = ground.money[1]
    share = books.total[1] + (budget - books.total[1]) / parts

    def one(part: int) -> Books:
        own = pulled(within(ground, books, label, part), share, *pull)
        mine = _copy(books)
        rebuild(own, mine, new_desk(own), label == part, trials // parts, heat, seed + part)
        return mine

    at, chosen, size = books.at.copy(), books.chosen.copy(), books.size.copy()
    for part, mine in enumerate(pool.map(one, range(parts))):
        moved = mine.at != books.at
        at[moved] = mine.at[moved]
        parks = label == part
        chosen[:, parks], size[parks] = mine.chosen[:, parks], mine.size[parks]
    return Draft(ground, refilled(ground, at, chosen, size))


def repriced(
    problem: Problem, blocks: tuple[BlockLayout, ...], given: Draft, money: float, worth: Array
) -> Draft:
    """The draft at a price of money, where serving each cell is worth ``worth`` (D,)."""
    ground = at_price(given.ground, problem, blocks, money + problem.money)._replace(price=worth)
    books = given.books
    return Draft(ground, refilled(ground, books.at, books.chosen, books.size))


def _copy(books: Books) -> Books:
    return books._replace(**{name: array.copy() for name, array in books._asdict().items()})
