"""Proof: exact pricing of every park, and the bound that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.solve.patterns.exact import price_exactly
from optimizer.solve.patterns.generate import lagrangian
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern, best_pattern
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.tables import Tables


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

    A pattern gains at most the rise of its cells' prices, what money got cheaper on the most that a
    park of any plan costs, and what it got dearer on the freight that the park saves.
    """
    rise = np.maximum(prices.cell - before.prices.cell, 0.0)
    gains = np.where(problem.linear < prices.cell[:, None], rise[:, None], 0.0).sum(axis=0)
    cheaper = before.prices.money - prices.money
    if cheaper > 0:
        gains += cheaper * _most_spent(problem)
    elif cheaper < 0:
        gains -= cheaper * _freight_saved(problem).sum(axis=0)
    return np.asarray(before.reduced - gains)


def _most_spent(problem: Problem) -> float:
    """Most that one park of a plan costs: the budget, and all that is earned elsewhere.

    Every part is sent once, so freight saves at most what the best park for each family does.
    """
    freight = float(_freight_saved(problem).max(axis=1, initial=0.0).sum())
    most = problem.budget + freight
    return most if problem.sources is None else most + problem.sources.most_earned


def _freight_saved(problem: Problem) -> Array:
    """(K, J) million RUB a year that the ways of supply of each station can save at most."""
    saved = np.zeros((len(problem.stations), problem.parks))
    for k, station in enumerate(problem.stations):
        if station.supply is not None:
            parts = float(problem.season_share @ station.rate.sum(axis=1))
            saved[k] = parts * np.maximum(0.0, -station.supply.price.min(axis=0))
    return saved


def prove(
    tables: Tables, prices: Prices, *, precision: float, threads: int, margin: float = 0.0,
    forced: frozenset[int] = frozenset(), paid: float = 0.0,
    earlier: tuple[Proof, ...] = (), memory: Memory | None = None,
    remaining: Callable[[], float] = lambda: float("inf"),
) -> Proof | None:  # fmt: skip
    """Price every park exactly; None if the time runs out.

    Parameters
    ----------
    precision
        Aim per year up to which a block is solved; what is lost lowers the bound, park by park.
    margin
        A park whose V_j is above this need not be known better.
    forced
        Parks that must open: their reduced cost counts also where it is positive.
    paid
        What all plans pay for sources, million RUB a year.
    earlier
        Proofs of the same plans or more: where they still hold a park's V_j above zero, the park is
        not priced again.
    memory
        Sets of cells that were good before.
    """
    problem = tables.problem
    above = np.full(problem.parks, -np.inf)
    for proof in earlier:
        above = np.maximum(above, inherited(problem, prices, proof))
    usable = np.isfinite(problem.linear).any(axis=0)
    skipped = usable & (above >= 0)
    skipped[list(forced)] = False
    parks = [int(j) for j in np.flatnonzero(usable & ~skipped)]
    at = priced(tables, prices.money)
    exact = price_exactly(
        at, prices.cell, parks, forced=forced, precision=precision, margin=margin, threads=threads,
        memory=memory, remaining=remaining,
    )  # fmt: skip
    if exact is None:
        return None
    reduced = np.where(skipped, above, np.inf)
    reduced[parks] = [exact.bound(j)[0] for j in parks]
    patterns = [
        best_pattern(at, j, size, cells)
        for j in parks
        for size, cells in exact.sets(j)
        if len(cells) or j in forced
    ]
    bound = lagrangian(problem, prices, reduced, forced, paid)
    return Proof(bound, reduced, patterns, prices)
