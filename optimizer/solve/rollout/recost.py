"""A quarter at prices of money: levels and kits become look-ups, as in one period.

What a hub costs in quarter t is paid until the ends of several quarters r; with prices mu_r its
priced cost is Σ_r mu_r paid_tr / weight_t. Tables whose costs are these make every function of the
pattern method one of the quarter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.envelope import best_levels_cost
from optimizer.solve.patterns.priced import Priced
from optimizer.solve.patterns.tables import DEAR, BlockTables, BundleTable, QueueTable, Tables

_FAR = 0.5 * DEAR


@dataclass(frozen=True)
class Charges:
    """What is added to the costs of a quarter's hubs: prices of links, in units of its aim.

    ``size`` is (J, B), ``server`` (J, L) for each station of servers; `DEAR` where it is forbidden.
    ``cell`` is (D, J): what serving a cell from a park costs; None: nothing.
    ``source`` is (Z + 1,) by station: what supplying all of its demand from each source costs, the
    last one from none. ``draw`` is (J, Z + 1) likewise: what it costs a park to draw on it at all.
    """

    size: Array
    server: tuple[Array, ...]
    cell: Array | None = None
    source: dict[int, Array] = field(default_factory=dict)
    draw: dict[int, Array] = field(default_factory=dict)


def recosted(
    tables: Tables, whole: Tables, roll_out: RollOut, quarter: int, money: Array, charges: Charges,
    parks: Ints,
) -> Priced:  # fmt: skip
    """Tables of some parks at prices of money (R,); what cannot be ready in time is too dear.

    ``whole`` are the same tables of all parks: they know their envelopes.
    """
    weight = roll_out.weight[quarter]
    year = float(money @ roll_out.lasting[quarter]) / weight
    problem = tables.problem
    size = year * problem.size_cost + charges.size[parks]
    size += np.einsum("r,rjb->jb", money, roll_out.size_capital[quarter][:, parks]) / weight
    size = np.where(roll_out.size_open(quarter)[parks] & (size < _FAR), size, DEAR)

    def queue(q: QueueTable) -> QueueTable:
        cost = year * q.cost
        if q.station < len(roll_out.servers):
            capital = roll_out.server_capital[q.station][quarter][:, parks]
            cost = cost + np.einsum("r,rjl->jl", money, capital) / weight
            cost = cost + charges.server[q.station][parks]
            opened = roll_out.level_open(q.station, quarter)[parks]
            cost = np.where(opened & (cost < _FAR), cost, DEAR)
        return replace(q, cost=cost)

    def bundle(b: BundleTable) -> BundleTable:
        cost, freight = year * b.cost, year * b.freight
        whole = b.bundle.base.sum()  # the amount A of all demand
        for f, k in enumerate(b.bundle.stations):
            if k in charges.source:
                freight[f] += charges.source[k][b.needs[f]] / whole
            if k in charges.draw:
                cost[f] += charges.draw[k][parks][:, b.needs[f]]
        return replace(b, cost=cost, freight=freight)

    def block(b: BlockTables) -> BlockTables:
        return replace(b, queues=tuple(map(queue, b.queues)), bundles=tuple(map(bundle, b.bundles)))

    def phi(own: BundleTable, of_all: BundleTable) -> Array:
        if (charges.source.keys() | charges.draw.keys()) & set(own.bundle.stations):
            return best_levels_cost(own, 1.0)
        return np.asarray(best_levels_cost(of_all, year)[parks])

    blocks = tuple(map(block, tables.blocks))
    phis = tuple(
        tuple(map(phi, own.bundles, of_all.bundles))
        for own, of_all in zip(blocks, whole.blocks, strict=True)
    )
    linear = problem.linear if charges.cell is None else problem.linear + charges.cell[:, parks]
    charged = replace(problem, size_cost=size, money=0.0, linear=linear)
    return Priced(Tables(charged, blocks), 1.0, phis)
