"""Box-step column generation: prices of cells and money that make the bound high.

For prices (pi, mu) the Lagrangian value is

    L = Σ_d min(pi_d, stay_d) − mu B + Σ_j min(0, V_j(pi, mu)) + (mu + money) paid for sources.

It is a bound only where every V_j is exact; with heuristic pricing it is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.solve.patterns.master import Master, Prices
from optimizer.solve.patterns.pattern import Pattern, best_pattern
from optimizer.solve.patterns.priced import Priced, priced
from optimizer.solve.patterns.pricing import Pick, price_parks
from optimizer.solve.patterns.tables import Tables

_FINEST = 1e-4
_PART_OF_GAP = 0.1
_WIDTH = 0.1


@dataclass(frozen=True)
class Generated:
    """Where column generation stopped."""

    prices: Prices
    estimate: float
    """L with heuristic pricing: NOT a bound."""
    relaxed: float
    """Value of the restricted master: NOT a bound."""


def lagrangian(
    problem: Problem, prices: Prices, reduced: Array, forced: frozenset[int] = frozenset(),
    paid: float = 0.0,
) -> float:  # fmt: skip
    """L(pi, mu) from the parks' reduced costs V_j; a forced park counts also where V_j > 0.

    ``paid`` is what all plans pay for sources, million RUB a year.
    """
    stay = np.minimum(prices.cell, problem.stay).sum()
    money = prices.money * problem.budget if prices.money else 0.0
    counted = np.minimum(reduced, 0.0)
    for j in forced:
        counted[j] = reduced[j]
    sources = (prices.money + problem.money) * paid
    return float(stay - money + counted.sum() + sources)


def enough(gap: float) -> float:
    """How near prices must be to their limit to prove a gap, both fractions."""
    return max(_FINEST, _PART_OF_GAP * gap)


def generate(
    tables: Tables, master: Master, start: Prices, *, forced: frozenset[int] = frozenset(),
    paid: float = 0.0, tolerance: float = _FINEST, most: int = 400,
    stop: Callable[[], bool] = lambda: False, width: float = _WIDTH,
) -> Generated:  # fmt: skip
    """Add patterns until heuristic pricing finds none that would move the master by more.

    ``width`` is that of the first box around the prices, relative to each; in a narrow one pricing
    is thorough from the start.
    """
    problem = tables.problem
    centre, best, failures = start, -np.inf, 0
    thorough = width < _WIDTH
    prices = start
    for _ in range(most):
        master.box(centre, width)
        prices = master.solve()
        at = priced(tables, prices.money)
        found = price_parks(at, prices.cell, master.memory, thorough)
        reduced = np.minimum(found.value, master.reduced(prices))
        estimate = lagrangian(problem, prices, reduced, forced, paid)
        added = master.add(_patterns(at, found, prices, forced))
        gap = (prices.value - estimate) / max(abs(prices.value), 1e-9)
        if estimate > best + 1e-7 * abs(estimate):
            centre, best, failures = prices, estimate, 0
        else:
            failures += 1
            if failures % 8 == 0:
                width *= 0.6
        if not added or gap < tolerance:
            if prices.inside and thorough:
                break
            # converged: look harder before it is believed
            thorough = True
            width *= 1.0 if prices.inside else 2.0
        elif added:
            thorough = False
        if stop():
            break
    return Generated(centre, best, prices.value)


def _patterns(at: Priced, found: Pick, prices: Prices, forced: frozenset[int]) -> list[Pattern]:
    return [
        best_pattern(at, int(j), int(found.size[j]), np.flatnonzero(found.cells[:, j]))
        for j in np.flatnonzero(found.value < prices.park - 1e-7)
        if found.cells[:, j].any() or j in forced
    ]
