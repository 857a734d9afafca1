"""Blocks of few cells: every set of them is looked at, which no branch and bound can beat."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.solve.patterns.pieces import lower_cells
from optimizer.solve.patterns.priced import on_grid
from optimizer.solve.patterns.tables import BundleTable, QueueTable, Tables

_SLACK = 1e-7
"""What a plan may load a level beyond its capacity, as its evaluation sees it."""


def best_set(
    tables: Tables, block: int, park: int, levels: tuple[Ints, ...], cells: Ints, reduced: Array,
    price: float,
) -> tuple[float, Ints]:  # fmt: skip
    """Lower bound of the least reduced cost over all sets of a block's cells, and the set.

    Queues are exact; bundles lie below the truth by what their table may err.

    Parameters
    ----------
    levels
        Levels of each queue that may be used.
    cells
        (n,) positions in the block, few of them.
    reduced
        (n,) linear cost less price of each.
    price
        Worth of a million RUB in the aim.
    """
    each = tables.blocks[block]
    codes = np.arange(2 ** len(cells))
    sets = (codes[:, None] >> np.arange(len(cells)) & 1).astype(float)
    total = sets @ reduced
    share = tables.problem.season_share
    for queue, unit, allowed in zip(each.queues, each.unit, levels, strict=True):
        total += _queue(queue, sets @ unit[:, cells, park].T, share, park, allowed, price)
    for table, base in zip(each.bundles, each.base, strict=True):
        total += _bundle(table, sets @ base[cells], park, price)
    best = int(total.argmin())
    return float(total[best]), cells[sets[best] > 0]


def _queue(
    queue: QueueTable, load: Array, share: Array, park: int, allowed: Ints, price: float
) -> Array:
    """(X,) cost of the best allowed level at loads (X, S), with the true curves."""
    peak, best = load.max(axis=1), np.full(len(load), np.inf)
    for level in allowed:
        curve = queue.curves[level]
        waiting = curve.value(np.minimum(load, curve.capacity)) @ share
        cost = queue.weight[park] * waiting + price * queue.cost[park, level]
        fits = peak <= curve.capacity * (1 + _SLACK) + 1e-9
        best = np.where(fits, np.minimum(best, cost), best)
    idle = (peak <= 1e-12) & queue.free
    return np.where(idle, np.minimum(best, 0.0), best)


def _bundle(table: BundleTable, amount: Array, park: int, price: float) -> Array:
    """(X,) lower bound of phi at amounts (X,)."""
    left, right = lower_cells(table, park, price)
    cell, part = on_grid(table, amount)
    return np.asarray(left[cell] + (right[cell] - left[cell]) * part)
