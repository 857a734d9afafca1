"""Plans from the relaxation: its hubs are filled, annealed at priced money, and paid exactly."""

from __future__ import annotations

from collections.abc import Callable
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
_TURNS = 3
_STAGES, _COLD = 20, 0.01
"""Stages between which the clock is looked at, and the last temperature over the first."""


@dataclass(frozen=True)
class Draft:
    """An assignment at a price of money."""

    ground: Ground
    state: State
    price: float


def draft(problem: Problem, blocks: tuple[BlockLayout, ...], point: Point) -> Draft:
    """The hubs of a relaxed solution, each cell served where its share is largest."""
    price = point.money + problem.money
    prices = [point.load_price(q) for q in range(len(blocks))]
    ground = make_ground(problem, blocks, np.arange(problem.parks), prices, price, _CHOICES)
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


def improve(
    given: Draft, hot: float, moves: int, seeds: tuple[int, ...], pool: ThreadPoolExecutor,
    stop: Callable[[], bool] = lambda: False,
) -> list[Draft]:  # fmt: skip
    """Annealed copies of a draft, the best one first."""
    heats = hot * np.geomspace(1.0, _COLD, _STAGES + 1)

    def one(seed: int) -> State:
        state = copy_state(given.state)
        for stage in range(_STAGES):
            if stop():
                break
            one_seed = seed * _STAGES + stage
            anneal(given.ground, state, heats[stage], heats[stage + 1], moves // _STAGES, one_seed)
        return state

    states = sorted(pool.map(one, seeds), key=lambda state: priced_aim(given.ground, state))
    return [Draft(given.ground, state, given.price) for state in states]


def search(
    watch: Watch, given: Draft, hot: float, moves: int, seed: int, chains: int,
    pool: ThreadPoolExecutor,
) -> Draft:  # fmt: skip
    """Anneal a draft, colder each turn, and offer its plans with exact levels."""
    for turn in range(_TURNS):
        seeds = tuple(seed + 100 * turn + i for i in range(chains))
        drafts = improve(given, hot / 2**turn, moves, seeds, pool, watch.over)
        for each in drafts:
            served = served_by(each.ground, each.state)
            watch.offer(best_levels(watch.problem, served), "annealing")
        given = drafts[0]
        if watch.over():
            break
    return given
