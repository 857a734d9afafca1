"""Local search on assignments at a price of money: levels and kits follow from the tables.

The state is the assignment alone. A cell moves to the park (or to today's way) where it costs
least; whole parks are closed, opened and swapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy

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
    """An assignment with the priced cost of every park and of every single move.

    Attributes
    ----------
    served
        (D,) park of each cell, or `TODAY`.
    add, remove
        (D, J) cost of adding each cell to each park; (D,) what its removal saves.
    banned
        (J,) parks that get nobody.
    """

    def __init__(self, at: Priced, served: Ints) -> None:
        self.at = at
        self.problem = p = at.tables.problem
        self.stay = unserved(p)
        self.served = served.copy()
        self.banned = np.zeros(p.parks, dtype=bool)
        self.inside = np.zeros((p.cells, p.parks), dtype=bool)
        self.cost = [np.zeros((len(t.hosts), p.parks)) for t in at.tables.blocks]
        self.park_cost = np.zeros(p.parks)
        self.add = np.full((p.cells, p.parks), np.inf)
        self.remove = self.stay.copy()
        self.refresh(np.arange(p.parks))

    def moved(self, served: Ints) -> State:
        """Another state with another assignment; only the parks that it touches are computed."""
        other = copy(self)
        for name in ("banned", "inside", "park_cost", "add", "remove"):
            setattr(other, name, getattr(self, name).copy())
        other.cost = [cost.copy() for cost in self.cost]
        other.served = served.copy()
        different = np.flatnonzero(served != self.served)
        touched = {*self.served[different].tolist(), *served[different].tolist()} - {TODAY}
        other.refresh(np.array(sorted(touched), dtype=int))
        return other

    def refresh(self, parks: Ints) -> None:
        """Compute loads, costs and moves of some parks, ascending, from the assignment."""
        if not len(parks):
            return
        self.inside[:, parks] = self.served[:, None] == parks
        loads = [self._loads(q, parks) for q in range(len(self.cost))]
        total = self.at.size_price[parks]
        for q, tables in enumerate(self.at.tables.blocks):
            self.cost[q][:, parks] = self._block_cost(q, loads[q], parks)[:, 0]
            total += self.cost[q][tables.host][:, parks].T
        self.park_cost[parks] = np.minimum(total.min(axis=1), _OVERLOADED)
        self.park_cost[parks[~self.inside[:, parks].any(axis=0)]] = 0.0
        self._additions(parks, loads)
        self._removals(parks, loads)

    @property
    def value(self) -> float:
        """Priced aim: linear + stay + waiting + mu x cost."""
        p = self.problem
        mine = self.served >= 0
        linear = p.linear[np.flatnonzero(mine), self.served[mine]].sum()
        return float(linear + self.stay[~mine].sum() + self.park_cost.sum())

    def _loads(self, q: int, parks: Ints) -> Load:
        """Load of a block at some parks: per queue (S, 1, P), per bundle (1, P)."""
        tables: BlockTables = self.at.tables.blocks[q]
        x = self.inside[np.ix_(tables.block.cells, parks)].astype(float)
        queues = tuple(np.einsum("snp,np->sp", u[:, :, parks], x)[:, None] for u in tables.unit)
        return Load(queues, tuple((b @ x)[None, :] for b in tables.base))

    def _block_cost(self, q: int, load: Load, parks: Ints) -> Array:
        """(H, X, P) cost of a block at loads (S, X, P) of some parks, by host class."""
        hosts, some = self.at.tables.blocks[q].hosts, len(parks)
        times = len(hosts)
        tiled = Load(
            tuple(np.tile(a, (1, 1, times)) for a in load.queues),
            tuple(np.tile(a, (1, times)) for a in load.bundles),
        )
        cost = block_cost(self.at, q, tiled, np.tile(parks, times), np.repeat(hosts, some))
        return np.asarray(cost.reshape(-1, times, some).transpose(1, 0, 2))

    def _rest(self, q: int, parks: Ints) -> Array:
        """(P, B) cost of parks of each size without block q."""
        rest = self.at.size_price[parks]
        for i, tables in enumerate(self.at.tables.blocks):
            if i != q:
                rest += self.cost[i][tables.host][:, parks].T
        return rest

    def _whole(self, q: int, cost: Array, parks: Ints) -> Array:
        """(X, P) cost of parks of the best size, with block q at ``cost`` (H, X, P)."""
        by_size = cost[self.at.tables.blocks[q].host] + self._rest(q, parks).T[:, None, :]
        return np.asarray(np.minimum(by_size.min(axis=0), _OVERLOADED))

    def _additions(self, parks: Ints, loads: list[Load]) -> None:
        p = self.problem
        for q, tables in enumerate(self.at.tables.blocks):
            cells = tables.block.cells
            more = Load(
                tuple(
                    a + u[:, :, parks] for a, u in zip(loads[q].queues, tables.unit, strict=True)
                ),
                tuple(a + b[:, None] for a, b in zip(loads[q].bundles, tables.base, strict=True)),
            )
            new = self._whole(q, self._block_cost(q, more, parks), parks)
            at = np.ix_(cells, parks)
            self.add[at] = p.linear[at] + new - self.park_cost[parks]
        self.add[:, parks[self.banned[parks]]] = np.inf
        rows, columns = np.nonzero(self.inside[:, parks])
        self.add[rows, parks[columns]] = np.inf

    def _removals(self, parks: Ints, loads: list[Load]) -> None:
        p = self.problem
        self.remove = np.where(self.served < 0, self.stay, self.remove)
        alone = self.inside.sum(axis=0) == 1
        for q, tables in enumerate(self.at.tables.blocks):
            served = self.served[tables.block.cells]
            mine = np.flatnonzero(np.isin(served, parks))
            if not len(mine):
                continue
            cells, j = tables.block.cells[mine], served[mine]
            there = np.searchsorted(parks, j)
            less = Load(
                tuple(
                    np.maximum(a[:, :, there] - u[:, mine, j][:, None], 0.0)
                    for a, u in zip(loads[q].queues, tables.unit, strict=True)
                ),
                tuple(
                    np.maximum(a[:, there] - b[mine], 0.0)
                    for a, b in zip(loads[q].bundles, tables.base, strict=True)
                ),
            )
            after = self._whole(q, self._block_cost(q, less, j), j)[0]
            after = np.where(alone[j], 0.0, after)
            self.remove[cells] = p.linear[cells, j] + self.park_cost[j] - after

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
            self.refresh(np.array(sorted(touched), dtype=int))


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
                banned = np.flatnonzero(trial.banned)
                trial.banned[:] = False
                trial.refresh(banned)
                trial.descend(stop)
                state, improved = trial, True
                break
    return state


def _trials(state: State) -> Iterator[State]:
    """Neighbours of a plan: one park closed, one opened, or one moved."""
    opened = np.flatnonzero(state.inside.any(axis=0))
    # what a cell costs now is what a new park may earn on it
    pick = price_parks(state.at, np.minimum(state.remove, state.stay))
    for j in opened:
        yield _closed(state, np.where(state.served == j, TODAY, state.served), int(j))
    for j in np.argsort(pick.value)[:6]:
        if j not in opened and pick.value[j] < _EPS:
            yield state.moved(np.where(pick.cells[:, j], j, state.served))
    for j in opened:
        others = [int(i) for i in np.argsort(pick.value)[:8] if i not in opened][:3]
        for i in others:
            served = np.where(state.served == j, i, state.served)
            if np.isfinite(state.problem.linear[np.flatnonzero(served == i), i]).all():
                yield _closed(state, served, int(j))


def _closed(state: State, served: Ints, park: int) -> State:
    trial = state.moved(served)
    trial.banned[park] = True
    trial.add[:, park] = np.inf
    return trial
