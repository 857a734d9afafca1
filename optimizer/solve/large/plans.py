"""Plans from the relaxation: its hubs are filled, annealed at priced money, and paid exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Ints, Problem
from optimizer.solve.large.anneal import anneal, place
from optimizer.solve.large.ground import make_ground
from optimizer.solve.large.layout import BlockLayout
from optimizer.solve.large.relaxation import Point, shares
from optimizer.solve.large.state import (
    Ground,
    State,
    copy_state,
    new_state,
    priced_aim,
    served_by,
)
from optimizer.solve.levels import best_levels
from optimizer.solve.watch import Watch

_CHOICES = 30
_LEAST_SHARE = 0.01
_DEARER = 1e-4
_OVER, _UNDER = 1.0, 0.99
"""Spending as a part of the budget beyond which the price of money is changed."""


@dataclass(frozen=True)
class Draft:
    """An assignment at a price of money."""

    ground: Ground
    state: State
    price: float


def draft(problem: Problem, blocks: tuple[BlockLayout, ...], point: Point) -> Draft:
    """The hubs of a relaxed solution, each cell served where its share is largest."""
    price = point.money + problem.money
    ground = _ground(problem, blocks, point, price)
    share, wish = np.full(problem.cells, _LEAST_SHARE), np.full(problem.cells, -1)
    for q, (block, near) in enumerate(zip(blocks, point.pairs, strict=True)):
        each = shares(point.found[q], near, point.hubs, q)
        park = np.repeat(np.arange(problem.parks), np.diff(near.start))
        for i in np.flatnonzero(each > _LEAST_SHARE):
            d = block.cells[near.cell[i]]
            at = np.flatnonzero(ground.near[d] == park[i])
            if each[i] > share[d] and len(at):
                share[d], wish[d] = each[i], at[0]
    state = new_state(ground)
    place(ground, state, wish)
    return Draft(ground, state, price)


def _ground(
    problem: Problem, blocks: tuple[BlockLayout, ...], point: Point, price: float
) -> Ground:  # fmt: skip
    prices = [point.load_price(q) for q in range(len(blocks))]
    return make_ground(problem, blocks, np.arange(problem.parks), prices, price, _CHOICES)


def improve(
    given: Draft, hot: float, moves: int, seeds: tuple[int, ...], pool: ThreadPoolExecutor
) -> Draft:
    """The best of several annealed copies of a draft."""

    def one(seed: int) -> State:
        state = copy_state(given.state)
        anneal(given.ground, state, hot, hot / 100.0, moves, seed)
        return state

    states = list(pool.map(one, seeds))
    best = min(states, key=lambda state: priced_aim(given.ground, state))
    return Draft(given.ground, best, given.price)


def spent(problem: Problem, blocks: tuple[BlockLayout, ...], given: Draft, point: Point) -> float:
    """Million RUB a year of the hubs of a draft: by how much they rise with the price of money."""
    price = given.price * (1 + _DEARER)
    dearer = _ground(problem, blocks, point, price)
    other = new_state(dearer)
    place(dearer, other, given.state.at)
    rise = float(other.hub.sum() - given.state.hub.sum())
    return rise / (given.price * _DEARER)


def offer(
    watch: Watch, blocks: tuple[BlockLayout, ...], given: Draft, point: Point, seed: int,
    moves: int, hot: float, pool: ThreadPoolExecutor,
) -> Draft:  # fmt: skip
    """Offer the plan of a draft; the price of money follows until the budget pays for it."""
    problem = watch.problem
    for turn in range(8):
        served: Ints = served_by(given.ground, given.state)
        part = 0.0
        if np.isfinite(problem.budget) and given.price > 0:
            part = spent(problem, blocks, given, point) / problem.budget
        if part <= _OVER + 0.02:
            watch.offer(best_levels(problem, served), "annealing")
        if not np.isfinite(problem.budget) or _UNDER <= part <= _OVER or watch.over():
            break
        # spending answers the price of money about as its inverse
        price = given.price * float(np.clip(part, 0.9, 1.1)) ** 0.7
        ground = _ground(problem, blocks, point, price)
        state = new_state(ground)
        place(ground, state, given.state.at)
        given = improve(Draft(ground, state, price), hot, moves, (seed + turn,), pool)
    return given
