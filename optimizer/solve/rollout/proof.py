"""Proof over quarters: exact pricing of every park in every quarter, and the bound that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array
from optimizer.solve.patterns.exact import price_exactly
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.generate import lagrangian
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.price_quarter import at_prices, pattern_at


@dataclass(frozen=True)
class Proof:
    """A proven bound of a node, at its prices.

    Attributes
    ----------
    bound
        No timetable of the node is better.
    reduced
        (T, J) lower bound of V_tj, also where it is positive; inf where nothing can be open.
    patterns
        The best patterns that exact pricing met, quarter by quarter.
    """

    bound: float
    reduced: Array
    patterns: tuple[list[Pattern], ...]


def prove(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node, *,
    precision: float, margin: float, threads: int, remaining: Callable[[], float],
) -> Proof | None:  # fmt: skip
    """Price every park of every quarter exactly at the node's prices; None if the time runs out.

    Parameters
    ----------
    precision
        Aim per year up to which a block is solved; what is lost lowers the bound.
    margin
        A park whose V_tj is above this need not be known better.
    """
    r, prices = master.roll_out, node.prices
    reduced = np.full((r.count, r.parks), np.inf)
    patterns: list[list[Pattern]] = [[] for _ in range(r.count)]
    for t in master.working:
        mine = master.starts.tables(tables[t], t, node)
        at = at_prices(mine, master, node, t, prices, np.arange(r.parks), mine)
        forced = node.forced(t)
        parks = list(range(r.parks))  # a hub that serves nobody in one quarter may stay for others
        exact = price_exactly(
            at, prices.cell[t], parks, forced=forced, precision=precision, margin=margin,
            threads=threads, memory=memory[t], remaining=remaining,
        )  # fmt: skip
        if exact is None:
            return None
        reduced[t] = [exact.bound(j)[0] for j in parks]
        patterns[t] = [
            pattern_at(at, r.quarters[t], j, j, size, cells)
            for j in parks
            for size, cells in exact.sets(j)
            if len(cells) or j in forced
        ]
    return Proof(lagrangian(master.links, prices, reduced, node), reduced, tuple(patterns))
