"""The master: a linear program over patterns, whose duals price cells (pi) and money (mu).

    min Σ_p v_p z_p + Σ_d stay_d s_d
    s.t. Σ_{p∋d} z_p + s_d = 1,  Σ_{p at j} z_p ≤ 1,  Σ_p cost_p z_p ≤ B − cost of sources

Its value bounds nothing: only the patterns found so far are in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy.sparse import csr_array

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import DEAR

if TYPE_CHECKING:
    from optimizer.solve.patterns.node import Node


_UNSERVED = 1e3
"""So dear that a node whose plans cost more than the budget by a thousandth is closed."""


def unserved(problem: Problem) -> Array:
    """(D,) cost of keeping today's way: far above all plans where a cell must be served."""
    worst = np.where(np.isfinite(problem.linear), problem.linear, 0.0).max(axis=1, initial=0.0)
    kept = np.isfinite(problem.stay)
    total = float(np.maximum(worst, np.where(kept, problem.stay, 0.0)).sum())
    return np.where(kept, problem.stay, _UNSERVED * max(total, 1.0))


@dataclass(frozen=True)
class Prices:
    """Duals of the master.

    ``cell`` is (D,) pi, ``money`` is mu >= 0, ``park`` (J,) <= 0.
    """

    cell: Array
    money: float
    park: Array
    value: float
    inside: bool
    """No price lies on the edge of its box."""


class Master:
    """The restricted master in HiGHS, with box columns that keep the prices near a centre."""

    def __init__(self, problem: Problem, threads: int = 1) -> None:
        self.problem = problem
        self.patterns: list[Pattern] = []
        self.memory: Memory | None = None
        self._known: set[object] = set()
        self._first_pattern = 0
        self._node: Node | None = None
        self._banned: list[bool] = []
        self._matrix: tuple[csr_array, Array, Array, Ints] | None = None
        self._paid = 0.0
        self.lp = highspy.Highs()  # type: ignore[no-untyped-call]
        self.lp.setOptionValue("output_flag", False)
        self.lp.setOptionValue("threads", threads)
        self.lp.setOptionValue("presolve", "off")
        self._rows()

    def _rows(self) -> None:
        p, inf = self.problem, highspy.kHighsInf
        cells = p.cells
        self.budget_row = cells + p.parks
        for _ in range(cells):
            self.lp.addRow(1.0, 1.0, 0, [], [])
        for _ in range(p.parks):
            self.lp.addRow(-inf, 1.0, 0, [], [])
        self.lp.addRow(-inf, p.budget if np.isfinite(p.budget) else inf, 0, [], [])
        stay = unserved(p)
        for d in range(cells):
            self.lp.addCol(float(stay[d]), 0.0, inf, 1, [d], [1.0])
        for d in range(cells):  # box: price at most ... and at least ...
            self.lp.addCol(0.0, 0.0, 0.0, 1, [d], [1.0])
            self.lp.addCol(0.0, 0.0, 0.0, 1, [d], [-1.0])
        self.lp.addCol(0.0, 0.0, 0.0, 1, [self.budget_row], [-1.0])
        self.lp.addCol(0.0, 0.0, 0.0, 1, [self.budget_row], [1.0])
        self._first_pattern = self.lp.getNumCol()

    def add(self, patterns: list[Pattern]) -> int:
        """Add columns that are not there yet; returns how many were new."""
        new = 0
        for pattern in patterns:
            if pattern.key in self._known or not pattern.cost < DEAR or not pattern.value < DEAR:
                continue
            self._known.add(pattern.key)
            self.patterns.append(pattern)
            if self.memory:
                self.memory.learn(pattern.cells)
            rows = [*map(int, pattern.cells), self.problem.cells + pattern.park, self.budget_row]
            values = [1.0] * (len(pattern.cells) + 1) + [pattern.cost]
            worth = pattern.value + self.problem.money * pattern.cost
            self.lp.addCol(worth, 0.0, self._top(pattern), len(rows), rows, values)
            new += 1
        return new

    def reduced(self, prices: Prices) -> Array:
        """(J,) least reduced cost of the patterns found so far; inf where a park has none."""
        p = self.problem
        best = np.full(p.parks, np.inf)
        if self.patterns:
            matrix, worth, cost, park = self._columns()
            value = worth + prices.money * cost - matrix @ prices.cell
            value[self._forbidden()] = np.inf
            np.minimum.at(best, park, value)
        return best

    def _columns(self) -> tuple[csr_array, Array, Array, Ints]:
        """Patterns as a matrix (patterns x cells), with worth, cost and park of each."""
        if self._matrix is None or self._matrix[0].shape[0] != len(self.patterns):
            sizes = [len(q.cells) for q in self.patterns]
            cells = np.concatenate([q.cells for q in self.patterns])
            starts = np.concatenate([[0], np.cumsum(sizes)])
            shape = (len(sizes), self.problem.cells)
            cost = np.array([q.cost for q in self.patterns])
            self._matrix = (
                csr_array((np.ones(len(cells)), cells, starts), shape=shape),
                np.array([q.value for q in self.patterns]) + self.problem.money * cost,
                cost,
                np.array([q.park for q in self.patterns]),
            )
        return self._matrix

    def _forbidden(self) -> Bools:
        """(patterns,) what the node forbids."""
        known = len(self._banned)
        self._banned += [self._top(q) == 0.0 for q in self.patterns[known:]]
        return np.array(self._banned, dtype=bool)

    def restrict(self, node: Node) -> None:
        """Look at a node of the search: patterns that it forbids are out, forced parks open."""
        self._node, self._banned = node, []
        inf = highspy.kHighsInf
        stay = unserved(node.problem(self.problem))
        for d in range(self.problem.cells):
            self.lp.changeColCost(d, float(stay[d]))
        for i, pattern in enumerate(self.patterns):
            self.lp.changeColBounds(self._first_pattern + i, 0.0, self._top(pattern))
        self._paid = node.world.paid(self.problem)
        if np.isfinite(self.problem.budget):
            self.lp.changeRowBounds(self.budget_row, -inf, self.problem.budget - self._paid)
        for j in range(self.problem.parks):
            low = 1.0 if j in node.forced else -inf
            self.lp.changeRowBounds(self.problem.cells + j, low, 1.0)

    def _top(self, pattern: Pattern) -> float:
        """Upper bound of a pattern's column: zero where the node forbids it."""
        node = self._node
        q = pattern
        if node and not node.allows(q.park, q.size, q.cells, q.level, q.sources):
            return 0.0
        return float(highspy.kHighsInf)

    def box(self, centre: Prices | None, width: float) -> None:
        """Keep prices within ``width`` of the centre (None: free)."""
        cells, inf = self.problem.cells, highspy.kHighsInf
        first = cells
        for d in range(cells + 1):
            up, down = first + 2 * d, first + 2 * d + 1
            if centre is None:
                self.lp.changeColBounds(up, 0.0, 0.0)
                self.lp.changeColBounds(down, 0.0, 0.0)
                continue
            at = float(centre.cell[d]) if d < cells else centre.money
            half = width * max(abs(at), 0.05)
            self.lp.changeColCost(up, at + half)
            self.lp.changeColCost(down, -(at - half) if d < cells else -max(at - half, 0.0))
            self.lp.changeColBounds(up, 0.0, inf)
            self.lp.changeColBounds(down, 0.0, inf)

    def solve(self) -> Prices:
        """Solve the linear program and read its prices."""
        self.lp.run()
        if self.lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.lp.clearSolver()
            self.lp.run()
        solution = self.lp.getSolution()
        dual = np.array(solution.row_dual)
        value = np.array(solution.col_value)
        cells = self.problem.cells
        paid = self.problem.money * self._paid
        boxed = value[cells : self._first_pattern]
        return Prices(
            cell=dual[:cells],
            money=max(0.0, -float(dual[self.budget_row])),
            park=self._park_duals(dual[cells : cells + self.problem.parks]),
            value=float(self.lp.getInfo().objective_function_value) + paid,
            inside=bool(boxed.max(initial=0.0) < 1e-7),
        )

    def _park_duals(self, dual: Array) -> Array:
        """Not above zero, but for parks that must open."""
        forced = self._node.forced if self._node else frozenset()
        free = [j in forced for j in range(self.problem.parks)]
        return np.where(free, dual, np.minimum(dual, 0.0))

    def weights(self) -> Array:
        """Value z of every pattern in the last solution."""
        return np.array(self.lp.getSolution().col_value)[self._first_pattern :]
