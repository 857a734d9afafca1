"""The exact pricing problem of one block of one park, as a small MILP in PuLP.

    V = min Σ_d (c_dj − pi_d) x_d + Σ_l [mu C_l y_l + Σ_s w p_s q_sl] + Σ_g phi_g(A_g)

with x binary, q above fine tangents of the queue curves, and phi below its true value in straight
pieces: the solver's dual bound is therefore a lower bound of V.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import pulp

from optimizer.model.tangents import tangent
from optimizer.problem import Array, Curve, Ints
from optimizer.solve.adapter import run
from optimizer.solve.patterns.every_set import best_set
from optimizer.solve.patterns.pieces import lower_cells, lower_pieces
from optimizer.solve.patterns.tables import DEAR, BundleTable, QueueTable, Tables

_ROUNDS = 6
_FEW = 12
"""Up to so many cells every set is looked at."""


@dataclass(frozen=True)
class BlockBound:
    """What the MILP of a block says.

    ``bound`` never exceeds the block's true least reduced cost; ``cells`` is the best set found.
    """

    bound: float
    cells: Ints
    tolerance: float = 0.0
    """At most so far below the truth, unless the time ran out."""


@dataclass(frozen=True)
class BlockCase:
    """One block of one park, hosted by the hub size of one host class, at given prices."""

    tables: Tables
    block: int
    park: int
    size: int
    prices: Array
    mu: float


def solve_block(case: BlockCase, tolerance: float, time_limit: float) -> BlockBound:
    """Least reduced cost of a block; at most that of serving no cell at all.

    Of few cells every set is looked at; more are a MILP. Its tangents are added where the answer
    leans on the queue curves, until they cost less than half the ``tolerance`` (aim per year); the
    pieces and the solver's gap take the other half. When the ``time_limit`` in seconds runs out,
    the bound is what the solver has proven by then.
    """
    deadline = time.monotonic() + time_limit
    problem = case.tables.problem
    tables = case.tables.blocks[case.block]
    reduced = problem.linear[tables.block.cells, case.park] - case.prices[tables.block.cells]
    wanted = np.flatnonzero(reduced < 0)
    none = np.array([], dtype=int)
    empty = _empty(case)
    if not len(wanted) or empty >= DEAR:
        return BlockBound(empty, none)
    if not tables.queues and not tables.bundles:
        return BlockBound(float(reduced[wanted].sum()), tables.block.cells[wanted])
    if len(wanted) <= _FEW:
        levels = tuple(_hosted(q, case) for q in tables.queues)
        price = case.mu + problem.money
        least, best = best_set(
            case.tables, case.block, case.park, levels, wanted, reduced[wanted], price
        )
        return BlockBound(min(empty, least), tables.block.cells[best])
    found = _branch_and_bound(case, wanted, reduced[wanted], tolerance, deadline, empty)
    return BlockBound(min(empty, found.bound), tables.block.cells[found.cells], tolerance)


def _branch_and_bound(
    case: BlockCase, wanted: Ints, reduced: Array, tolerance: float, deadline: float, empty: float,
) -> BlockBound:  # fmt: skip
    """Bound and best positions in the block by the MILP, tangents added round by round."""
    model = _BlockModel(case, wanted, reduced, tolerance / 4)
    bound, chosen = empty + float(reduced.sum()), np.array([], dtype=int)
    for _ in range(_ROUNDS):
        left = max(deadline - time.monotonic(), 0.01)
        answer = run(model.model, time_limit=left, gap_absolute=tolerance / 4, threads=1, lean=True)
        if np.isfinite(answer.bound):
            bound = max(bound, answer.bound)
        if not answer.has_values:
            break
        chosen = wanted[[(v.varValue or 0.0) > 0.5 for v in model.x]]
        if not answer.finished or bound >= empty or model.touch() <= tolerance / 2:
            break
    return BlockBound(bound, chosen)


def _empty(case: BlockCase) -> float:
    """Lower bound of what a hub pays that serves none of the cells: least kits, levels that pay."""
    tables, price = case.tables.blocks[case.block], case.mu + case.tables.problem.money
    total = sum(float(lower_cells(table, case.park, price)[0][0]) for table in tables.bundles)
    for queue in tables.queues:
        cost = price * queue.cost[case.park, _hosted(queue, case)]
        total += float(cost.min(initial=0.0 if queue.free else DEAR))
    return total


class _BlockModel:
    """The MILP of one block, to which tangents can be added."""

    def __init__(self, case: BlockCase, wanted: Ints, reduced: Array, tolerance: float) -> None:
        self.case = case
        self.model = pulp.LpProblem("block", pulp.LpMinimize)
        add = self.model.add_variable
        self.x = [add(f"x{i}", 0, 1, cat="Binary") for i in range(len(wanted))]
        self.lines: list[_Line] = []
        self.price = case.mu + case.tables.problem.money
        terms = [float(r) * v for r, v in zip(reduced, self.x, strict=True)]
        tables = case.tables.blocks[case.block]
        for i, (queue, unit) in enumerate(zip(tables.queues, tables.unit, strict=True)):
            terms += self._queue(f"{i}", queue, unit[:, wanted, case.park])
        for i, (table, base) in enumerate(zip(tables.bundles, tables.base, strict=True)):
            terms += self._bundle(f"{i}", table, base[wanted], tolerance)
        self.model.setObjective(pulp.lpSum(terms))

    def touch(self) -> float:
        """Add tangents at the loads of the last answer; returns how far below the truth it lay."""
        short = 0.0
        for line in self.lines:
            load = line.load.varValue or 0.0
            if (line.level.varValue or 0.0) < 0.5 or load <= 1e-9:
                continue
            at = min(load, line.curve.capacity)
            gap = float(line.curve.value(np.array(at))) - (line.queue.varValue or 0.0)
            if gap * line.weight > 1e-9:
                short += gap * line.weight
                self._tangent(line, at)
        return short

    def _tangent(self, line: _Line, at: float) -> None:
        intercept, slope = tangent(line.curve, at)
        if slope > 0:
            self.model += line.queue >= intercept * line.level + slope * line.load

    def _queue(self, tag: str, queue: QueueTable, load: Array) -> list[pulp.LpAffineExpression]:
        """Levels y, loads a and queue lengths q of one station with seasonal loads."""
        case, model = self.case, self.model
        problem = case.tables.problem
        total = load.sum(axis=1)
        levels: list[pulp.LpVariable] = []
        loads: list[list[pulp.LpVariable]] = []
        terms: list[pulp.LpAffineExpression] = []
        for v in _hosted(queue, case):
            y = model.add_variable(f"y{tag}_{v}", 0, 1, cat="Binary")
            levels.append(y)
            terms.append(self.price * float(queue.cost[case.park, v]) * y)
            loads.append([])
            for s, share in enumerate(problem.season_share):
                curve = queue.curves[v]
                most = min(curve.capacity, float(total[s]))
                a = model.add_variable(f"a{tag}_{v}_{s}", 0)
                loads[-1].append(a)
                model += a <= most * y
                weight = float(queue.weight[case.park] * share)
                if weight > 0 and most > 0:
                    q = model.add_variable(f"q{tag}_{v}_{s}", 0)
                    terms.append(weight * q)
                    line = _Line(curve, y, a, q, weight)
                    self.lines.append(line)
                    for intercept, slope in queue.lines[v]:
                        model += q >= intercept * y + slope * a
        for s in range(problem.seasons):
            pairs = zip(load[s], self.x, strict=True)
            asked = pulp.lpSum(float(c) * v for c, v in pairs if c > 0)
            model += asked == pulp.lpSum(row[s] for row in loads)
        one = pulp.lpSum(levels)
        if levels:
            model += (one <= 1) if queue.free else (one == 1)
        for v, asks in zip(self.x, load.max(axis=0) > 1e-12, strict=True):
            if asks:
                model += v <= one
        return terms

    def _bundle(
        self, tag: str, table: BundleTable, base: Array, tolerance: float
    ) -> list[pulp.LpAffineExpression]:
        """phi_g(A_g) in pieces: on[i] says in which piece A lies, part[i] where."""
        model, most = self.model, float(base.sum())
        if most <= 0:
            return []
        on, parts, terms = [], [], []
        pieces = lower_pieces(table, self.case.park, self.price, most, tolerance)
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
        pairs = zip(base, self.x, strict=True)
        amount = pulp.lpSum(float(b) / most * v for b, v in pairs if b > 0)
        model += amount == pulp.lpSum(parts)
        return terms


def _hosted(queue: QueueTable, case: BlockCase) -> Ints:
    """Levels that the hub can host and the node allows."""
    return np.flatnonzero(queue.allowed[case.size] & (queue.cost[case.park] < DEAR))


@dataclass(frozen=True)
class _Line:
    """One load of one level, with the variable that lies above its curve's tangents."""

    curve: Curve
    level: pulp.LpVariable
    load: pulp.LpVariable
    queue: pulp.LpVariable
    weight: float
