"""A pattern: a whole park in one column, that is its size, its levels and the cells it serves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.model.choice import NONE
from optimizer.problem import Array, Ints, Problem
from optimizer.solve.patterns.envelope import money_worth
from optimizer.solve.patterns.priced import Priced, bundle_levels, queue_levels
from optimizer.solve.patterns.tables import QueueTable
from optimizer.solve.patterns.worlds import needed


@dataclass(frozen=True)
class Pattern:
    """One column of the master.

    Attributes
    ----------
    cells
        Cells served, ascending.
    level
        (K,) level of each station, `NONE` where there is none.
    value
        Aim per year: linear terms and waiting.
    cost
        Million RUB a year, with what it is charged for sources by its share of the demand.
    sources
        Sources that it needs.
    """

    park: int
    size: int
    cells: Ints
    level: Ints
    value: float
    cost: float
    sources: frozenset[int] = frozenset()

    @property
    def key(self) -> tuple[int, int, bytes, bytes]:
        """What makes it the same column."""
        return self.park, self.size, self.cells.tobytes(), self.level.tobytes()


def best_pattern(at: Priced, park: int, size: int, cells: Ints) -> Pattern:
    """Pattern of a set of cells, its levels and kits the best at the price of money.

    Its value is read from the tables, a trifle above the truth.
    """
    problem = at.tables.problem
    price = at.mu + problem.money
    level = np.full(len(problem.stations), NONE)
    inside = np.zeros(problem.cells, dtype=bool)
    inside[cells] = True
    value = float(problem.linear[cells, park].sum())
    cost = float(problem.size_cost[park, size])
    for tables in at.tables.blocks:
        mine = inside[tables.block.cells]
        for queue, unit in zip(tables.queues, tables.unit, strict=True):
            load = unit[:, mine, park].sum(axis=1)
            best, waiting, priced_cost = _best_level(at, queue, load, park, size, price)
            if queue.free and not load.any() and priced_cost >= 0:
                continue
            level[queue.station] = best
            value, cost = value + waiting, cost + float(queue.cost[park, best])
        for table, base in zip(tables.bundles, tables.base, strict=True):
            chosen, waiting, stock = bundle_levels(table, float(base[mine].sum()), park, price)
            level[list(table.bundle.stations)] = chosen
            value, cost = value + waiting, cost + stock
    sources = needed(problem, level)
    return Pattern(park, size, np.asarray(cells), level, value, cost, sources)


def _best_level(
    at: Priced, queue: QueueTable, load: Array, park: int, size: int, price: float
) -> tuple[int, float, float]:
    """Best hosted level of a queue at a load (S,), its waiting's worth and its priced cost."""
    share, spot = at.tables.problem.season_share, np.array([park])
    costs = queue_levels(queue, share, load[:, None, None], spot, price)[:, 0, 0]
    hosted = np.where(queue.allowed[size], costs, np.inf)
    best = int(hosted.argmin())
    waiting = float(hosted[best] - money_worth(price, queue.cost[park, best]))
    return best, waiting, float(hosted[best])


def exact_pattern(problem: Problem, park: int, size: int, cells: Ints, level: Ints) -> Pattern:
    """Pattern with the true curves."""
    value = float(problem.linear[cells, park].sum())
    cost = float(problem.size_cost[park, size])
    load = loads_at(problem, park, cells)
    for k in np.flatnonzero(level >= 0):
        station = problem.stations[k]
        value += problem.waiting(station, park, int(level[k]), load[k])
        cost += problem.level_cost(station, park, int(level[k]), load[k])
        cost += problem.charged(station, park, int(level[k]), load[k])
    sources = needed(problem, level)
    return Pattern(park, size, np.asarray(cells), level, value, cost, sources)


def loads_at(problem: Problem, park: int, cells: Ints) -> Array:
    """(K, S) load of every station at a park that serves ``cells``."""
    inside = np.zeros(problem.cells, dtype=bool)
    inside[cells] = True
    load = np.zeros((len(problem.stations), problem.seasons))
    for k, station in enumerate(problem.stations):
        mine = inside[station.cells]
        if mine.any():
            hours = station.hours[:, 0 if station.hours.shape[1] == 1 else mine, park]
            load[k] = (
                station.rate[:, mine].sum(axis=1) * hours
                if station.hours.shape[1] == 1
                else (station.rate[:, mine] * hours).sum(axis=1)
            )
    return load
