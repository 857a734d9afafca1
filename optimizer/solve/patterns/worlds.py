"""Worlds: which kinds of sources are built, decided before anything else.

The plans fall apart into worlds, one for each set of kinds (product lines) that are built. In a
world every source of a kind that is built may supply every park, and the cheapest of them is paid
once: where it stands is left open, which only lowers the bound. What of a source's cost belongs to
one station is charged to the levels that use it, by their share of the demand: shares add up to one
at most, so that no plan is charged too much. The first world builds nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Ints, Problem

MOST_KINDS = 5
"""More kinds would be more than 32 worlds."""


@dataclass(frozen=True)
class World:
    """Sources that may not be built, and kinds (groups) of which one is."""

    barred: frozenset[int] = frozenset()
    built: frozenset[int] = frozenset()

    def paid(self, problem: Problem) -> float:
        """Million RUB a year that every plan of the world pays for its sources, at least.

        What its levels are charged for them by their shares is not counted (`source_floor`).
        """
        sources = problem.sources
        if sources is None:
            return 0.0
        total = 0.0
        for group in self.built:
            mine = [
                float(problem.source_floor[o])
                for o in np.flatnonzero(sources.group == group)
                if int(o) not in self.barred
            ]
            first, *more = sorted(mine)
            total += first + sum(min(0.0, c) for c in more[: int(sources.most[group]) - 1])
        return total

    def charging(self, problem: Problem) -> frozenset[int]:
        """Kinds that are built and charge stations for their share: other prices hold with them."""
        sources = problem.sources
        if sources is None:
            return frozenset()
        charge = problem.source_floor < sources.cost - 1e-12
        return frozenset(g for g in self.built if charge[sources.group == g].any())


EVERYTHING = World()
"""All plans: any source may be built, none is paid."""


def worlds(problem: Problem) -> list[World]:
    """All worlds of a problem, the one without sources first."""
    sources = problem.sources
    if sources is None:
        return [EVERYTHING]
    kinds = [g for g in range(len(sources.most)) if sources.most[g] > 0]
    found = []
    for count in range(len(kinds) + 1):
        for built in itertools.combinations(kinds, count):
            barred = np.flatnonzero(~np.isin(sources.group, built))
            found.append(World(frozenset(map(int, barred)), frozenset(built)))
    return found


def free_beside(problem: Problem, charging: frozenset[int]) -> World:
    """The world that builds these kinds of those that charge stations.

    Kinds that charge nothing are free in it.
    """
    sources = problem.sources
    if sources is None:
        return EVERYTHING
    everyone = World(built=frozenset(range(len(sources.most))))
    others = everyone.charging(problem) - charging
    barred = np.flatnonzero(np.isin(sources.group, list(others)))
    return World(frozenset(map(int, barred)), charging)


def needed(problem: Problem, level: Ints) -> frozenset[int]:
    """Sources that a park's levels (K,) need."""
    needs = {problem.stations[k].level_needs(int(level[k])) for k in np.flatnonzero(level >= 0)}
    return frozenset(o for o in needs if o >= 0)
