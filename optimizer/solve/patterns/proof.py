"""Proof: exact pricing of every park, and the bound that follows.

The widest hosting is tried first: a hub size that hosts everything bounds all others, and only
the sizes that could still have a negative reduced cost are solved for themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints, Problem
from optimizer.solve.patterns.generate import lagrangian
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.park_milp import BlockBound, BlockCase, solve_block
from optimizer.solve.patterns.pattern import Pattern, best_pattern
from optimizer.solve.patterns.priced import money_worth, priced
from optimizer.solve.patterns.tables import DEAR, Tables

Key = tuple[int, int, int]
"""Block, park, host class."""


@dataclass(frozen=True)
class Proof:
    """A proven bound.

    Attributes
    ----------
    bound
        No plan of the problem is better.
    reduced
        (J,) lower bound of V_j at these prices, also where it is positive; inf for closed parks.
    patterns
        The best patterns that exact pricing met, new columns for the master.
    """

    bound: float
    reduced: Array
    patterns: list[Pattern]
    prices: Prices


def inherited(problem: Problem, prices: Prices, before: Proof) -> Array:
    """(J,) lower bounds of V_j at new prices, from a proof of the same plans or more at others.

    A pattern gains at most the rise of its cells' prices, and at most what money got cheaper on a
    cost that no plan exceeds: the budget.
    """
    rise = np.maximum(prices.cell - before.prices.cell, 0.0)
    gains = np.where(problem.linear < prices.cell[:, None], rise[:, None], 0.0).sum(axis=0)
    cheaper = max(0.0, before.prices.money - prices.money)
    return np.asarray(before.reduced - gains - (cheaper * problem.budget if cheaper else 0.0))


def prove(
    tables: Tables, prices: Prices, *, precision: float, threads: int,
    forced: frozenset[int] = frozenset(), earlier: tuple[Proof, ...] = (),
    remaining: Callable[[], float] = lambda: float("inf"),
) -> Proof | None:  # fmt: skip
    """Price every park exactly; None if the time runs out.

    A quick bound of every park first; only parks that it leaves below zero are solved sharply.

    Parameters
    ----------
    precision
        Aim per year up to which a block is solved; what is lost lowers the bound, park by park.
    forced
        Parks that must open: their reduced cost counts also where it is positive.
    earlier
        Proofs of the same plans or more: where they still hold a park's V_j above zero, the park is
        not priced again.
    """
    problem = tables.problem
    above = np.full(problem.parks, -np.inf)
    for proof in earlier:
        above = np.maximum(above, inherited(problem, prices, proof))
    usable = np.isfinite(problem.linear).any(axis=0)
    skipped = usable & (above >= 0)
    skipped[list(forced)] = False
    parks = [int(j) for j in np.flatnonzero(usable & ~skipped)]
    known = _price(tables, prices, parks, forced, precision, threads, remaining)
    if known is None:
        return None
    reduced = np.where(skipped, above, np.inf)
    patterns: list[Pattern] = []
    at = priced(tables, prices.money)
    for j in parks:
        reduced[j], _ = _park_bound(tables, prices, j, known)
        for size in range(problem.sizes):
            cells = _cells(tables, j, size, known)
            whole = all((q, j, int(t.host[size])) in known for q, t in enumerate(tables.blocks))
            if whole and problem.size_cost[j, size] < DEAR and (len(cells) or j in forced):
                patterns.append(best_pattern(at, j, size, cells))
    return Proof(lagrangian(problem, prices, reduced, forced), reduced, patterns, prices)


def _price(
    tables: Tables, prices: Prices, parks: list[int], forced: frozenset[int], precision: float,
    threads: int, remaining: Callable[[], float],
) -> dict[Key, BlockBound] | None:  # fmt: skip
    """Blocks of the parks, as many and as sharp as V_j needs; None if the time runs out."""
    known: dict[Key, BlockBound] = {}
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:

        def solve(keys: list[Key], *, sharp: bool) -> bool:
            jobs = {
                key: pool.submit(_solve_key, tables, prices, key, precision, remaining, sharp=sharp)
                for key in keys
            }
            answers = {key: job.result() for key, job in jobs.items()}
            known.update({key: a for key, a in answers.items() if a is not None})
            return all(a is not None for a in answers.values())

        widest = [(q, j, _widest(tables, q)) for j in parks for q in range(len(tables.blocks))]
        if not solve(widest, sharp=False):
            return None
        while wanted := _undecided(tables, prices, parks, known, forced):
            if not solve(wanted, sharp=True):
                return None
    return known


def _solve_key(
    tables: Tables, prices: Prices, key: Key, precision: float,
    remaining: Callable[[], float], *, sharp: bool,
) -> BlockBound | None:  # fmt: skip
    left = remaining()
    if left <= 0:
        return None
    block, park, host = key
    size = int(tables.blocks[block].hosts[host])
    case = BlockCase(tables, block, park, size, prices.cell, prices.money)
    return solve_block(case, precision, max(left, 0.05), sharp=sharp)


def _widest(tables: Tables, block: int) -> int:
    """Host class with the most levels of a block."""
    queues = tables.blocks[block].queues
    hosts = tables.blocks[block].hosts
    levels = [sum(int(q.allowed[b].sum()) for q in queues) for b in hosts]
    return int(np.argmax(levels))


def _host_bound(
    tables: Tables, block: int, park: int, size: int, known: dict[Key, BlockBound]
) -> float:
    """Bound of a block at a size: its own where it is known, else that of the widest hosting."""
    exact = known.get((block, park, int(tables.blocks[block].host[size])))
    return (exact or known[block, park, _widest(tables, block)]).bound


def _park_bound(
    tables: Tables, prices: Prices, park: int, known: dict[Key, BlockBound]
) -> tuple[float, int]:
    """Lower bound of V_j, and the size at which it is lowest."""
    problem = tables.problem
    price = prices.money + problem.money
    totals = [
        float(money_worth(price, problem.size_cost[park, b]))
        + sum(_host_bound(tables, q, park, b, known) for q in range(len(tables.blocks)))
        for b in range(problem.sizes)
    ]
    best = int(np.argmin(totals))
    return totals[best], best


def _undecided(
    tables: Tables, prices: Prices, parks: list[int], known: dict[Key, BlockBound],
    forced: frozenset[int],
) -> list[Key]:  # fmt: skip
    """Blocks to solve next: where the lowest size of a park leans on a quick or a wider bound."""
    wanted: list[Key] = []
    for j in parks:
        value, size = _park_bound(tables, prices, j, known)
        if value >= 0 and j not in forced:
            continue
        keys = [(q, j, int(t.host[size])) for q, t in enumerate(tables.blocks)]
        wanted += [key for key in keys if key not in known or not known[key].sharp]
    return wanted


def _cells(tables: Tables, park: int, size: int, known: dict[Key, BlockBound]) -> Ints:
    found = [
        known[key].cells
        for q, t in enumerate(tables.blocks)
        if (key := (q, park, int(t.host[size]))) in known and known[key].bound < 0
    ]
    return np.sort(np.concatenate(found)) if found else np.array([], dtype=int)
