"""Exact pricing: a proven lower bound of every park's V_j from MILPs of its blocks.

Heuristic pricing says beforehand where sharpness is needed: a size that it finds far too dear may
be solved with the tolerance that this leaves, and a park that is too dear even with the widest
hosting needs no more than that. Where the hope was wrong, the block is solved again, sharply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.park_milp import BlockBound, BlockCase, solve_block
from optimizer.solve.patterns.priced import Priced
from optimizer.solve.patterns.pricing import price_block
from optimizer.solve.patterns.tables import DEAR, BlockTables

Key = tuple[int, int, int]
"""Block, park, host class."""
_SPENT = 0.8
"""Share of what a park is too dear by that its blocks may lose."""


@dataclass(frozen=True)
class Exact:
    """Proven bounds of blocks, and what follows for the parks."""

    at: Priced
    known: dict[Key, BlockBound]

    @property
    def blocks(self) -> tuple[BlockTables, ...]:
        """Tables of the blocks."""
        return self.at.tables.blocks

    def bound(self, park: int) -> tuple[float, int]:
        """Lower bound of V_j, and the size at which it is lowest."""
        totals = self.at.size_price[park].copy()  # a forbidden size is dear enough as it is
        for b in np.flatnonzero(totals < DEAR):
            totals[b] += sum(self._host_bound(q, park, int(b)) for q in range(len(self.blocks)))
        best = int(np.argmin(totals))
        return float(totals[best]), best

    def _host_bound(self, block: int, park: int, size: int) -> float:
        """Bound of a block at a size: its own where known, else that of the widest hosting."""
        tables = self.blocks[block]
        own = self.known.get((block, park, int(tables.host[size])))
        return (own or self.known[block, park, _widest(tables)]).bound

    def sets(self, park: int) -> Iterator[tuple[int, Ints]]:
        """Best cells of every size of which all blocks are known."""
        for size, cost in enumerate(self.at.tables.problem.size_cost[park]):
            keys = _keys(self.blocks, park, size)
            if cost < DEAR and all(key in self.known for key in keys):
                found = [self.known[key].cells for key in keys if self.known[key].bound < 0]
                yield size, np.sort(np.concatenate([np.array([], dtype=int), *found]))


def price_exactly(
    at: Priced, prices: Array, parks: list[int], *, forced: frozenset[int], precision: float,
    margin: float, threads: int, memory: Memory | None, remaining: Callable[[], float],
) -> Exact | None:  # fmt: skip
    """Blocks of the parks, as many and as sharp as V_j needs; None if the time runs out."""
    plan = _Effort(at, prices, forced, precision, margin, memory)
    exact = Exact(at, {})
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        wanted = plan.first(parks)
        while wanted:
            jobs = {
                key: pool.submit(_solve, at, prices, key, tolerance, remaining)
                for key, tolerance in wanted.items()
            }
            answers = {key: job.result() for key, job in jobs.items()}
            exact.known.update({key: a for key, a in answers.items() if a is not None})
            if any(a is None for a in answers.values()):
                return None
            wanted = plan.next(exact, parks)
    return exact


def _solve(
    at: Priced, prices: Array, key: Key, tolerance: float, remaining: Callable[[], float]
) -> BlockBound | None:
    left = remaining()
    if left <= 0:
        return None
    block, park, host = key
    size = int(at.tables.blocks[block].hosts[host])
    case = BlockCase(at.tables, block, park, size, prices, at.mu)
    return solve_block(case, tolerance, max(left, 0.05))


def _widest(tables: BlockTables) -> int:
    """Host class with the most levels of a block."""
    levels = [sum(int(q.allowed[b].sum()) for q in tables.queues) for b in tables.hosts]
    return int(np.argmax(levels))


def _keys(blocks: tuple[BlockTables, ...], park: int, size: int) -> list[Key]:
    return [(q, park, int(tables.host[size])) for q, tables in enumerate(blocks)]


class _Effort:
    """Which blocks to solve, and how sharply, from what heuristic pricing finds."""

    def __init__(
        self, at: Priced, prices: Array, forced: frozenset[int], precision: float, margin: float,
        memory: Memory | None,
    ) -> None:  # fmt: skip
        self.blocks, self.sizes = at.tables.blocks, at.size_price
        self.forced, self.precision, self.margin = forced, precision, margin
        found = [price_block(at, q, prices, memory).value for q in range(len(self.blocks))]
        pairs = list(zip(self.blocks, found, strict=True))
        self.hoped = self.sizes + sum(v[t.host].T for t, v in pairs)  # (J, B)
        self.widest = self.sizes.min(axis=1) + sum(v[_widest(t)] for t, v in pairs)  # (J,)

    def first(self, parks: list[int]) -> dict[Key, float]:
        """Tolerance of every block to begin with."""
        wanted: dict[Key, float] = {}
        for j in parks:
            tolerance = self._share(self.widest[j] - self.margin)
            if j not in self.forced and tolerance > self.precision:
                wanted |= {(q, j, _widest(t)): tolerance for q, t in enumerate(self.blocks)}
                continue
            for size in np.flatnonzero(self.sizes[j] < DEAR):
                for key in _keys(self.blocks, j, int(size)):
                    wanted[key] = min(wanted.get(key, np.inf), self._tolerance(j, int(size)))
        return wanted

    def next(self, exact: Exact, parks: list[int]) -> dict[Key, float]:
        """What the lowest size of a park still leans on: a wider hosting or a loose bound."""
        wanted: dict[Key, float] = {}
        for j in parks:
            value, size = exact.bound(j)
            if value >= 0 and j not in self.forced:
                continue
            for key in _keys(self.blocks, j, size):
                if key not in exact.known:
                    wanted[key] = self._tolerance(j, size)
                elif exact.known[key].tolerance > self.precision:
                    wanted[key] = self.precision
        return wanted

    def _tolerance(self, park: int, size: int) -> float:
        """How far the bounds of a size's blocks may lie below the truth."""
        lowest = float(self.hoped[park].min())
        target = lowest if park in self.forced else min(0.0, lowest)
        spare = float(self.hoped[park, size]) - target
        return self._share(spare - (self.margin if target == 0.0 else 0.0))

    def _share(self, spare: float) -> float:
        share = _SPENT * spare / len(self.blocks)
        return max(self.precision, share) if np.isfinite(share) else self.precision
