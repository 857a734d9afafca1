"""Which rows and columns of a set cover say something that no other says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_LARGE = 5e8
"""So many products compare all pairs at once; above that, compiled code compares bits."""


def undominated_columns(matrix: Bools) -> Ints:
    """Columns that no other column covers: of equal ones the first.

    A column is left out where another covers all its rows (Toregas and ReVelle 1972).

    Parameters
    ----------
    matrix
        What covers what, rows x columns.

    Returns
    -------
    NDArray
        Positions of the columns that are kept, ascending; empty columns are left out.
    """
    first = _distinct(np.ascontiguousarray(matrix.T))
    kept = matrix[:, first]
    size = kept.sum(axis=0)
    first, kept, size = first[size > 0], kept[:, size > 0], size[size > 0]
    if kept.size * len(first) > _LARGE:
        from optimizer.locate.cover.bits import largest_sets

        return np.sort(first[largest_sets(np.ascontiguousarray(kept.T))])
    shared = _shared(kept.T)
    inside = (shared >= size[:, None] - 0.5) & (size[None, :] > size[:, None])
    return np.sort(first[~inside.any(axis=1)])


def needed_rows(matrix: Bools) -> Ints:
    """Rows that are not covered for nothing wherever another row is covered: of equal the first.

    A row is left out where another row's columns are all among its own.
    """
    first = _distinct(np.ascontiguousarray(matrix))
    kept = matrix[first]
    size = kept.sum(axis=1)
    if kept.size * len(first) > _LARGE:
        from optimizer.locate.cover.bits import smallest_sets

        return np.sort(first[smallest_sets(kept)])
    shared = _shared(kept)
    holds = (shared >= size[None, :] - 0.5) & (size[None, :] < size[:, None])
    return np.sort(first[~holds.any(axis=1)])


def _distinct(sets: Bools) -> Ints:
    """Positions of the first of equal rows."""
    packed = np.ascontiguousarray(np.packbits(sets, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    return np.unique(keys, return_index=True)[1]


def _shared(sets: Bools) -> NDArray[np.float32]:
    """Elements that each pair of sets has in common; whole numbers below 2**24 are exact."""
    single = np.ascontiguousarray(sets, dtype=np.float32)
    product: NDArray[np.float32] = single @ single.T
    return product
