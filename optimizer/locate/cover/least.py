"""The least number of columns that cover all rows, with a proven bound."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from optimizer.locate.clock import Clock
from optimizer.locate.cover.decide import greedy_cover
from optimizer.locate.cover.prices import cover_prices, pruned
from optimizer.locate.cover.reduce import reduce_cover
from optimizer.locate.program import Limits, Program, minimise

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cover:
    """Columns that cover all rows, and how many it takes at least."""

    columns: Ints
    bound: int


def least_cover(matrix: Bools, clock: Clock, limits: Limits) -> Cover | None:
    """Reductions, then HiGHS on each part that hangs together; None where no cover exists.

    Parameters
    ----------
    matrix
        What covers what, rows x columns.
    limits
        ``gap`` counts for each part.
    """
    core = reduce_cover(matrix)
    if not core.possible:
        return None
    columns, bound = list(core.forced), len(core.forced)
    for rows, inner in _parts(core.matrix):
        part = _least_of(core.matrix[np.ix_(rows, inner)], clock, limits)
        columns.extend(core.columns[inner[part.columns]].tolist())
        bound += part.bound
    return Cover(np.array(sorted(columns), dtype=np.int64), bound)


def _parts(matrix: Bools) -> list[tuple[Ints, Ints]]:
    """Rows and columns of the parts that share nothing with each other."""
    if not len(matrix):
        return []
    rows = matrix.shape[0]
    row, column = np.nonzero(matrix)
    size = rows + matrix.shape[1]
    graph = sparse.csr_array((np.ones(len(row)), (row, rows + column)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(1, count))
    groups = np.split(order, ends)
    return [(one[one < rows], one[one >= rows] - rows) for one in groups if (one < rows).any()]


def _least_of(matrix: Bools, clock: Clock, limits: Limits) -> Cover:
    rows, columns = matrix.shape
    greedy = greedy_cover(matrix, columns, limits.seed, tries=1)
    assert greedy is not None  # every row has a column
    links = sparse.csr_array(matrix.astype(np.float64))
    found = pruned(sparse.csr_array(links.T), greedy, np.zeros(columns))
    most = int(np.ceil(rows / matrix.sum(axis=0).max() - 1e-9))
    if len(found) <= most or clock.over():
        return Cover(found, most)
    priced = cover_prices(links, len(found), clock)
    most = max(most, int(np.ceil(priced.bound - 1e-6)))
    found = min(found, priced.columns, key=len)
    if len(found) <= most or clock.over():
        return Cover(found, most)
    kept = np.flatnonzero(priced.bound + np.maximum(priced.reduced, 0.0) <= len(found) - 1 + 1e-6)
    program = Program(
        cost=np.ones(len(kept)), lower=np.zeros(len(kept)), upper=np.ones(len(kept)),
        matrix=sparse.csr_array(links[:, kept]), row_lower=np.ones(rows),
        row_upper=np.full(rows, np.inf), integer=np.ones(len(kept), dtype=np.bool_),
    )  # fmt: skip
    answer = minimise(program, replace(limits, cutoff=len(found) - 0.5), clock)
    if answer.x is not None and round(answer.value) < len(found):
        found = kept[np.flatnonzero(answer.x > 0.5)]
    proven = int(np.ceil(answer.bound - 1e-6)) if np.isfinite(answer.bound) else most
    return Cover(found, min(max(proven, most), len(found)))
