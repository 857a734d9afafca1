"""The master over quarters: a linear program whose duals price cells, money and what stays.

    min Σ_t w_t (Σ_p v_p z_p + Σ_d stay_td s_td)
    s.t. Σ_{p∋d} z_p + s_td = 1,  Σ_{p at j in t} z_p ≤ 1,  links
         Σ_p paid_pr z_p + Σ_os paid_osr Z_os + Σ_{t<r,d} change h_td ≤ funds_r

Its value bounds nothing: only the patterns found so far are in it. Links (`Links`) come in where a
solution breaks them: few do, and the others would only slow the prices down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.master import unserved
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import DEAR
from optimizer.solve.rollout.draws import Draw
from optimizer.solve.rollout.handing_over import HandedOver
from optimizer.solve.rollout.links import Links
from optimizer.solve.rollout.starts import Starts

if TYPE_CHECKING:
    from optimizer.solve.rollout.node import Node

_LEAST, _LEAST_LINK = 0.02, 30.0
"""A box is as wide as for a price of this, where the price is lower."""
_BROKEN = 1e-3
_LP_SECONDS = 10.0
"""A linear program takes a fraction of a second: what takes so long never ends."""
_IDLE = 10.0
"""Cost of a forced park without a pattern, over what all cells cost today."""
_INF = highspy.kHighsInf


@dataclass(frozen=True)
class Prices:
    """Duals of the master.

    ``cell`` is (T, D) in units of each quarter's aim; ``money`` (R,) and ``link`` (rows of the
    links,) >= 0 in the aim of all quarters; ``park`` (T, J) <= 0 in units of each quarter's aim.
    """

    cell: Array
    money: Array
    link: Array
    park: Array
    value: float


@dataclass(frozen=True)
class Column:
    """A park in one quarter; ``paid`` (R,) million RUB until the end of each quarter."""

    quarter: int
    pattern: Pattern
    paid: Array
    links: tuple[Ints, Array]
    """Links in which the pattern stands, and its sign in each."""


class Master:
    """The restricted master in HiGHS, with box columns that keep the prices near a centre."""

    def __init__(self, roll_out: RollOut) -> None:
        self.roll_out = r = roll_out
        self.columns: list[Column] = []
        self.cells, self.parks, self.count = r.quarters[0].cells, r.parks, r.count
        self.working = [t for t in range(r.count) if r.size_open(t).any()]
        self.links = Links(r)
        self._known: set[object] = set()
        self._node: Node | None = None
        self._place: list[int] = []  # LP column of each pattern
        self._box: list[int] = []  # first LP column of each box: cells, then money, then links
        self._link_row: dict[int, int] = {}
        self.lp = highspy.Highs()  # type: ignore[no-untyped-call]
        self.lp.setOptionValue("output_flag", False)
        self.lp.setOptionValue("threads", 1)
        self.lp.setOptionValue("presolve", "off")
        self._parks_from = self.count * self.cells
        self._money_from = self._parks_from + self.count * self.parks
        self._rows()
        self.starts = Starts(r, self.lp, self._money_from)
        stay = np.arange(self._parks_from).reshape(self.count, self.cells)
        self.handed = HandedOver(self.links.hand, self.lp, self._money_from, stay)

    def _rows(self) -> None:
        r = self.roll_out
        for _ in range(self._parks_from):
            self.lp.addRow(1.0, 1.0, 0, [], [])
        for _ in range(self.count * self.parks):
            self.lp.addRow(-_INF, 1.0, 0, [], [])
        for funds in r.funds:
            self.lp.addRow(-_INF, float(funds - r.closed), 0, [], [])
        self._weight = np.repeat(r.weight, self.cells)  # (T D,)
        for row, cost in enumerate(np.concatenate([unserved(q) for q in r.quarters])):
            self.lp.addCol(float(cost * self._weight[row]), 0.0, _INF, 1, [row], [1.0])
        self._idle_from = self.lp.getNumCol()
        stays = np.where(np.isfinite([q.stay for q in r.quarters]), [q.stay for q in r.quarters], 1)
        for row in range(self._parks_from, self._money_from):  # a forced park without a pattern
            self.lp.addCol(_IDLE * float(stays.sum(axis=1).max()), 0.0, 0.0, 1, [row], [1.0])
        for row in range(self._parks_from):
            self._add_box(row, 1.0)
        for row in range(self._money_from, self._money_from + self.count):
            self._add_box(row, -1.0)

    def _add_box(self, row: int, sign: float) -> None:
        """Two columns that cap and floor the price of a row."""
        self._box.append(self.lp.getNumCol())
        self.lp.addCol(0.0, 0.0, 0.0, 1, [row], [sign])
        self.lp.addCol(0.0, 0.0, 0.0, 1, [row], [-sign])

    def add(self, quarter: int, patterns: list[Pattern]) -> int:
        """Add patterns of a quarter that are not there yet; returns how many were new."""
        new, r = 0, self.roll_out
        for p in patterns:
            key = (quarter, p.key)
            if key in self._known or not p.value < DEAR:
                continue
            self._known.add(key)
            paid = r.paid(quarter, p.park, p.size, p.level, _running(r, quarter, p))
            links = self.links.of(quarter, p)
            self.columns.append(Column(quarter, p, paid, links))
            rows = [*(quarter * self.cells + p.cells).tolist(),
                    self._parks_from + quarter * self.parks + p.park]  # fmt: skip
            values = [1.0] * len(rows)
            for i in np.flatnonzero(paid):
                rows.append(self._money_from + int(i))
                values.append(float(paid[i]))
            for link, sign in zip(*links, strict=True):
                if link in self._link_row:
                    rows.append(self._link_row[link])
                    values.append(sign)
            self._place.append(self.lp.getNumCol())
            worth = float(r.weight[quarter] * p.value)
            self.lp.addCol(worth, 0.0, self._top(quarter, p), len(rows), rows, values)
            new += 1
        return new

    def tighten(self, *, handing_over: bool = False) -> int:
        """Take in the links that the last solution breaks; returns how many.

        Those of fleets handed over only where asked for: there are many, and each moves little.
        """
        rows = [c.links for c in self.columns]
        link = np.concatenate([np.zeros(0, dtype=np.int64), *(row for row, _ in rows)])
        sign = np.concatenate([np.zeros(0), *(sign for _, sign in rows)])
        place = np.repeat(self.places, [len(row) for row, _ in rows])
        weight = np.repeat(self.weights(), [len(row) for row, _ in rows])
        taken = np.bincount(link, sign * weight, minlength=self.links.count)[: self.links.fixed]
        over = taken - self.links.allowed(self.starts.works(), self.handed.excused())
        last = self.links.fixed if handing_over else self.links.hand.first
        broken = [int(i) for i in np.flatnonzero(over[:last] > _BROKEN) if i not in self._link_row]
        for row in broken:
            mine, others = link == row, self._allowing(row)
            self._add_link(row, [*place[mine]], [*sign[mine]], others)
        return len(broken)

    def take_in(self, draws: list[Draw]) -> None:
        """Take in rows of draws on sources."""
        drawing = [i for i, c in enumerate(self.columns) if c.pattern.sources]
        rows = {self.links.draws.add(draw): draw for draw in draws}
        taken: dict[int, list[tuple[int, float]]] = {row: [] for row in rows}
        for i in drawing:
            column = self.columns[i]
            for row, far in zip(*self.links.draws.of(column.quarter, column.pattern), strict=True):
                if row in taken:
                    taken[row].append((self._place[i], far))
        for row, draw in rows.items():
            others = [
                place
                for o in np.flatnonzero(self.links.draws.group == draw.group)
                for place in self.starts.before(draw.quarter, int(o))
            ]
            self._add_link(row, [p for p, _ in taken[row]], [far for _, far in taken[row]], others)

    def _add_link(
        self, link: int, places: list[int], signs: list[float], others: list[int]
    ) -> None:
        """A link's row: patterns with their signs, and what lets them go further."""
        self._link_row[link] = self.lp.getNumRow()
        values = [*signs, *(-1.0 for _ in others)]
        self.lp.addRow(-_INF, 0.0, len(values), [*places, *others], values)
        self._add_box(self._link_row[link], -1.0)

    def _allowing(self, link: int) -> list[int]:
        """Columns, beside patterns, that let patterns go further in a link's row."""
        if (source := self.links.source_of(link)) is not None:
            return self.starts.before(*source)
        if (handed := self.links.hand.quarter_and_cell(link)) is not None:
            return self.handed.columns(*handed)
        return []

    def restrict(self, node: Node) -> None:
        """Look at a node of the search: patterns that it forbids are out, forced parks open."""
        self._node = node
        self.starts.restrict(node)
        basis = self.lp.getBasis()  # HiGHS 1.15 was seen to crash on what it keeps beside the basis
        self.lp.clearSolver()
        self.lp.setBasis(basis)
        for column, place in zip(self.columns, self._place, strict=True):
            self.lp.changeColBounds(place, 0.0, self._top(column.quarter, column.pattern))
        for t in range(self.count):
            forced = node.forced(t)
            for j in range(self.parks):
                place = t * self.parks + j
                low, top = (1.0, _INF) if j in forced else (-_INF, 0.0)
                self.lp.changeRowBounds(self._parks_from + place, low, 1.0)
                self.lp.changeColBounds(self._idle_from + place, 0.0, top)

    def _top(self, quarter: int, pattern: Pattern) -> float:
        """Upper bound of a pattern's column: zero where the node forbids it."""
        node = self._node
        allowed = node is None or node.allows(self.roll_out, quarter, pattern)
        return float(_INF) if allowed else 0.0

    def box(self, centre: Prices | None, width: float) -> None:
        """Keep prices within ``width`` of the centre (None: free)."""
        count, first = len(self._box), np.array(self._box, dtype=np.int32)
        boxes = np.stack([first, first + 1], axis=1).ravel()
        none = np.zeros(2 * count)
        if centre is None:
            self.lp.changeColsBounds(2 * count, boxes, none, none)
            return
        link = np.append(centre.link, np.zeros(self.links.count - len(centre.link)))
        linked = link[list(self._link_row)]  # rows that are newer than the centre have no price
        at = np.concatenate([centre.cell.ravel() * self._weight, centre.money, linked])
        least = np.full(count, _LEAST)
        least[count - len(linked) :] = _LEAST_LINK
        half = width * np.maximum(np.abs(at), least)
        low = at - half
        low[self._parks_from :] = np.maximum(low[self._parks_from :], 0.0)
        self.lp.changeColsCost(2 * count, boxes, np.stack([at + half, -low], axis=1).ravel())
        self.lp.changeColsBounds(2 * count, boxes, none, none + _INF)

    def solve(self) -> Prices:
        """Solve the linear program and read its prices."""
        self._run()
        solution = self.lp.getSolution()
        dual = np.array(solution.row_dual)
        link = np.zeros(self.links.count)
        rows = list(self._link_row.values())
        link[list(self._link_row)] = np.maximum(0.0, -dual[rows])
        park = dual[self._parks_from : self._money_from].reshape(self.count, self.parks)
        return Prices(
            cell=(dual[: self._parks_from] / self._weight).reshape(self.count, self.cells),
            money=np.maximum(0.0, -dual[self._money_from : self._money_from + self.count]),
            link=link, park=self._park_duals(park),
            value=float(self.lp.getInfo().objective_function_value),
        )  # fmt: skip

    def value_at(self, node: Node) -> float:
        """Value at a node with free prices, all links in that its solution would break."""
        self.restrict(node)
        self.box(None, 0.0)
        value = self.solve().value
        while self.tighten():
            value = self.solve().value
        return value

    @property
    def places(self) -> Ints:
        """(n,) LP column of every pattern."""
        return np.array(self._place, dtype=np.int64)

    def open_columns(self, most: float) -> Ints:
        """LP columns of patterns that the node allows and whose reduced cost is at most so much."""
        reduced = np.array(self.lp.getSolution().col_dual)[self._place]
        tops = [self._top(c.quarter, c.pattern) > 0 for c in self.columns]
        return self.places[np.array(tops) & (reduced <= most)]

    def _run(self) -> None:
        """Solve from the last basis; where the simplex method goes round in circles, anew.

        What stands then is good enough: any prices give a bound.
        """
        for way in ("choose", "simplex", "ipm"):
            self.lp.setOptionValue("solver", way)
            self.lp.setOptionValue("time_limit", self.lp.getRunTime() + _LP_SECONDS)
            self.lp.run()
            if self.lp.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return
            self.lp.clearSolver()
        self.lp.setOptionValue("presolve", "on")
        self.lp.setOptionValue("time_limit", self.lp.getRunTime() + 3 * _LP_SECONDS)
        self.lp.run()
        self.lp.setOptionValue("presolve", "off")

    def _park_duals(self, dual: Array) -> Array:
        """Not above zero, but for parks that must open."""
        forced = np.zeros(dual.shape, dtype=bool)
        if self._node is not None:
            forced = self._node.least[0] >= 0
        dual = np.where(forced, dual, np.minimum(dual, 0.0))
        return np.asarray(dual / self.roll_out.weight[:, None])

    def weights(self) -> Array:
        """Value z of every column in the last solution."""
        return np.array(self.lp.getSolution().col_value)[self._place]


def _running(roll_out: RollOut, quarter: int, pattern: Pattern) -> float:
    """Running cost of a pattern, million RUB a year."""
    problem = roll_out.quarters[quarter]
    total = float(problem.size_cost[pattern.park, pattern.size])
    for k in np.flatnonzero(pattern.level >= 0):
        station, level = problem.stations[k], int(pattern.level[k])
        total += float(station.cost[pattern.park, level])
        price = station.level_price(level, pattern.park)
        if price:
            inside = np.isin(station.cells, pattern.cells)
            parts = station.rate[:, inside].sum(axis=1)
            total += price * float(problem.season_share @ parts)
    return total
