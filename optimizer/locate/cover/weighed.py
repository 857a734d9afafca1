"""Small covers of large matrices by the compiled search, in goes while they help."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.clock import Clock

Ints = NDArray[np.int64]

LARGE = 60_000
"""Cells of a cover from which the compiled search repays its loading."""
_IDLE = 2
WORK = 300_000_000
"""Entries looked at in the first go, about: half a second; every go is twice as long."""


def weighed_cover(
    links: sparse.csr_array, begin: Ints, most: int, clock: Clock, seed: int = 0, goes: int = 1,
    work: float = WORK,
) -> Ints:  # fmt: skip
    """A cover no larger than ``begin``; two goes in turn that do not help are the last.

    Parameters
    ----------
    links
        Ones, rows x columns.
    begin
        A cover.
    most
        So few columns are enough.
    work
        Entries looked at in the first go, about.
    """
    from optimizer.locate.cover.weigh_kernel import weigh

    by_row, by_column = _lists(links), _lists(sparse.csr_array(links.T))
    rows, columns = links.shape
    entries = max(1, links.nnz)
    effort = 3.0 * (entries / rows) * (entries / columns) + len(begin) + 10.0  # of one step
    best, idle = begin.astype(np.int64), 0
    for turn in range(goes):
        if len(best) <= most or clock.over() or idle == _IDLE:
            break
        steps = int(2.0**turn * work / effort) + 50
        found = weigh(by_row, by_column, best, most, steps, seed + turn)
        idle = 0 if len(found) < len(best) else idle + 1
        best = found
    return best


def _lists(links: sparse.csr_array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return links.indptr.astype(np.int32), links.indices.astype(np.int32)
