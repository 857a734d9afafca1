"""Where to split a node: what the master has only in part.

Parks first (open or not), then sizes and servers (small or large), then pairs of fleet and park,
then kits.
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


def split(node: Node, problem: Problem, patterns: list[Pattern], weights: Array) -> list[Node]:
    """Two nodes that together hold all plans of a node; none where the master is whole."""
    used = [(float(z), q) for z, q in zip(weights, patterns, strict=True) if z > _WHOLE]
    mix = _Mix(problem, used)
    for rule in (_by_park, _by_size, _by_servers, _by_pair, _by_kit):
        children = rule(node, mix)
        if children:
            return children
    return []


def _by_park(node: Node, mix: _Mix) -> list[Node]:
    opened = mix.opened
    half = np.minimum(opened, 1.0 - opened)
    half[list(node.forced)] = 0.0
    park = int(half.argmax())
    if half[park] <= 1e-4:
        return []
    return [node.without_park(park), node.with_park(park)]


def _by_size(node: Node, mix: _Mix) -> list[Node]:
    best, found = 0.0, None
    for park in {q.park for _, q in mix.used}:
        mine = [(z, q.size) for z, q in mix.used if q.park == park]
        cost = mix.problem.size_cost[park]
        spread, middle = _spread([z for z, _ in mine], [float(cost[b]) for _, b in mine])
        if spread > best:
            best, found = spread, (park, cost <= middle)
    if found is None or best <= 1e-3:
        return []
    park, small = found
    return [node.without_sizes(park, small), node.without_sizes(park, ~small)]


def _by_servers(node: Node, mix: _Mix) -> list[Node]:
    return _by_level(node, mix, "servers")


def _by_kit(node: Node, mix: _Mix) -> list[Node]:
    return _by_level(node, mix, "stock")


def _by_level(node: Node, mix: _Mix, kind: str) -> list[Node]:
    """Split the station whose levels differ most in cost between the patterns of one park."""
    best, found = 0.0, None
    stations = [k for k, s in enumerate(mix.problem.stations) if s.kind == kind]
    for park in {q.park for _, q in mix.used}:
        mine = [(z, q.level) for z, q in mix.used if q.park == park]
        for k in stations:
            cost = mix.problem.stations[k].cost[park]
            there = [(z, level[k]) for z, level in mine if level[k] >= 0]
            if not there:
                continue
            costs = [float(cost[v]) for _, v in there]
            spread, middle = _spread([z for z, _ in there], costs)
            if spread > best:
                best, found = spread, (k, park, cost <= middle)
    if found is None or best <= 1e-3:
        return []
    k, park, small = found
    width = node.levels.shape[2]
    low = np.zeros(width, dtype=bool)
    low[: len(small)] = small
    high = np.zeros(width, dtype=bool)
    high[: len(small)] = ~small
    # servers may also be absent, which both nodes allow: pairs tell those plans apart
    return [node.without_levels(k, park, high), node.without_levels(k, park, low)]


def _by_pair(node: Node, mix: _Mix) -> list[Node]:
    served = mix.served
    half = np.minimum(served, 1.0 - served)
    best = np.where(np.isfinite(mix.problem.linear), mix.problem.linear, np.inf).min(axis=1)
    stay = np.where(np.isfinite(mix.problem.stay), mix.problem.stay, 0.0)
    worth = np.maximum(np.where(np.isfinite(best), best, 0.0), stay)
    score = np.where(half > 1e-4, half * worth[:, None], 0.0)
    if score.max() <= 0:
        return []
    d, j = np.unravel_index(int(score.argmax()), score.shape)
    park = -1 if j == mix.problem.parks else int(j)
    return [node.without_pair(int(d), park), node.with_pair(int(d), park)]


def _spread(weights: list[float], costs: list[float]) -> tuple[float, float]:
    """Mean deviation of the costs, and the point that parts them."""
    total = sum(weights)
    mean = sum(z * c for z, c in zip(weights, costs, strict=True)) / total
    return sum(z * abs(c - mean) for z, c in zip(weights, costs, strict=True)) / total, mean
