"""From which quarter on each source works: its columns in the master, its part of the bound.

    Z_os = 1: source o works from quarter s on; it costs Σ_r mu_r paid_osr, and brings the prices nu
    of what its ways supply in quarters t ≥ s (`Links`)
    Σ_{o in group, s ≤ t} Z_os ≤ most of the group, and ≥ 1 where a node says that one works by t

Where a source stands beside others, area and power are left out of it, which only lowers the bound.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import highspy
import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.tables import Tables

if TYPE_CHECKING:
    from optimizer.solve.rollout.node import Node

GROUP, PLACE = -2, -1
"""Kinds of steps beside those of a park: a source of a group works; a source is the only one of its
group. They stand in the place of the park."""
_INF = highspy.kHighsInf


def groups(roll_out: RollOut) -> tuple[Ints, Ints]:
    """(Z,) group of each source, and (G,) most that may be built of each group."""
    sources = roll_out.quarters[0].sources
    if sources is None:
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    return sources.group, sources.most


def may_start(roll_out: RollOut, node: Node | None) -> Bools:
    """(S, Z) quarters from which on each source may work."""
    first = np.asarray(roll_out.sources.build)
    if node is not None:
        first = np.maximum(first, node.may)
    return np.asarray(np.arange(roll_out.count)[:, None] >= first)


def barred(roll_out: RollOut, node: Node, quarter: int) -> frozenset[int]:
    """Sources that do not work in a quarter of a node."""
    allowed = may_start(roll_out, node)[quarter]
    return frozenset(int(o) for o in np.flatnonzero(~allowed))


def least_for_sources(roll_out: RollOut, node: Node, money: Array, earned: Array) -> float:
    """Least priced cost of the sources of a node, in the aim of all quarters.

    Parameters
    ----------
    money
        (R,) prices of money.
    earned
        (T, Z) prices that the ways of each source pay for it in each quarter.
    """
    cost = _start_costs(roll_out, node, money, earned)
    return sum(_least_of(roll_out, node, cost, g) for g in range(len(node.must)))


def parts_by_sources(
    roll_out: RollOut, node: Node, earned: Array, least: float = 0.0
) -> list[Node]:
    """A node in parts: for each group that pays, those that have it; then those that have none.

    They have it by the last quarter. A group pays that earns more than ``least`` beyond its cost,
    by the (T, Z) prices ``earned`` by its ways. In the part of a group those that pay more are
    shut; what pays less stays open, and so do all groups that do not pay in all parts.
    """
    cost = _start_costs(roll_out, node, node.prices.money, earned)
    gain = np.array([_least_of(roll_out, node, cost, g) for g in range(len(node.must))])
    parts = []
    for g in np.argsort(gain, kind="stable"):
        if gain[g] < -least:
            parts.append(node.with_group(int(g), roll_out.count - 1))
            node = node.not_before(node.group == g, roll_out.count)
    return [*parts, node]


def worth_starting(roll_out: RollOut, node: Node, money: Array, earned: Array, room: float) -> Ints:
    """(Z,) first quarter from which on each source may work without the bound rising by ``room``.

    What is left out are starts of which no timetable is better than the best one.
    """
    cost = _start_costs(roll_out, node, money, earned)
    group, most = groups(roll_out)
    may = np.array(node.may)
    for o, g in enumerate(group):
        others = np.minimum(cost[:, (group == g)].min(axis=0), 0.0)
        beside = float(np.sort(others)[: most[g] - 1].sum())  # with more than one of a group
        with_it = np.minimum.accumulate(cost[:, o]) + beside  # it works from s on, or before
        dear = with_it - _least_of(roll_out, node, cost, int(g)) >= room
        may[o] = max(may[o], int(dear.sum()))  # the earlier ones are dear if a later one is
    return may


def _start_costs(roll_out: RollOut, node: Node, money: Array, earned: Array) -> Array:
    """(S, Z) priced cost of each source if it works from quarter s on; inf where it does not."""
    later = earned[::-1].cumsum(axis=0)[::-1]  # of all quarters from s on
    cost = np.einsum("r,srz->sz", money, roll_out.source_paid) - later
    return np.where(may_start(roll_out, node), cost, np.inf)


def _least_of(roll_out: RollOut, node: Node, cost: Array, g: int) -> float:
    """Least priced cost of the sources of a group; inf where it must have one and may not."""
    group, most = groups(roll_out)
    mine, many = cost[:, group == g], int(most[g])
    best = np.minimum(mine.min(axis=0, initial=np.inf), 0.0)
    if node.must[g] >= roll_out.count:
        return float(np.sort(best)[:many].sum())
    first = mine[: node.must[g] + 1].min(axis=0, initial=np.inf)
    return min(
        (float(first[o] + np.sort(np.delete(best, o))[: many - 1].sum())
         for o in range(len(first))), default=np.inf,
    )  # fmt: skip


class Starts:
    """Columns Z_os of a master in HiGHS, and the rows of the groups."""

    def __init__(self, roll_out: RollOut, lp: highspy.Highs, money_row: int) -> None:
        self.roll_out, self.lp = roll_out, lp
        self.group, self.most = groups(roll_out)
        count, self._rows = roll_out.count, lp.getNumRow()
        for many in np.repeat(self.most, count):
            lp.addRow(-_INF, float(many), 0, [], [])
        self.place: dict[tuple[int, int], int] = {}
        self._tables: dict[int, tuple[frozenset[int], Tables]] = {}  # large: one of each quarter
        for s, o in np.argwhere(may_start(roll_out, None)):
            paid = roll_out.source_paid[s, :, o]
            works = self._rows + int(self.group[o]) * count + np.arange(s, count)
            rows = [*works.tolist(), *(money_row + np.arange(count)).tolist()]
            self.place[int(s), int(o)] = lp.getNumCol()
            values = [1.0] * len(works) + [float(p) for p in paid]
            lp.addCol(0.0, 0.0, 1.0, len(rows), rows, values)

    def restrict(self, node: Node) -> None:
        """Only starts that a node allows."""
        allowed, count = may_start(self.roll_out, node), self.roll_out.count
        for (s, o), column in self.place.items():
            self.lp.changeColBounds(column, 0.0, float(allowed[s, o]))
        for g, many in enumerate(self.most):
            for t in range(count):
                low = 1.0 if t >= node.must[g] else -_INF
                self.lp.changeRowBounds(self._rows + g * count + t, low, float(many))

    def tables(self, whole: Tables, quarter: int, node: Node) -> Tables:
        """Tables of a quarter without the ways of sources that do not work in it."""
        out = barred(self.roll_out, node, quarter)
        known, found = self._tables.get(quarter, (frozenset(), whole))
        if known != out:
            blocks = tuple(
                replace(b, bundles=tuple(each.without(out) for each in b.bundles))
                for b in whole.blocks
            )
            found = Tables(whole.problem, blocks) if out else whole
            self._tables[quarter] = out, found
        return found

    def works(self) -> Array:
        """(T, Z) to which share each source works in each quarter of the last solution."""
        found = np.zeros((self.roll_out.count, self.roll_out.sources.count))
        if self.place:
            values = self.lp.getSolution().col_value
            for (s, o), column in self.place.items():
                found[s:, o] += values[column]
        return found

    def shares(self) -> dict[tuple[int, int, int, int], float]:
        """To which share a source of each group works in each quarter, and stands in a place."""
        works, found = self.works(), dict[tuple[int, int, int, int], float]()
        for g, most in enumerate(self.most):
            for t, each in enumerate(works[:, self.group == g].sum(axis=1)):
                found[GROUP, t, g, 0] = float(each)
            for o in np.flatnonzero(self.group == g) if most == 1 else ():
                found[PLACE, self.roll_out.count - 1, int(o), 0] = float(works[-1, o])
        return found

    def before(self, quarter: int, source: int) -> list[int]:
        """Columns of a source that works in a quarter."""
        return [c for (s, o), c in self.place.items() if o == source and s <= quarter]
