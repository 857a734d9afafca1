"""A hub draws on a source only once it works: rows that hubs of small demand cannot get round.

    Σ_{p at j in t} z_p Σ_k a_k [p draws on group g for k] − Σ_{o in g, s ≤ t} Z_os ≤ 0     dual xi

with weights a ≥ 0 of the stations that add up to one: a hub draws on a whole source. The rows of
shares (`Links`) would give a hub of one per cent of the demand all that a source is worth to it for
one per cent of the source. A price xi is charged by the weights, to each level that needs the
group; with weights in proportion to what the source saves at each station it is worth no hub's
while to get round it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.rollout.starts import groups


@dataclass(frozen=True)
class Draw:
    """One row; ``weight`` (K,) of each station."""

    quarter: int
    group: int
    park: int
    weight: Array


class Draws:
    """Rows that were taken in so far; their numbers begin with ``first``."""

    def __init__(self, roll_out: RollOut, first: int) -> None:
        self.roll_out, self.first = roll_out, first
        self.rows: list[Draw] = []
        self.group, _ = groups(roll_out)
        self._at: dict[tuple[int, int], list[int]] = {}
        self.needs = [
            [None if s.supply is None else s.supply.level_needs for s in q.stations]
            for q in roll_out.quarters
        ]
        """By quarter and station: source that each level needs; None where none may."""

    def add(self, draw: Draw) -> int:
        """Take in a row; returns its number."""
        self.rows.append(draw)
        self._at.setdefault((draw.quarter, draw.park), []).append(len(self.rows) - 1)
        return self.first + len(self.rows) - 1

    def of(self, quarter: int, pattern: Pattern) -> tuple[Ints, Array]:
        """Rows in which a pattern of a quarter stands, and how far it takes each."""
        rows = self._at.get((quarter, pattern.park), [])
        if not rows or not pattern.sources:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        group = self._drawn(quarter, pattern)
        taken = np.array([self.rows[i].weight[group == self.rows[i].group].sum() for i in rows])
        there = taken > 0
        return self.first + np.array(rows, dtype=np.int64)[there], taken[there]

    def _drawn(self, quarter: int, pattern: Pattern) -> Ints:
        """(K,) group on which a pattern draws for each station; -1: none."""
        found = np.full(len(pattern.level), -1)
        for k, needs in enumerate(self.needs[quarter]):
            if needs is not None and pattern.level[k] >= 0 and needs[pattern.level[k]] >= 0:
                found[k] = self.group[needs[pattern.level[k]]]
        return found

    def earned(self, price: Array) -> Array:
        """(T, Z) what the prices (rows of all links,) pay to each source in each quarter."""
        total = np.zeros((self.roll_out.count, self.roll_out.sources.count))
        for draw, xi in zip(self.rows, price[self.first :], strict=False):  # later rows: no price
            total[draw.quarter, self.group == draw.group] += xi
        return total

    def charges(self, quarter: int, price: Array) -> dict[int, Array]:
        """(J, Z + 1) what a park pays to draw on each source, by station, in the quarter's aim.

        The last one is none.
        """
        r, found = self.roll_out, dict[int, Array]()
        for draw, xi in zip(self.rows, price[self.first :], strict=False):
            if draw.quarter == quarter and xi > 0:
                members = np.flatnonzero(self.group == draw.group)
                for k in np.flatnonzero(draw.weight):
                    mine = found.setdefault(int(k), np.zeros((r.parks, r.sources.count + 1)))
                    mine[draw.park, members] += xi * draw.weight[k] / r.weight[quarter]
        return found
