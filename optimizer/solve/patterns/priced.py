"""With money priced at mu, levels and kits are look-ups: what a load costs a park.

psi_jk(a) = min_l [ Σ_s p_s w_jk f_l(a_s) + mu C_jkl ]      a queue, per host class
phi_jg(A) = Σ_f min_l [ w_jf Σ_s p_s f_l(scale_s A) + mu C_jfl ]   a bundle of stocks
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.solve.patterns.envelope import best_levels_cost, money_worth
from optimizer.solve.patterns.tables import BlockTables, BundleTable, QueueTable, Tables


@dataclass(frozen=True)
class Priced:
    """Tables of a problem at one price of money.

    ``phi[block][bundle]`` is (J, M) on the bundle's grid.
    """

    tables: Tables
    mu: float
    phi: tuple[tuple[Array, ...], ...]

    @property
    def size_price(self) -> Array:
        """(J, B) priced cost of a hub of each size."""
        problem = self.tables.problem
        return money_worth(self.mu + problem.money, problem.size_cost)


def priced(tables: Tables, mu: float) -> Priced:
    """Choose all kits at price ``mu`` for every load on the grids."""
    price = mu + tables.problem.money
    phi = tuple(tuple(best_levels_cost(b, price) for b in t.bundles) for t in tables.blocks)
    return Priced(tables, mu, phi)


def on_grid(table: BundleTable, amount: Array) -> tuple[Ints, Array]:
    """Left grid point of each amount, and how far it lies towards the next."""
    last = len(table.grid) - 1
    top = table.grid[-1]
    at = np.sqrt(np.clip(amount / top, 0.0, 1.0)) * last
    left = np.minimum(at.astype(np.int64), last - 1)
    x0, x1 = table.grid[left], table.grid[left + 1]
    return left, np.asarray((np.minimum(amount, top) - x0) / (x1 - x0))


def bundle_cost(table: BundleTable, phi: Array, amount: Array, parks: Ints) -> Array:
    """phi of a bundle at ``amount`` (X, P), whose last axis runs over ``parks``."""
    left, part = on_grid(table, amount)
    y0, y1 = phi[parks, left], phi[parks, left + 1]
    return np.asarray(y0 + (y1 - y0) * part)


def bundle_levels(
    table: BundleTable, amount: float, park: int, price: float
) -> tuple[Ints, float, float]:
    """Best level of every stock of a bundle at one park (F,), their waiting and their cost."""
    left, part = on_grid(table, np.array(amount))
    value = table.value[:, park, :, left] * (1 - part) + table.value[:, park, :, left + 1] * part
    cost = table.cost[:, park] + table.freight[:, park] * amount
    best = (value + money_worth(price, cost)).argmin(axis=1)
    stocks = np.arange(len(best))
    return (
        table.index[stocks, best],
        float(value[stocks, best].sum()),
        float(cost[stocks, best].sum()),
    )


def queue_levels(queue: QueueTable, share: Array, load: Array, parks: Ints, price: float) -> Array:
    """(L, X, P) priced cost of each level at ``load`` (S, X, P); inf beyond its capacity."""
    last = queue.value.shape[1] - 1
    at = np.minimum(load / queue.step, last)
    left = np.minimum(at.astype(np.int64), last - 1)
    part = at - left
    waiting = queue.value[:, left]  # (L, S, X, P)
    waiting += (queue.value[:, left + 1] - waiting) * part
    total = np.einsum("s,lsxp->lxp", share, waiting) * queue.weight[parks]
    total += money_worth(price, queue.cost[parks]).T[:, None, :]
    over = load.max(axis=0) > (queue.capacity * (1 + 1e-9))[:, None, None]
    total[over] = np.inf
    return np.asarray(total)


def queue_cost(
    queue: QueueTable, share: Array, load: Array, parks: Ints, sizes: Ints, price: float
) -> Array:
    """(X, P) psi: priced cost of the best level that a hub of the size at each spot hosts.

    A free queue without load need not be there; it is, where a level is worth more than it costs.
    """
    levels = queue_levels(queue, share, load, parks, price)
    forbidden = ~queue.allowed[sizes].T.astype(bool)  # (L, P)
    levels[np.broadcast_to(forbidden[:, None, :], levels.shape)] = np.inf
    best = levels.min(axis=0)
    idle = (load.max(axis=0) <= 1e-12) & queue.free
    return np.asarray(np.where(idle, np.minimum(best, 0.0), best))


@dataclass(frozen=True)
class Load:
    """Load of a block at many spots: per queue (S, X, P), per bundle (X, P)."""

    queues: tuple[Array, ...]
    bundles: tuple[Array, ...]


def block_cost(at: Priced, block: int, load: Load, parks: Ints, sizes: Ints) -> Array:
    """(X, P) priced cost of a block, at spots with a park and a hub size each."""
    tables: BlockTables = at.tables.blocks[block]
    problem = at.tables.problem
    price = at.mu + problem.money
    total: Array = np.zeros((1, len(parks)))
    for queue, each in zip(tables.queues, load.queues, strict=True):
        total = total + queue_cost(queue, problem.season_share, each, parks, sizes, price)
    for table, phi, amount in zip(tables.bundles, at.phi[block], load.bundles, strict=True):
        total = total + bundle_cost(table, phi, amount, parks)
    return total
