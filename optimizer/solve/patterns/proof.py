"""Proof: exact pricing of every park, and the bound that follows.

The cheapest hosting is tried first: a hub size that hosts everything bounds all others, and only the
sizes that could still have a negative reduced cost are solved for themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array
from optimizer.solve.patterns.generate import lagrangian
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.park_milp import BlockBound, BlockCase, solve_block
from optimizer.solve.patterns.pattern import Pattern, best_pattern
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.tables import Tables

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
        (J,) lower bound of V_j at these prices; also where it is positive.
    patterns
        The best patterns that exact pricing met, new columns for the master.
    whole
        Every park was priced; else those left out count by the sum of all they could save.
    """

    bound: float
    reduced: Array
    patterns: list[Pattern]
    prices: Prices


def prove(
    tables: Tables, prices: Prices, *, precision: float, threads: int,
    allowed: Array | None = None, remaining: Callable[[], float] = lambda: float("inf"),
) -> Proof | None:  # fmt: skip
    """Price every park exactly; None if the time runs out.

    Parameters
    ----------
    precision
        Aim per year up to which a block is solved; it is lost in the bound, park by park.
    allowed
        (J,) parks that may open (default all).
    """
    problem = tables.problem
    parks = [j for j in range(problem.parks) if allowed is None or allowed[j]]
    known: dict[Key, BlockBound] = {}
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:

        def solve(keys: list[Key]) -> bool:
            jobs = {key: pool.submit(_solve_key, tables, prices, key, precision, remaining())
                    for key in keys}  # fmt: skip
            for key, job in jobs.items():
                if remaining() <= 0:
                    for other in jobs.values():
                        other.cancel()
                    return False
                known[key] = job.result()
            return True

        widest = [(q, j, _widest(tables, q)) for j in parks for q in range(len(tables.blocks))]
        if not solve(widest):
            return None
        while wanted := _undecided(tables, prices, parks, known):
            if not solve(wanted):
                return None
    reduced, patterns = np.full(problem.parks, np.inf), []
    for j in parks:
        value, size = _park_bound(tables, prices, j, known)
        reduced[j] = value
        cells = _cells(tables, j, size, known)
        if len(cells):
            patterns.append(best_pattern(priced(tables, prices.money), j, size, cells))
    return Proof(lagrangian(problem, prices, reduced), reduced, patterns, prices)


def _solve_key(
    tables: Tables, prices: Prices, key: Key, precision: float, time_limit: float
) -> BlockBound:
    block, park, host = key
    size = int(tables.blocks[block].hosts[host])
    case = BlockCase(tables, block, park, size, prices.cell, prices.money)
    return solve_block(case, precision, max(time_limit, 0.05))


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
        price * float(problem.size_cost[park, b])
        + sum(_host_bound(tables, q, park, b, known) for q in range(len(tables.blocks)))
        for b in range(problem.sizes)
    ]
    best = int(np.argmin(totals))
    return totals[best], best


def _undecided(
    tables: Tables, prices: Prices, parks: list[int], known: dict[Key, BlockBound]
) -> list[Key]:
    """Blocks to solve next: where the lowest size of a park still leans on a wider hosting."""
    wanted: list[Key] = []
    for j in parks:
        value, size = _park_bound(tables, prices, j, known)
        if value >= 0:
            continue
        keys = [(q, j, int(t.host[size])) for q, t in enumerate(tables.blocks)]
        wanted += [key for key in keys if key not in known]
    return wanted


def _cells(tables: Tables, park: int, size: int, known: dict[Key, BlockBound]) -> Array:
    found = [
        known[key].cells
        for q, t in enumerate(tables.blocks)
        if (key := (q, park, int(t.host[size]))) in known and known[key].bound < 0
    ]
    return np.sort(np.concatenate(found)) if found else np.array([], dtype=int)
