"""Draws on sources: rows that no timetable breaks, and prices for them that give a better bound."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_timetable import best_timetable_of_all
from made_roll_outs import made_roll_out
from test_roll_out import random_prices

from optimizer.problem import Array
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.tables import tables
from optimizer.solve.rollout.as_built import learn
from optimizer.solve.rollout.draws import Draw
from optimizer.solve.rollout.first_draws import with_first_draws
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.method import solve_roll_out
from optimizer.solve.rollout.node import Node, root
from optimizer.solve.rollout.proof import prove
from optimizer.solve.rollout.starts import parts_by_sources

SEEDS = range(3)


@cache
def best(seed: int) -> float:
    return best_timetable_of_all(made_roll_out(seed, "lines")).objective


def bound(roll_out: RollOut, master: Master, node: Node) -> float:
    grids = tuple(tables(q) for q in roll_out.quarters)
    proof = prove(
        grids, master, tuple(Memory(g) for g in grids), node, precision=1e-3, margin=np.inf,
        threads=1, remaining=lambda: np.inf,
    )  # fmt: skip
    assert proof is not None
    return proof.bound


def random_draws(roll_out: RollOut, rng: np.random.Generator) -> list[Draw]:
    """Rows of every quarter, group and park, with weights that add up to one."""
    count = len(roll_out.quarters[0].stations)
    return [
        Draw(t, g, j, weight / weight.sum())
        for t in range(roll_out.count)
        for g in range(2)
        for j in range(roll_out.parks)
        for weight in [rng.random(count)]
    ]


def priced(prices: Prices, master: Master, draws: Array) -> Prices:
    link = np.zeros(master.links.count)
    link[: len(prices.link)] = prices.link
    link[master.links.draws.first :] = draws
    return replace(prices, link=link)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_prices_of_draws_lift_the_bound_above_the_best_timetable(seed: int) -> None:
    roll_out, rng = made_roll_out(seed, "lines"), np.random.default_rng(seed)
    master = Master(roll_out)
    prices = random_prices(roll_out, master, seed)
    master.take_in(random_draws(roll_out, rng))
    scale = best(seed) / len(master.links.draws.rows)
    for size in (0.1, 1.0, 10.0):
        draws = size * scale * rng.random(len(master.links.draws.rows))
        node = root(roll_out, priced(prices, master, draws))
        assert bound(roll_out, master, node) <= best(seed) * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_hubs_of_a_timetable_break_no_row(seed: int) -> None:
    """Each hub takes at most the whole of a row, and only once a source of the group works."""
    roll_out = made_roll_out(seed, "lines")
    found = solve_roll_out(roll_out, method="milp", gap=1e-3, time_limit=300)
    master = Master(roll_out)
    learn(master, found.timetable)
    rows = random_draws(roll_out, np.random.default_rng(seed))
    master.take_in(rows)
    draws, taken = master.links.draws, np.zeros(len(rows))
    for column in master.columns:
        number, far = draws.of(column.quarter, column.pattern)
        taken[number - draws.first] += far
    assert taken.any(), "a line is used in these problems"
    for draw, far in zip(rows, taken, strict=True):
        choice, problem = found.timetable.quarters[draw.quarter], roll_out.quarters[draw.quarter]
        works = choice.sources(problem)[draws.group == draw.group].any()
        assert far <= works + 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_a_master_with_draws_is_worth_no_less(seed: int) -> None:
    """Rows taken in late hold for the columns of before and for those that come after."""
    roll_out = made_roll_out(seed, "lines")
    found = solve_roll_out(roll_out, method="milp", gap=1e-3, time_limit=300)
    rows, values = random_draws(roll_out, np.random.default_rng(seed)), []
    for early in (None, True, False):
        master = Master(roll_out)
        if early:
            master.take_in(rows)
        learn(master, found.timetable)
        if early is False:
            master.take_in(rows)
        values.append(master.value_at(root(roll_out, random_prices(roll_out, master, seed))))
    assert values[1] == pytest.approx(values[2], rel=1e-9)
    assert values[1] >= values[0] * (1 - 1e-9)
    assert values[1] <= found.worth.objective * (1 + 1e-6)


@pytest.mark.parametrize("seed", (0, 1))
def test_first_prices_of_draws_lift_the_bound(seed: int) -> None:
    """Charged what it saves here, a source that does not pay costs the bound nothing."""
    roll_out = made_roll_out(seed, "lines")
    dear = replace(roll_out, sources=replace(roll_out.sources, capital=np.full(3, 1e4)))
    grids, master = tuple(tables(q) for q in dear.quarters), Master(dear)
    memory = tuple(Memory(g) for g in grids)
    prices = random_prices(dear, master, seed)
    node = root(dear, replace(prices, link=np.zeros(len(prices.link))))
    bare = bound(dear, master, node.not_before(node.group >= 0, dear.count))
    free = bound(dear, master, node)
    charged = bound(dear, master, with_first_draws(grids, master, memory, node))
    assert free <= charged <= bare + 1e-6
    assert charged > free


def test_parts_by_sources_hold_every_timetable() -> None:
    """Every choice of groups that are built is in just one part."""
    roll_out = made_roll_out(0, "lines")
    node = root(roll_out, random_prices(roll_out, Master(roll_out), 0))
    most = 1e6 * np.ones((roll_out.count, 3))
    for earned, count in ((0.0 * most, 1), (most, 3)):
        parts = parts_by_sources(roll_out, node, earned)
        assert len(parts) == count
        for has in ((False, False), (False, True), (True, False), (True, True)):
            inside = [
                all(part.may[part.group == g].min() < roll_out.count for g in range(2) if has[g])
                and all(part.must[g] == roll_out.count for g in range(2) if not has[g])
                for part in parts
            ]
            assert sum(inside) == 1
