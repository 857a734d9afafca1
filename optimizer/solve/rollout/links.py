"""What stays: a step of a hub or of its servers that is there in one quarter is there in the next.

    Σ_{p at j in t, rank >= s} z_p − Σ_{p at j in t+1, rank >= s} z_p ≤ 0      dual rho_tjs

A price rho is charged to every pattern of quarter t that has the step, and paid to those of t + 1.
"""

from __future__ import annotations

import numpy as np

from optimizer.problem import Array, Bools
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import DEAR
from optimizer.solve.rollout.recost import Charges


class Links:
    """Numbers of the links' rows, by kind of step, quarter, park and step."""

    def __init__(self, roll_out: RollOut) -> None:
        self.roll_out = roll_out
        self._steps = [roll_out.sizes, *roll_out.servers]
        sizes = [(roll_out.count - 1) * roll_out.parks * len(s.rank) for s in self._steps]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self.count = int(self._starts[-1])

    def of(self, quarter: int, pattern: Pattern) -> list[tuple[int, float]]:
        """Links in which a pattern of a quarter stands, and its sign in each."""
        r, found = self.roll_out, []
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
        return Charges(found[0], tuple(found[1:]))
