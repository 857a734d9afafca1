"""Reduction of a large set cover, kept sparse; the same rules as `reduce_cover`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SparseCore:
    """What is left of a cover: a best cover of the core and ``forced`` is a best cover.

    Attributes
    ----------
    columns
        Positions in the whole.
    forced
        Columns that some best cover holds.
    links
        The core itself: ones, rows x columns.
    possible
        Whether every row can be covered.
    """

    columns: Ints
    forced: tuple[int, ...]
    links: sparse.csr_array
    possible: bool


def reduce_links(links: sparse.csr_array) -> SparseCore:
    """Forced columns, dominated columns and rows that say nothing, until nothing changes.

    Parameters
    ----------
    links
        Ones, rows x columns; all columns cost the same.
    """
    from optimizer.locate.cover.dominance_kernel import parts_and_wholes

    columns, forced = np.arange(links.shape[1]), list[int]()
    left = sparse.csr_array(links)
    while left.shape[0]:
        ways = np.diff(left.indptr)
        if not ways.all():
            return SparseCore(columns, tuple(forced), left, False)
        if (ways == 1).any():
            single = np.unique(left.indices[left.indptr[:-1][ways == 1]])
            forced.extend(columns[single].tolist())
            covered = left[:, single].sum(axis=1) > 0
            kept = np.setdiff1d(np.arange(left.shape[1]), single)
            columns, left = columns[kept], sparse.csr_array(left[~covered][:, kept])
            continue
        before = left.shape
        by_row, by_column = lists(left), lists(sparse.csr_array(left.T))
        inside, _ = parts_and_wholes(by_column, by_row)
        kept = np.flatnonzero(~inside & (np.diff(by_column[0]) > 0))
        columns, left = columns[kept], sparse.csr_array(left[:, kept])
        _, around = parts_and_wholes(lists(left), lists(sparse.csr_array(left.T)))
        left = sparse.csr_array(left[~around])
        if left.shape == before:
            break
    return SparseCore(columns, tuple(forced), left, True)


def lists(links: sparse.csr_array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Starts and ascending entries of the rows."""
    links.sort_indices()
    return links.indptr.astype(np.int32), links.indices.astype(np.int32)
