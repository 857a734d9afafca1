"""Reduction of a set cover: forced columns, dominated columns and rows that say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.cover.dominance import needed_rows, undominated_columns

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Core:
    """What is left of a cover: a best cover of the core and ``forced`` is a best cover.

    Attributes
    ----------
    rows, columns
        Positions in the whole.
    forced
        Columns that some best cover holds.
    matrix
        The core itself.
    possible
        Whether every row can be covered.
    """

    rows: Ints
    columns: Ints
    forced: tuple[int, ...]
    matrix: Bools
    possible: bool


def reduce_cover(matrix: Bools, most: float = np.inf) -> Core:
    """Reduce a cover by equal columns until nothing changes.

    Parameters
    ----------
    matrix
        What covers what, rows x columns; all columns cost the same.
    most
        More forced columns are of no use: the reduction stops there.
    """
    rows, columns = np.arange(matrix.shape[0]), np.arange(matrix.shape[1])
    forced: list[int] = []
    left = matrix
    while len(rows):
        ways = left.sum(axis=1)
        if not ways.all():
            return Core(rows, columns, tuple(forced), left, False)
        if (ways == 1).any():
            single = np.unique(left[ways == 1].argmax(axis=1))
            forced.extend(columns[single].tolist())
            open_rows = ~left[:, single].any(axis=1)
            rows, columns = rows[open_rows], np.delete(columns, single)
            left = np.delete(left[open_rows], single, axis=1)
            if len(forced) > most:
                break
            continue
        kept = undominated_columns(left)
        columns, left = columns[kept], left[:, kept]
        kept = needed_rows(left)
        smaller = len(kept) < len(rows) or (left[kept].sum(axis=1) == 1).any()
        rows, left = rows[kept], left[kept]
        if not smaller:
            break
    return Core(rows, columns, tuple(forced), left, True)
