"""Where to split a node: what the master has only in part.

Sources (where), parks (open or not), sizes and servers (small or large), pairs of fleet and
park; kits last. Which of the candidates raises the bound most is tried out on the master.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.solve.patterns.node import Node
from optimizer.solve.patterns.pattern import Pattern

_WHOLE = 1e-5


@dataclass(frozen=True)
class _Mix:
    """Weights of the patterns in the master's solution."""

    problem: Problem
    used: list[tuple[float, Pattern]]

    @property
    def opened(self) -> Array:
        """(J,) how far each park is open."""
        opened = np.zeros(self.problem.parks)
        for z, pattern in self.used:
            opened[pattern.park] += z
        return opened

    @property
    def served(self) -> Array:
        """(D, J + 1) how far each cell is served from each park; the last column is today's way."""
        served = np.zeros((self.problem.cells, self.problem.parks + 1))
        for z, pattern in self.used:
            served[pattern.cells, pattern.park] += z
        served[:, -1] = 1.0 - served.sum(axis=1)
        return served


Pair = tuple[Node, Node]
_EACH = 3
"""Candidates of each kind."""


def splits(node: Node, problem: Problem, patterns: list[Pattern], weights: Array) -> list[Pair]:
    """Candidate splits; the two nodes of each together hold all plans of the node.

    None where the master is whole.
    """
    used = [(float(z), q) for z, q in zip(weights, patterns, strict=True) if z > _WHOLE]
    mix = _Mix(problem, used)
    found: list[Pair] = []
    for rule in (_by_source, _by_park, _by_size, _by_servers, _by_pair):
        ranked = sorted(rule(node, mix), key=lambda one: -one[0])
        found += [pair for _, pair in ranked[:_EACH]]
    return found or [pair for _, pair in sorted(_by_kit(node, mix), key=lambda one: -one[0])[:1]]


Ranked = list[tuple[float, Pair]]


def _by_source(node: Node, mix: _Mix) -> Ranked:
    """Kinds of which several sources are still open: where the one stands that is used most."""
    if mix.problem.sources is None:
        return []
    used = np.zeros(mix.problem.source_count)
    for z, pattern in mix.used:
        used[list(pattern.sources)] += z
    found: Ranked = []
    for group in node.world.built:
        mine = [int(o) for o in np.flatnonzero(mix.problem.sources.group == group)
                if int(o) not in node.world.barred]  # fmt: skip
        if len(mine) < 2 or mix.problem.sources.most[group] > 1:
            continue
        most = max(mine, key=lambda o: float(used[o]))
        only = node
        for o in mine:
            only = only if o == most else only.without_source(o)
        found.append((float(used[mine].sum()), (only, node.without_source(most))))
    return found


def _by_park(node: Node, mix: _Mix) -> Ranked:
    half = np.minimum(mix.opened, 1.0 - mix.opened)
    half[list(node.forced)] = 0.0
    return [
        (float(half[j]), (node.without_park(int(j)), node.with_park(int(j))))
        for j in np.flatnonzero(half > 1e-4)
    ]


def _by_size(node: Node, mix: _Mix) -> Ranked:
    found: Ranked = []
    for park in {q.park for _, q in mix.used}:
        mine = [(z, q.size) for z, q in mix.used if q.park == park]
        cost = mix.problem.size_cost[park]
        spread, middle = _spread([z for z, _ in mine], [float(cost[b]) for _, b in mine])
        if spread > 1e-3:
            small = cost <= middle
            pair = (node.without_sizes(park, small), node.without_sizes(park, ~small))
            found.append((spread, pair))
    return found


def _by_servers(node: Node, mix: _Mix) -> Ranked:
    return _by_level(node, mix, "servers")


def _by_kit(node: Node, mix: _Mix) -> Ranked:
    return _by_level(node, mix, "stock")


def _by_level(node: Node, mix: _Mix, kind: str) -> Ranked:
    """Stations whose levels differ in cost between the patterns of one park."""
    found: Ranked = []
    stations = [k for k, s in enumerate(mix.problem.stations) if s.kind == kind]
    for park in {q.park for _, q in mix.used}:
        mine = [(z, q.level) for z, q in mix.used if q.park == park]
        for k in stations:
            cost = mix.problem.stations[k].cost[park]
            there = [(z, level[k]) for z, level in mine if level[k] >= 0]
            if not there:
                continue
            spread, middle = _spread([z for z, _ in there], [float(cost[v]) for _, v in there])
            if spread > 1e-3:
                small = np.zeros(node.levels.shape[2], dtype=bool)
                small[: len(cost)] = cost <= middle
                large = np.zeros_like(small)
                large[: len(cost)] = cost > middle
                # servers may also be absent, which both allow: pairs tell those plans apart
                low, high = node.without_levels(k, park, large), node.without_levels(k, park, small)
                found.append((spread, (low, high)))
    return found


def _by_pair(node: Node, mix: _Mix) -> Ranked:
    served = mix.served
    half = np.minimum(served, 1.0 - served)
    best = np.where(np.isfinite(mix.problem.linear), mix.problem.linear, np.inf).min(axis=1)
    stay = np.where(np.isfinite(mix.problem.stay), mix.problem.stay, 0.0)
    worth = np.maximum(np.where(np.isfinite(best), best, 0.0), stay)
    ways = np.isfinite(mix.problem.linear).sum(axis=1) + np.isfinite(mix.problem.stay)
    score = np.where((half > 1e-4) & (ways > 1)[:, None], half * worth[:, None], 0.0)
    found: Ranked = []
    for flat in np.argsort(-score, axis=None)[:_EACH]:
        d, j = (int(v) for v in np.unravel_index(int(flat), score.shape))
        if score[d, j] > 0:
            park = -1 if j == mix.problem.parks else j
            found.append((score[d, j], (node.without_pair(d, park), node.with_pair(d, park))))
    return found


def _spread(weights: list[float], costs: list[float]) -> tuple[float, float]:
    """Mean deviation of the costs, and the point that parts them."""
    total = sum(weights)
    mean = sum(z * c for z, c in zip(weights, costs, strict=True)) / total
    return sum(z * abs(c - mean) for z, c in zip(weights, costs, strict=True)) / total, mean
