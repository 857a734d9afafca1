"""The pattern method from prices to proof."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Problem
from optimizer.solve.patterns.branch import Tree
from optimizer.solve.patterns.generate import enough, generate
from optimizer.solve.patterns.master import Master, Prices
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.plans import search_plans
from optimizer.solve.patterns.tables import tables
from optimizer.solve.patterns.worlds import all_kinds, first_worlds, worlds
from optimizer.solve.watch import Watch

_FIRST_ITERATIONS = 25


@dataclass(frozen=True)
class Proven:
    """What the proof says about money and parks."""

    money_price: float
    money_bound: float = -np.inf
    ruled_out: tuple[int, ...] = ()
    certain: tuple[int, ...] = ()


def solve_patterns(watch: Watch, *, threads: int, seed: int) -> Proven:
    """Solve a problem by whole-park patterns; the watch keeps plan and bound."""
    problem = watch.problem
    grid = tables(problem)
    master = Master(problem)
    master.memory = Memory(grid)
    start = Prices(
        cell=0.8 * np.where(np.isfinite(problem.stay), problem.stay, _dear(problem)),
        money=_first_money(problem), park=np.zeros(problem.parks), value=np.inf, inside=False,
    )  # fmt: skip
    watch.say("first prices")
    first = replace(root(problem, start), world=worlds(problem, all_kinds(problem))[0])
    free, grid = grid, first.tables(grid)
    master.restrict(first)
    found = generate(grid, master, start, most=_FIRST_ITERATIONS, stop=watch.over)
    search_plans(
        grid, master, found.prices, watch, starts=(0.1,), factors=(1.0, 1.1), deep=False, whole=free
    )
    watch.say("prices")
    found = generate(
        grid, master, found.prices, tolerance=enough(watch.gap_wanted), stop=watch.over
    )
    search_plans(
        grid, master, found.prices, watch, starts=(0.1,), factors=(1.0,), deep=False, whole=free
    )
    if watch.best is None:
        return Proven(found.prices.money)
    tree = Tree(free, master, watch, threads, seed)
    tree.money_price = found.prices.money
    tree.search(*(
        replace(first, prices=found.prices, world=world, inherited=problem.sources is not None)
        for world in first_worlds(problem)
    ))  # fmt: skip
    return Proven(
        tree.money_price, tree.money_bound, tuple(sorted(tree.ruled_out)),
        tuple(sorted(tree.certain)),
    )  # fmt: skip


def _dear(problem: Problem) -> float:
    finite = problem.linear[np.isfinite(problem.linear)]
    return float(2.0 * finite.max(initial=1.0))


def _first_money(problem: Problem) -> float:
    """A first price of money: what all cells together could save, over the budget."""
    if not np.isfinite(problem.budget):
        return 0.0
    least = np.where(np.isfinite(problem.linear), problem.linear, np.inf).min(axis=1)
    worst = np.where(np.isfinite(problem.stay), problem.stay, 2.0 * least)
    return float(max(0.05, np.maximum(worst - least, 0.0).sum() / problem.budget / 3.0))
