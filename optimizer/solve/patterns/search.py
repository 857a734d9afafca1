"""Local search on assignments at a price of money: levels and kits follow from the tables.

The state is the assignment alone. A cell moves to the park (or to today's way) where it costs
least; whole parks are closed, opened and swapped.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.model.choice import TODAY
from optimizer.problem import Array, Ints
from optimizer.solve.patterns.master import unserved
from optimizer.solve.patterns.priced import Load, Priced, block_cost
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import BlockTables

_EPS = 1e-9
_OVERLOADED = 1e9
"""Cost of a park that no level can carry: finite, so that moves can be compared."""


class State:
    """An assignment with the priced cost of every park and of every single move."""

    def __init__(self, at: Priced, served: Ints) -> None:
        self.at = at
        self.problem = at.tables.problem
        self.stay = unserved(self.problem)
        self.served = served.copy()
        self.banned = np.zeros(self.problem.parks, dtype=bool)
        self._spots = [
            (np.tile(np.arange(self.problem.parks), len(t.hosts)),
             np.repeat(t.hosts, self.problem.parks))
            for t in at.tables.blocks
        ]  # fmt: skip
        self.refresh()

    def refresh(self) -> None:
        """Compute loads, park costs and all moves from the assignment."""
        p = self.problem
        self.inside = np.zeros((p.cells, p.parks), dtype=bool)
        mine = np.flatnonzero(self.served >= 0)
        self.inside[mine, self.served[mine]] = True
        self.cost = [self._block_at(q) for q in range(len(self.at.tables.blocks))]
        self.park_cost = self._park_cost(self.cost)
        self.park_cost[~self.inside.any(axis=0)] = 0.0
        self.add, self.remove = self._moves()

    @property
    def value(self) -> float:
        """Priced aim: linear + stay + waiting + mu x cost."""
        p = self.problem
        mine = self.served >= 0
        linear = p.linear[np.flatnonzero(mine), self.served[mine]].sum()
        return float(linear + self.stay[~mine].sum() + self.park_cost.sum())

    def _loads(self, q: int) -> Load:
        tables: BlockTables = self.at.tables.blocks[q]
        x = self.inside[tables.block.cells].astype(float)
        queues = tuple(np.einsum("snj,nj->sj", u, x)[:, None, :] for u in tables.unit)
        return Load(queues, tuple((b @ x)[None, :] for b in tables.base))

    def _block_at(self, q: int) -> Array:
        """(H, J) cost of a block in every park as it stands."""
        load, (parks, sizes) = self._loads(q), self._spots[q]
        times = len(parks) // self.problem.parks
        tiled = Load(
            tuple(np.tile(a, (1, 1, times)) for a in load.queues),
            tuple(np.tile(a, (1, times)) for a in load.bundles),
        )
        cost = block_cost(self.at, q, tiled, parks, sizes)
        return np.asarray(cost[0].reshape(times, -1))

    def _park_cost(self, costs: list[Array]) -> Array:
        total = self.at.size_price.copy()
        for tables, cost in zip(self.at.tables.blocks, costs, strict=True):
            total += cost[tables.host].T
        return np.asarray(np.minimum(total.min(axis=1), _OVERLOADED))

    def _rest(self, q: int) -> Array:
        """(J, B) cost of a park of each size without block q."""
        rest = self.at.size_price.copy()
        for i, tables in enumerate(self.at.tables.blocks):
            if i != q:
                rest += self.cost[i][tables.host].T
        return rest

    def _moves(self) -> tuple[Array, Array]:
        """(D, J) cost of adding each cell to each park; (D,) what its removal saves."""
        p = self.problem
        add = np.full((p.cells, p.parks), np.inf)
        remove = self.stay.copy()
        alone = self.inside.sum(axis=0) == 1
        for q, tables in enumerate(self.at.tables.blocks):
            cells, rest = tables.block.cells, self._rest(q)
            new = self._with(q, rest, +1.0)
            add[cells] = p.linear[cells] + new - self.park_cost
            left = self._with(q, rest, -1.0)
            served = self.served[cells]
            mine = np.flatnonzero(served >= 0)
            j = served[mine]
            after = np.where(alone[j], 0.0, left[mine, j])
            remove[cells[mine]] = p.linear[cells[mine], j] + self.park_cost[j] - after
        add[:, self.banned] = np.inf
        add[self.inside] = np.inf
        return add, remove

    def _with(self, q: int, rest: Array, sign: float) -> Array:
        """(n, J) cost of every park with one cell more (+1) or less (-1) in block q."""
        tables: BlockTables = self.at.tables.blocks[q]
        parks, sizes = self._spots[q]
        times = len(tables.hosts)
        load = self._loads(q)
        moved = Load(
            tuple(
                np.tile(np.maximum(a + sign * u, 0.0), (1, 1, times))
                for a, u in zip(load.queues, tables.unit, strict=True)
            ),
            tuple(
                np.tile(np.maximum(a + sign * b[:, None], 0.0), (1, times))
                for a, b in zip(load.bundles, tables.base, strict=True)
            ),
        )
        cost = block_cost(self.at, q, moved, parks, sizes)
        cost = np.broadcast_to(cost, (len(tables.block.cells), len(parks)))
        by_size = cost.reshape(len(tables.block.cells), times, -1)[:, tables.host, :]
        return np.asarray(np.minimum((by_size + rest.T[None]).min(axis=1), _OVERLOADED))

    def descend(self, stop: Callable[[], bool] = lambda: False, most: int = 400) -> None:
        """Move single cells while that lowers the priced aim; several untouched parks at once."""
        for _ in range(most):
            best = np.minimum(self.add.min(axis=1), self.stay)
            gain = self.remove - best
            order = np.flatnonzero(gain > 1e-7 * abs(self.value))
            if not len(order) or stop():
                return
            touched: set[int] = set()
            for d in order[np.argsort(-gain[order])]:
                j = int(self.add[d].argmin())
                target = j if self.add[d, j] < self.stay[d] else TODAY
                pair = {int(self.served[d]), target} - {TODAY}
                if pair & touched:
                    continue
                touched |= pair
                self.served[d] = target
            self.refresh()


def improve_parks(state: State, stop: Callable[[], bool]) -> State:
    """Close, open and swap whole parks, each trial followed by single moves."""
    improved = True
    while improved and not stop():
        improved = False
        for trial in _trials(state):
            if stop():
                break
            trial.descend(stop)
            if trial.value < state.value - 1e-6 * abs(state.value):
                trial.banned[:] = False
                trial.refresh()
                trial.descend(stop)
                state, improved = trial, True
                break
    return state


def _trials(state: State) -> list[State]:
    """Neighbours of a plan: one park closed, one opened, or one moved."""
    trials = []
    opened = np.flatnonzero(state.inside.any(axis=0))
    # what a cell costs now is what a new park may earn on it
    pick = price_parks(state.at, np.minimum(state.remove, state.stay))
    for j in opened:
        served = np.where(state.served == j, TODAY, state.served)
        trials.append(_closed(state, served, int(j)))
    trials += [
        State(state.at, np.where(pick.cells[:, j], j, state.served))
        for j in np.argsort(pick.value)[:6]
        if j not in opened and pick.value[j] < _EPS
    ]
    for j in opened:
        others = [int(i) for i in np.argsort(pick.value)[:8] if i not in opened][:3]
        for i in others:
            served = np.where(state.served == j, i, state.served)
            if np.isfinite(state.problem.linear[np.flatnonzero(served == i), i]).all():
                trials.append(_closed(state, served, int(j)))
    return trials


def _closed(state: State, served: Ints, park: int) -> State:
    trial = State(state.at, served)
    trial.banned[park] = True
    trial.refresh()
    return trial
