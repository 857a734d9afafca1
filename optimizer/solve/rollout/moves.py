"""Local search on assignments by quarter at prices of money: cells change their paths.

Hubs, servers and sources stay as they are; stock is priced. Cells move while that saves anything,
those of untouched parks at once.
"""

from __future__ import annotations

from copy import copy

import numpy as np

from optimizer.model.choice import TODAY
from optimizer.model.timetable import changes_hands
from optimizer.problem import Array, Ints
from optimizer.solve.patterns.search import State
from optimizer.solve.rollout.cell_paths import best_paths

_LEAST = 1e-7
"""Part of the aim that a move saves at least."""
_MOVES = 400
_PUSHED = 6
"""Cells that are pushed at once, at most, and their nearest ways that are drawn from."""
_BARRED = 1e6
"""A way that costs so much is none."""


class Assignments:
    """Assignments of all quarters with the priced cost of every move.

    ``weight`` (T,) are those of the quarters' aims, ``hand`` (T - 1,) what it costs to hand a cell
    over after each of them, in the aim of all.
    """

    def __init__(self, quarters: list[State], weight: Array, hand: Array) -> None:
        self.quarters, self.weight, self.hand = quarters, weight, hand

    @property
    def served(self) -> Ints:
        """(T, D) park of each cell in each quarter."""
        return np.array([state.served for state in self.quarters])

    @property
    def value(self) -> float:
        """Priced aim of all quarters."""
        aims = np.array([state.value for state in self.quarters])
        return float(self.weight @ aims + self.hand @ changes_hands(self.served).sum(axis=1))

    def costs(self) -> Array:
        """(T, D, J + 1) cost of each cell at each park, and today's way, over that of nowhere."""
        return np.array([w * _costs(s) for w, s in zip(self.weight, self.quarters, strict=True)])

    def moved(self, served: Ints) -> Assignments:
        """Others, of which only what differs is computed."""
        pairs = zip(self.quarters, served, strict=True)
        return Assignments([s.moved(mine) for s, mine in pairs], self.weight, self.hand)

    def banning(self, park: int) -> Assignments:
        """The same, a park that serves nobody being barred."""
        states = [copy(state) for state in self.quarters]
        for state in states:
            state.banned, state.add = state.banned.copy(), state.add.copy()
            state.banned[park], state.add[:, park] = True, np.inf
        return Assignments(states, self.weight, self.hand)

    def descended(self) -> Assignments:
        """Single cells moved while that saves anything."""
        now, least = self, _LEAST * abs(self.value)
        for _ in range(_MOVES):
            served = now.served
            path, saved = best_paths(now.costs(), now.hand, served)
            if saved.max(initial=0.0) <= least:
                break
            now = now.moved(_apart(served, path, np.where(saved > least, saved, 0.0)))
        return now

    def kicked(self, rng: np.random.Generator) -> Assignments:
        """Some cells of one hub pushed elsewhere, and all moved again."""
        return self.moved(_pushed(self, rng)).descended()


def _costs(state: State) -> Array:
    cost = np.column_stack([state.add, state.stay])
    mine = np.flatnonzero(state.served >= 0)
    cost[mine, state.served[mine]] = state.remove[mine]
    return cost


def _apart(served: Ints, path: Ints, saved: Array) -> Ints:
    """Paths of the cells that save most, no two of which touch the same park in a quarter."""
    served, touched = served.copy(), set[tuple[int, int]]()
    for d in np.argsort(-saved, kind="stable"):
        if saved[d] <= 0:
            break
        changed = np.flatnonzero(path[:, d] != served[:, d])
        spots = {(int(t), int(j)) for t in changed for j in (path[t, d], served[t, d]) if j >= 0}
        if not spots & touched:
            touched |= spots
            served[:, d] = path[:, d]
    return served


def _pushed(now: Assignments, rng: np.random.Generator) -> Ints:
    """Some cells of one hub served elsewhere from some quarter on."""
    served, cost = now.served, now.costs()
    today = cost.shape[2] - 1
    hubs = np.unique(served[-1][served[-1] >= 0])
    if not len(hubs):
        return served
    mine = np.flatnonzero((served == rng.choice(hubs)).any(axis=0))
    for d in rng.permutation(mine)[: rng.integers(2, _PUSHED + 1)]:
        ways = np.argsort(cost[-1, d])[:_PUSHED]
        present = served[-1, d] if served[-1, d] >= 0 else today
        near = ways[(cost[-1, d, ways] < _BARRED) & (ways != present)]
        if len(near):
            way, start = int(rng.choice(near)), int(rng.integers(len(served)))
            able = (np.arange(len(served)) >= start) & (cost[:, d, way] < _BARRED)
            served[able, d] = way if way < today else TODAY
    return served
