"""The exact pricing problem of one block of one park, as a small MILP in PuLP.

    V = min Σ_d (c_dj − pi_d) x_d + Σ_l [mu C_l y_l + Σ_s w p_s q_sl] + Σ_g phi_g(A_g)

with x binary, q above fine tangents of the queue curves, and phi below its true value in straight
pieces: the solver's dual bound is therefore a lower bound of V.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pulp

from optimizer.model.tangents import tangent, tangent_points
from optimizer.problem import Array, Ints
from optimizer.solve.adapter import Answer, run
from optimizer.solve.patterns.pieces import lower_pieces
from optimizer.solve.patterns.tables import BlockTables, BundleTable, QueueTable, Tables


_TANGENT_ERROR = 2e-3
_TANGENT_FLOOR = 0.02
"""Tangents of the queue curves: relative error, over the queue plus so many machines."""


@dataclass(frozen=True)
class BlockBound:
    """What the MILP of a block says.

    ``bound`` never exceeds the block's true least reduced cost; ``cells`` is the best set found.
    """

    bound: float
    cells: Ints


@dataclass(frozen=True)
class BlockCase:
    """One block of one park, hosted by one hub size, at given prices."""

    tables: Tables
    block: int
    park: int
    size: int
    prices: Array
    mu: float


def solve_block(case: BlockCase, precision: float, time_limit: float) -> BlockBound:
    """Least reduced cost of a block by branch and bound; zero (no cell served) is always possible.

    ``precision`` is the aim per year that the pieces and the solver's gap may each lose.
    """
    tolerance, gap = precision / 4, precision / 2
    problem = case.tables.problem
    tables = case.tables.blocks[case.block]
    reduced = problem.linear[tables.block.cells, case.park] - case.prices[tables.block.cells]
    wanted = np.flatnonzero(reduced < 0)
    none = np.array([], dtype=int)
    hosted = all(q.allowed[case.size].any() for q in tables.queues if q.free)
    if not len(wanted) or not hosted:
        return BlockBound(0.0, none)
    model = pulp.LpProblem("block", pulp.LpMinimize)
    x = [model.add_variable(f"x{i}", 0, 1, cat="Binary") for i in range(len(wanted))]
    terms = [float(reduced[i]) * v for i, v in zip(wanted, x, strict=True)]
    price = case.mu + problem.money
    for i, (queue, unit) in enumerate(zip(tables.queues, tables.unit, strict=True)):
        load = unit[:, wanted, case.park]
        terms += _queue(model, f"{i}", case, queue, load, x, price)
    for i, (table, base) in enumerate(zip(tables.bundles, tables.base, strict=True)):
        terms += _bundle(model, f"{i}", case, table, base[wanted], x, price, tolerance)
    model.setObjective(pulp.lpSum(terms))
    answer = run(model, "HiGHS", time_limit=time_limit, gap_absolute=gap, threads=1)
    chosen = [i for i, v in zip(wanted, x, strict=True) if (v.varValue or 0.0) > 0.5]
    cells = tables.block.cells[np.array(chosen, dtype=int)] if answer.has_values else none
    return BlockBound(min(0.0, _bound(answer, reduced, wanted)), cells)


def _bound(answer: Answer, reduced: Array, wanted: Ints) -> float:
    """Dual bound; the sum of all savings where the solver gave none."""
    trivial = float(reduced[wanted].sum())
    return max(answer.bound, trivial) if np.isfinite(answer.bound) else trivial


def _queue(
    model: pulp.LpProblem, tag: str, case: BlockCase, queue: QueueTable, load: Array,
    x: list[pulp.LpVariable], price: float,
) -> list[pulp.LpAffineExpression]:  # fmt: skip
    """Levels y, loads a and queue lengths q of one station with seasonal loads."""
    problem = case.tables.problem
    station = problem.stations[queue.station]
    asks = load.max(axis=0) > 1e-12
    total = load.sum(axis=1)
    hosted = np.flatnonzero(queue.allowed[case.size])
    levels, loads, terms = [], [], []
    for v in hosted:
        y = model.add_variable(f"y{tag}_{v}", 0, 1, cat="Binary")
        levels.append(y)
        terms.append(price * float(queue.cost[case.park, v]) * y)
        row = []
        for s, share in enumerate(problem.season_share):
            curve = station.curves[v]
            most = min(curve.capacity, float(total[s]))
            a = model.add_variable(f"a{tag}_{v}_{s}", 0)
            row.append(a)
            model += a <= most * y
            weight = float(queue.weight[case.park] * share)
            if weight <= 0 or most <= 0:
                continue
            q = model.add_variable(f"q{tag}_{v}_{s}", 0)
            terms.append(weight * q)
            for point in tangent_points(curve, most, _TANGENT_ERROR, _TANGENT_FLOOR):
                intercept, slope = tangent(curve, float(point))
                if slope > 0:
                    model += q >= intercept * y + slope * a
        loads.append(row)
    for s in range(problem.seasons):
        asked = pulp.lpSum(float(load[s, i]) * v for i, v in enumerate(x) if load[s, i] > 0)
        model += asked == pulp.lpSum(row[s] for row in loads)
    one = pulp.lpSum(levels)
    model += (one <= 1) if queue.free else (one == 1)
    for i, v in enumerate(x):
        if asks[i]:
            model += v <= one
    return terms


def _bundle(
    model: pulp.LpProblem, tag: str, case: BlockCase, table: BundleTable, base: Array,
    x: list[pulp.LpVariable], price: float, tolerance: float,
) -> list[pulp.LpAffineExpression]:  # fmt: skip
    """phi_g(A_g) in pieces: on[i] says in which piece A lies, part[i] where."""
    most = float(base.sum())
    if most <= 0:
        return []
    pieces = lower_pieces(table, case.park, price, most, tolerance)
    on, parts, terms = [], [], []
    for i, piece in enumerate(pieces):
        d = model.add_variable(f"on{tag}_{i}", 0, 1, cat="Binary")
        a = model.add_variable(f"part{tag}_{i}", 0)
        # in units of the whole, so that coefficients are of one size
        model += a >= piece.left / most * d
        model += a <= min(piece.right, most) / most * d
        on.append(d)
        parts.append(a)
        terms.append(piece.intercept * d + piece.slope * most * a)
    model += pulp.lpSum(on) == 1
    model += pulp.lpSum(float(b) / most * v for b, v in zip(base, x, strict=True) if b > 0) == (
        pulp.lpSum(parts)
    )
    return terms
