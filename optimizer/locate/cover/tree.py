"""Can so few columns cover all rows? A tree with prices decides; between its goes it may stop.

The tree of Balas and Carrera (1996), prices by subgradient steps in every node, for the question
alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.clock import Clock, OutOfTimeError

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_GO = 30_000_000
"""Entries looked at in one go, about: a twentieth of a second."""
_PER_NODE = 200
"""Entries of the matrix are looked at so often in a node, about."""


class UndecidedError(Exception):
    """Neither a cover nor a proof was found with the effort allowed."""


def cover_by_tree(
    matrix: Bools, most: int, prices: Array, clock: Clock, work: float = np.inf
) -> Ints | None:
    """At most ``most`` columns that cover every row; None where that is proven impossible.

    Parameters
    ----------
    matrix
        What covers what, rows x columns; every row is covered by some column.
    most
        1 or more.
    prices
        Of the rows, to begin with.
    work
        Entries looked at, at most, about.

    Raises
    ------
    OutOfTimeError
        Undecided when the time was over.
    UndecidedError
        Undecided after so much work.
    """
    from optimizer.locate.cover.tree_kernel import FOUND, STOPPED, search

    rows, columns = matrix.shape
    sets = _sets(matrix)
    level = _levels(rows, columns, most, sets[0].shape[1])
    level[1][0] = prices
    at, taken = np.zeros(most + 1, dtype=np.int64), np.zeros(most, dtype=np.int64)
    state, depth, done = STOPPED, -1, 0
    node = _PER_NODE * max(1, len(sets[2]))
    go = max(1, _GO // node)
    while state == STOPPED:
        if clock.over():
            raise OutOfTimeError
        if done * node >= work:
            raise UndecidedError
        state, depth = search(sets, most, level, at, taken, depth, go)
        done += go
    return taken[:depth] if state == FOUND else None


def _sets(matrix: Bools) -> tuple[NDArray[np.uint64], Ints, NDArray[np.int32]]:
    """Rows of every column: as bits, and as lists."""
    rows, columns = matrix.shape
    padded = np.zeros((columns, -(-rows // 64) * 64), dtype=np.bool_)
    padded[:, :rows] = matrix.T
    bits = np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    start = np.concatenate([[0], np.cumsum(matrix.sum(axis=0))]).astype(np.int64)
    return bits, start, np.nonzero(matrix.T)[1].astype(np.int32)


def _levels(rows: int, columns: int, most: int, words: int) -> Any:
    """Work of a tree: the first level holds all rows and all columns."""
    depths = most + 1
    is_open = np.zeros((depths, words), dtype=np.uint64)
    bits = np.zeros(words * 64, dtype=np.bool_)
    bits[:rows] = True
    is_open[0] = np.packbits(bits, bitorder="little").view("<u8")
    active, barred, tried = (
        (np.zeros((depths, columns), dtype=np.int32), np.zeros(depths, dtype=np.int64))
        for _ in range(3)
    )
    active[0][0], active[1][0] = np.arange(columns), columns
    return is_open, np.zeros((depths, rows)), active, barred, tried
