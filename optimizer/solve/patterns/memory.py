"""Memory of good sets of cells: what served one park well is tried at every other."""

from __future__ import annotations

import numpy as np

from optimizer.problem import Bools, Ints
from optimizer.solve.patterns.tables import Tables

_MOST = 80


class Memory:
    """The latest good sets of every block, without repetition."""

    def __init__(self, tables: Tables) -> None:
        self._blocks = [t.block.cells for t in tables.blocks]
        self._sets: list[dict[bytes, Bools]] = [{} for _ in self._blocks]

    def sets(self, block: int) -> Bools:
        """(X, n) sets of cells of a block."""
        known = self._sets[block]
        n = len(self._blocks[block])
        return np.array(list(known.values()), dtype=bool).reshape(len(known), n)

    def learn(self, cells: Ints) -> None:
        """Remember the cells of a pattern, block by block."""
        for block, mine in enumerate(self._blocks):
            inside = np.isin(mine, cells)
            if inside.any():
                known, key = self._sets[block], inside.tobytes()
                known.pop(key, None)
                known[key] = inside
                if len(known) > _MOST:
                    known.pop(next(iter(known)))
