"""What stays: a step of a hub or of its servers that is there in one quarter is there in the next.

    Σ_{p at j in t, rank >= s} z_p − Σ_{p at j in t+1, rank >= s} z_p ≤ 0      dual rho_tjs

A price rho is charged to every pattern of quarter t that has the step, and paid to those of t + 1.

What sources supply: a station's ways from a source serve all demand at most, if the source works.

    Σ_p (share of the demand for k that p serves from o) z_p − Σ_{s ≤ t} Z_os ≤ 0      dual nu_tko

A price nu is charged to a pattern's ways by their share, and paid to the source (`Starts`).
Rows of fleets that are handed over stand in `HandingOver`.
"""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import DEAR
from optimizer.solve.rollout.draws import Draws
from optimizer.solve.rollout.handing_over import HandingOver
from optimizer.solve.rollout.recost import Charges


class Links:
    """Numbers of the links' rows: by kind of step, quarter, park and step; `uses`; `hand`."""

    def __init__(self, roll_out: RollOut) -> None:
        self.roll_out = roll_out
        self._steps = [roll_out.sizes, *roll_out.servers]
        sizes = [(roll_out.count - 1) * roll_out.parks * len(s.rank) for s in self._steps]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self.uses = [
            (t, k, int(o))
            for t, problem in enumerate(roll_out.quarters)
            for k, station in enumerate(problem.stations)
            if station.supply is not None
            for o in np.unique(station.supply.level_needs)
            if o >= 0
        ]
        """Quarter, station and source of each row of what sources supply."""
        first = int(self._starts[-1])
        self._use = {use: first + i for i, use in enumerate(self.uses)}
        self.hand = HandingOver(roll_out, first + len(self.uses))
        self.fixed = self.hand.first + self.hand.count
        self.draws = Draws(roll_out, self.fixed)

    @property
    def count(self) -> int:
        """Number of rows; those of `draws` come as they are needed."""
        return self.fixed + len(self.draws.rows)

    def of(self, quarter: int, pattern: Pattern) -> tuple[Ints, Array]:
        """Links in which a pattern of a quarter stands, and its sign in each."""
        r = self.roll_out
        found: list[tuple[int, float]] = []
        for i, steps in enumerate(self._steps):
            option = pattern.size if i == 0 else int(pattern.level[i - 1])
            if option < 0:
                continue
            n = len(steps.rank)
            for step in range(int(steps.rank[option]) + 1):
                for before, sign in ((quarter, 1.0), (quarter - 1, -1.0)):
                    if 0 <= before < r.count - 1:
                        place = (before * r.parks + pattern.park) * n + step
                        found.append((int(self._starts[i]) + place, sign))
        for k, share in self._shares(quarter, pattern):
            use = quarter, k, r.quarters[quarter].stations[k].level_needs(int(pattern.level[k]))
            found.append((self._use[use], share))
        rows, signs = self.hand.of(quarter, pattern.park, pattern.cells)
        draws, weights = self.draws.of(quarter, pattern)
        links = np.array([link for link, _ in found], dtype=np.int64)
        return (
            np.concatenate([links, rows, draws]),
            np.concatenate([[sign for _, sign in found], signs, weights]),
        )

    def source_of(self, link: int) -> tuple[int, int] | None:
        """Quarter and source of a row of what sources supply; None for a row of another kind."""
        first = int(self._starts[-1])
        if not first <= link < self.hand.first:
            return None
        t, _, o = self.uses[link - first]
        return t, o

    def allowed(self, works: Array, excused: Array) -> Array:
        """(rows,) how far patterns may go in each row.

        ``works`` (T, Z): shares to which each source works; ``excused`` (T - 1, D, 1): to which a
        cell need not be served by the same park.
        """
        total = np.zeros(self.fixed)
        first = int(self._starts[-1])
        total[first : self.hand.first] = [works[t, o] for t, _, o in self.uses]
        total[self.hand.first : self.fixed] = np.broadcast_to(excused, self.hand.shape).ravel()
        return total

    def of_steps(self, price: Array) -> Array:
        """The prices (rows,) of what stays alone."""
        return np.where(np.arange(len(price)) < self._starts[-1], price, 0.0)

    def earned(self, price: Array) -> Array:
        """(T, Z) prices that the ways of each source pay for it in each quarter."""
        total = self.draws.earned(price)
        for (t, _, o), link in self._use.items():
            total[t, o] += price[link]
        return total

    def _shares(self, quarter: int, pattern: Pattern) -> list[tuple[int, float]]:
        """Stations that a pattern supplies from sources, with its share of their demand."""
        if not pattern.sources:
            return []
        needs = self.draws.needs[quarter]
        inside = np.zeros(self.hand.cells, dtype=bool)
        inside[pattern.cells] = True
        found = []
        for k, station in enumerate(self.roll_out.quarters[quarter].stations):
            mine = needs[k]
            if mine is not None and pattern.level[k] >= 0 and mine[pattern.level[k]] >= 0:
                rate = station.base_rate
                found.append((k, float(rate[inside[station.cells]].sum() / rate.sum())))
        return found

    def _source_charge(self, quarter: int, price: Array) -> dict[int, Array]:
        """(Z + 1,) price of each source's supply for all demand, by station; the last one: none."""
        found: dict[int, Array] = {}
        for (t, k, o), link in self._use.items():
            if t == quarter and price[link] > 0:
                mine = found.setdefault(k, np.zeros(self.roll_out.sources.count + 1))
                mine[o] = price[link] / self.roll_out.weight[t]
        return found

    def charges(self, quarter: int, rho: Array, banned: tuple[Bools, ...] = ()) -> Charges:
        """What the prices (rows,) add to the costs of a quarter's hubs, in units of its aim.

        What is ``banned``, of sizes and of each station's servers, is too dear.
        """
        r, found = self.roll_out, []
        for i, steps in enumerate(self._steps):
            n = len(steps.rank)
            mine = rho[self._starts[i] : self._starts[i + 1]].reshape(r.count - 1, r.parks, n)
            net = np.zeros((r.parks, n))
            if quarter < r.count - 1:
                net = net + mine[quarter]
            if quarter > 0:
                net = net - mine[quarter - 1]
            charge = np.cumsum(net, axis=1)[:, steps.rank] / r.weight[quarter]
            found.append(np.where(banned[i], DEAR, charge) if banned else charge)
        return Charges(
            found[0], tuple(found[1:]), self.hand.charge(quarter, rho),
            self._source_charge(quarter, rho), self.draws.charges(quarter, rho),
        )  # fmt: skip
