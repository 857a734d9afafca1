"""Plans from the relaxation: its hubs are filled, annealed at priced money, and paid exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Problem
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
_AIM = 0.999
"""Part of the budget that the priced hubs should spend: exact levels use the rest."""
_TURNS, _HOT_TURNS = 6, 4
_ANSWER = 2.8
"""By how many percent money must be dearer for one percent less to be spent: hubs are lumpy."""


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
) -> list[Draft]:
    """Annealed copies of a draft, the best one first."""

    def one(seed: int) -> State:
        state = copy_state(given.state)
        anneal(given.ground, state, hot, hot / 100.0, moves, seed)
        return state

    states = sorted(pool.map(one, seeds), key=lambda state: priced_aim(given.ground, state))
    return [Draft(given.ground, state, given.price) for state in states]


def spent(problem: Problem, blocks: tuple[BlockLayout, ...], given: Draft, point: Point) -> float:
    """Million RUB a year of the hubs of a draft: by how much they rise with the price of money."""
    price = given.price * (1 + _DEARER)
    dearer = _ground(problem, blocks, point, price)
    other = new_state(dearer)
    place(dearer, other, given.state.at)
    rise = float(other.hub.sum() - given.state.hub.sum())
    return rise / (given.price * _DEARER)


def repriced(
    problem: Problem, blocks: tuple[BlockLayout, ...], given: Draft, point: Point, price: float
) -> Draft:
    """The same assignment at another price of money."""
    ground = _ground(problem, blocks, point, price)
    state = new_state(ground)
    place(ground, state, given.state.at)
    return Draft(ground, state, price)


def search(
    watch: Watch, blocks: tuple[BlockLayout, ...], given: Draft, point: Point, hot: float,
    moves: int, seed: int, chains: int, pool: ThreadPoolExecutor,
) -> Draft:  # fmt: skip
    """Anneal a draft and offer its plans; the price of money follows until the budget pays."""
    problem = watch.problem
    limited = np.isfinite(problem.budget) and given.price > 0
    for turn in range(_TURNS):
        seeds = tuple(seed + 100 * turn + i for i in range(chains))
        warm = hot if turn < _HOT_TURNS else hot / 5
        drafts = improve(given, warm, moves, seeds, pool)
        for each in drafts:
            watch.offer(best_levels(problem, served_by(each.ground, each.state)), "annealing")
        given = drafts[0]
        if not limited or watch.over():
            break
        part = spent(problem, blocks, given, point) / problem.budget
        price = given.price * float(np.clip((part / _AIM) ** _ANSWER, 0.9, 1.15))
        given = repriced(problem, blocks, given, point, price)
    return given
