"""Brute force: every pattern of a park, worked out from the formulas alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
from every_plan import Hub, hubs_for

from optimizer.problem import Problem
from optimizer.solve.patterns.master import Prices


def every_set(problem: Problem, park: int) -> list[tuple[int, ...]]:
    """Every set of cells that the park can serve, the empty one first."""
    cells = [d for d in range(problem.cells) if math.isfinite(problem.linear[d, park])]
    return [s for n in range(len(cells) + 1) for s in itertools.combinations(cells, n)]


def every_pattern(problem: Problem, park: int) -> list[tuple[tuple[int, ...], Hub]]:
    """Every set of cells with every hub that can serve it, all sources being built."""
    built = tuple(range(problem.source_count))
    return [
        (s, hub)
        for s in every_set(problem, park)
        for hub in hubs_for(problem, park, s, built, charged=True)
    ]


def least_reduced(
    patterns: list[tuple[tuple[int, ...], Hub]], problem: Problem, prices: Prices
) -> float:
    """V_j(pi, mu): the least reduced cost of a park's patterns."""
    price = prices.money + problem.money
    return min(hub.worth + price * hub.cost - prices.cell[list(s)].sum() for s, hub in patterns)


def random_prices(problem: Problem, seed: int) -> Prices:
    """Prices around which parks pay or do not."""
    rng = np.random.default_rng(seed)
    stay = np.where(np.isfinite(problem.stay), problem.stay, 200.0)
    cell = stay * rng.uniform(0.1, 0.8, problem.cells)
    return Prices(cell, float(rng.choice([0.0, 0.3, 1.0, 2.5])), np.zeros(problem.parks), 0.0, True)
