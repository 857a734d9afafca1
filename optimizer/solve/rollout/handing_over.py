"""Fleets that one hub hands over to another: what makes the master pay for it.

    Σ_{p at j in t, p∋d} z_p − Σ_{p at j in t+1, p∋d} z_p − s_{t+1,d} − h_td ≤ 0    dual lambda_tdj

A cell that a park serves in one quarter it serves in the next, or the cell goes back to today's
way, or it is handed over: h_td = 1, which costs `change` at the start of quarter t + 1. A price
lambda is charged for the cell to patterns of quarter t, and paid to those of t + 1.
"""

from __future__ import annotations

import highspy
import numpy as np

from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut


def cost_of_handing(roll_out: RollOut, money: Array) -> Array:
    """(T - 1,) what handing one cell over after each quarter costs, at prices of money (T,)."""
    return np.asarray(roll_out.change * np.cumsum(money[:0:-1])[::-1])


class HandingOver:
    """Numbers of these rows, from ``first`` on: by quarter, cell and park."""

    def __init__(self, roll_out: RollOut, first: int) -> None:
        self.roll_out, self.first = roll_out, first
        self.cells = roll_out.quarters[0].cells
        count = roll_out.count - 1 if roll_out.change > 0 else 0
        self.shape = (count, self.cells, roll_out.parks)
        self.count = int(np.prod(self.shape))

    def of(self, quarter: int, park: int, cells: Ints) -> tuple[Ints, Array]:
        """Rows in which a pattern of a quarter stands, and its sign in each."""
        found = [
            (self.first + ((t * self.cells) + cells) * self.roll_out.parks + park, sign)
            for t, sign in ((quarter, 1.0), (quarter - 1, -1.0))
            if 0 <= t < self.shape[0]
        ]
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(rows for rows, _ in found)])
        return rows, np.repeat([sign for _, sign in found], len(cells))

    def quarter_and_cell(self, row: int) -> tuple[int, int] | None:
        """Quarter and cell of a row; None for a row of another kind."""
        if not self.first <= row < self.first + self.count:
            return None
        t, d, _ = np.unravel_index(row - self.first, self.shape)
        return int(t), int(d)

    def charge(self, quarter: int, price: Array) -> Array | None:
        """(D, J) what the prices add to serving each cell, in the quarter's aim; None: nothing."""
        each, total = self._price(price), np.zeros(self.shape[1:])
        for t, sign in ((quarter, 1.0), (quarter - 1, -1.0)):
            if 0 <= t < self.shape[0]:
                total += sign * each[t]
        return total / self.roll_out.weight[quarter] if total.any() else None

    def paid_to_stay(self, price: Array) -> Array:
        """(T, D) what the prices pay to each cell that goes today's way, in the quarters' aims."""
        total = np.zeros((self.roll_out.count, self.cells))
        total[1 : self.shape[0] + 1] = self._price(price).sum(axis=2)
        return np.asarray(total / self.roll_out.weight[:, None])

    def least_cost(self, price: Array, money: Array) -> float:
        """Least priced cost of handing over, in the aim of all quarters: (R,) prices of money."""
        cost = cost_of_handing(self.roll_out, money)[: self.shape[0]]
        return float(np.minimum(cost[:, None] - self._price(price).sum(axis=2), 0.0).sum())

    def _price(self, price: Array) -> Array:
        return price[self.first : self.first + self.count].reshape(self.shape)


class HandedOver:
    """Columns h_td of a master in HiGHS; today's ways are its columns ``stay`` (T, D)."""

    def __init__(self, hand: HandingOver, lp: highspy.Highs, money_row: int, stay: Ints) -> None:
        self.lp, self._stay = lp, stay[1 : hand.shape[0] + 1]
        self._place = lp.getNumCol() + np.arange(self._stay.size).reshape(self._stay.shape)
        change, last = hand.roll_out.change, money_row + hand.roll_out.count
        for t in range(hand.shape[0]):
            rows = np.arange(money_row + t + 1, last)
            for _ in range(hand.cells):
                lp.addCol(0.0, 0.0, 1.0, len(rows), rows, np.full(len(rows), change))

    def excused(self) -> Array:
        """(T - 1, D, 1) to which share a cell of each row is handed over or goes today's way."""
        value = np.array(self.lp.getSolution().col_value)
        return np.asarray(value[self._stay] + value[self._place])[:, :, None]

    def columns(self, quarter: int, cell: int) -> list[int]:
        """Columns that excuse a row."""
        return [int(self._stay[quarter, cell]), int(self._place[quarter, cell])]
