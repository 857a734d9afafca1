"""The least number of columns that cover all rows, with a proven bound."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from optimizer.locate.clock import Clock
from optimizer.locate.cover.prices import Priced, completed_cover, cover_prices
from optimizer.locate.cover.program_prices import cover_program_prices, whole
from optimizer.locate.cover.reduce import reduce_cover
from optimizer.locate.cover.reduce_sparse import SparseCore, reduce_links
from optimizer.locate.cover.weighed import LARGE, weighed_cover
from optimizer.locate.program import Limits, Program, minimise

Ints = NDArray[np.int64]

_DENSE = 4_000_000
"""Covers with more cells are reduced by compiled code on sparse lists."""
_GOES, _MORE_GOES = 3, 6
"""Goes of the compiled search, while they help: at first, and where no more can be proven."""
_NEAR = 0.03
"""A large cover that is farther from its bound is left at that."""


@dataclass(frozen=True)
class Cover:
    """Columns that cover all rows, and how many it takes at least."""

    columns: Ints
    bound: int


def least_cover(links: sparse.csr_array, clock: Clock, limits: Limits) -> Cover | None:
    """Reductions, then prices and HiGHS on each part that hangs together; None: no cover exists.

    Parameters
    ----------
    links
        What covers what: ones, rows x columns.
    limits
        ``gap`` counts for each part.
    """
    core = _reduced(links)
    if not core.possible:
        return None
    columns, bound = list(core.forced), len(core.forced)
    for rows, inner in _parts(core.links):
        part = _least_of(sparse.csr_array(core.links[rows][:, inner]), clock, limits)
        columns.extend(core.columns[inner[part.columns]].tolist())
        bound += part.bound
    return Cover(np.array(sorted(columns), dtype=np.int64), bound)


def _reduced(links: sparse.csr_array) -> SparseCore:
    if links.shape[0] * links.shape[1] > _DENSE:
        return reduce_links(links)
    core = reduce_cover(links.astype(np.bool_).toarray())
    left = sparse.csr_array(core.matrix.astype(np.float64))
    return SparseCore(core.columns, core.forced, left, core.possible)


def _parts(links: sparse.csr_array) -> list[tuple[Ints, Ints]]:
    """Rows and columns of the parts that share nothing with each other."""
    rows, columns = links.shape
    if not rows:
        return []
    pairs = links.tocoo()
    size = rows + columns
    ends = (np.ones(len(pairs.row)), (pairs.row, rows + pairs.col))
    count, label = connected_components(sparse.csr_array(ends, shape=(size, size)), directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.searchsorted(label[order], np.arange(1, count)))
    return [(one[one < rows], one[one >= rows] - rows) for one in groups if (one < rows).any()]


def _least_of(links: sparse.csr_array, clock: Clock, limits: Limits) -> Cover:
    rows, columns = links.shape
    turned = sparse.csr_array(links.T)
    found = completed_cover(links, turned, np.zeros(columns))
    most = int(np.ceil(rows / np.diff(turned.indptr).max() - 1e-9))
    if len(found) <= most or clock.over():
        return Cover(found, most)
    large = rows * columns > LARGE
    if large:
        found = weighed_cover(links, found, most, clock, limits.seed, goes=_GOES)
    priced = cover_prices(links, len(found), clock)
    most = max(most, whole(priced.bound))
    found = min(found, priced.columns, key=len)
    if large and len(found) > most and not clock.over():
        relaxed = cover_program_prices(links, clock)
        priced = max(priced, relaxed, key=lambda one: one.bound)
        most = max(most, whole(priced.bound))
    if large and len(found) - most > max(2.0, _NEAR * most):  # no tree gets there
        found = weighed_cover(links, found, most, clock, limits.seed + _GOES, goes=_MORE_GOES)
        return Cover(found, most)
    if len(found) <= most or clock.over():
        return Cover(found, most)
    return _searched(links, found, most, priced, clock, limits)


def _searched(
    links: sparse.csr_array, found: Ints, most: int, priced: Priced, clock: Clock, limits: Limits
) -> Cover:
    """HiGHS on the columns that a smaller cover may have."""
    rows = links.shape[0]
    kept = np.flatnonzero(priced.bound + np.maximum(priced.reduced, 0.0) <= len(found) - 1 + 1e-6)
    program = Program(
        cost=np.ones(len(kept)), lower=np.zeros(len(kept)), upper=np.ones(len(kept)),
        matrix=sparse.csr_array(links[:, kept]), row_lower=np.ones(rows),
        row_upper=np.full(rows, np.inf), integer=np.ones(len(kept), dtype=np.bool_),
    )  # fmt: skip
    answer = minimise(program, replace(limits, cutoff=len(found) - 0.5), clock)
    if answer.x is not None and round(answer.value) < len(found):
        found = kept[np.flatnonzero(answer.x > 0.5)]
    proven = whole(answer.bound) if np.isfinite(answer.bound) else most
    return Cover(found, min(max(proven, most), len(found)))
