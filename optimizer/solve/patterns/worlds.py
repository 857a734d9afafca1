"""Worlds: which kinds of sources (product lines, a depot) are built.

The plans fall apart into worlds, one for each set of kinds that are built. In a world every source
of a kind that is built may supply every park, and the cheapest of them is paid once: where it
stands is left open, which only lowers the bound. What of a source's cost belongs to one station is
charged to the levels that use it, by their share of the demand: shares add up to one at most, so
that no plan is charged too much. The first world builds nothing.

A kind may also be left undecided: its sources may supply every park and nothing is paid for them,
which bounds the worlds with and without it together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Ints, Problem


@dataclass(frozen=True)
class World:
    """Sources that may not be built, and kinds (groups) of which one is; others are undecided."""

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
        for group, most in enumerate(sources.most):
            mine = sorted(
                float(problem.source_floor[o])
                for o in np.flatnonzero(sources.group == group)
                if int(o) not in self.barred
            )
            first = 1 if group in self.built else 0
            total += sum(mine[:first]) + sum(min(0.0, c) for c in mine[first : int(most)])
        return total

    def undecided(self, problem: Problem) -> list[int]:
        """Kinds that plans may have or not."""
        sources = problem.sources
        if sources is None:
            return []
        left = {int(sources.group[o]) for o in range(sources.count) if o not in self.barred}
        return sorted(g for g in left - self.built if sources.most[g] > 0)

    def with_kind(self, kind: int) -> World:
        """The plans that build an undecided kind."""
        return replace(self, built=self.built | {kind})

    def without_kind(self, problem: Problem, kind: int) -> World:
        """The plans that do not build an undecided kind."""
        assert problem.sources is not None
        gone = map(int, np.flatnonzero(problem.sources.group == kind))
        return replace(self, barred=self.barred | frozenset(gone))

    def charging(self, problem: Problem) -> frozenset[int]:
        """Kinds of those that are built of which a station is charged a share.

        Other prices hold with them.
        """
        return self.built & charging_kinds(problem)


def charging_kinds(problem: Problem) -> frozenset[int]:
    """Kinds that charge stations for their share of what a source costs."""
    sources = problem.sources
    if sources is None:
        return frozenset()
    charge = problem.source_floor < sources.cost - 1e-12
    return frozenset(map(int, np.unique(sources.group[charge])))


EVERYTHING = World()
"""All plans: no kind is decided."""


def worlds(problem: Problem, kinds: frozenset[int]) -> list[World]:
    """Every way to decide some kinds, the one that builds none of them first."""
    found = [EVERYTHING]
    for kind in sorted(kinds & frozenset(EVERYTHING.undecided(problem))):
        found = [w.without_kind(problem, kind) for w in found] + [w.with_kind(kind) for w in found]
    return sorted(found, key=lambda world: len(world.built))


def first_worlds(problem: Problem) -> list[World]:
    """The worlds a proof begins with, together all plans: the one without dear kinds first.

    Kinds from the dearest down to the last that charges stations are decided: none of them is
    built, or one is, those dearer than it are not, and all cheaper ones stay undecided. A dear kind
    mostly bounds its world well enough, whatever else is built there, so that one world for each
    kind does where all sets of kinds would be two to their number.
    """
    charging = charging_kinds(problem) & frozenset(EVERYTHING.undecided(problem))
    if not charging:
        return [EVERYTHING]
    floor = {
        kind: EVERYTHING.with_kind(kind).paid(problem) - EVERYTHING.paid(problem)
        for kind in EVERYTHING.undecided(problem)
    }
    least = min(floor[kind] for kind in charging)
    rest, built = EVERYTHING, []
    for kind in sorted((k for k in floor if floor[k] >= least), key=lambda k: (-floor[k], k)):
        built.append(rest.with_kind(kind))
        rest = rest.without_kind(problem, kind)
    return [rest, *built]


def all_kinds(problem: Problem) -> frozenset[int]:
    """Every kind of a problem's sources."""
    return frozenset() if problem.sources is None else frozenset(range(len(problem.sources.most)))


def needed(problem: Problem, level: Ints) -> frozenset[int]:
    """Sources that a park's levels (K,) need."""
    needs = {problem.stations[k].level_needs(int(level[k])) for k in np.flatnonzero(level >= 0)}
    return frozenset(o for o in needs if o >= 0)
