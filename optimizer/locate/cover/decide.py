"""Can so many columns cover all rows? An answer with the columns, or a proof that they cannot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimizer.locate.clock import Clock, OutOfTimeError
from optimizer.locate.cover.prices import completed_cover
from optimizer.locate.cover.program_prices import cover_program_prices, whole
from optimizer.locate.cover.reduce import reduce_cover
from optimizer.locate.cover.tree import UndecidedError, cover_by_tree
from optimizer.locate.cover.weighed import LARGE, WORK, weighed_cover
from optimizer.locate.program import Limits, Program, minimise

__all__ = [
    "FEW_NODES", "UndecidedError", "cover_with", "greedy_cover", "likely_cover", "too_few",
]  # fmt: skip

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_TRIES, _QUICK_TRIES = 30, 3
FEW_NODES = 50
"""Nodes of HiGHS that a first try is worth."""
_SHARE = 0.1
"""Of the work of a go of row weighting, for one question."""
_FIRST_WORK, _NODE_WORK = 5e8, 1e8
"""Work of the compiled tree before the linear program is asked, and then for a node of HiGHS."""


def cover_with(
    matrix: Bools, most: int, clock: Clock, seed: int = 0, threads: int = 1, nodes: int = 0
) -> Ints | None:
    """At most ``most`` columns that cover every row; None where that is proven impossible.

    Reductions first. Where the core is large: row weighting, a tree with prices, and between its
    beginning and its end the linear program. Else greedy covers by changing weights and HiGHS,
    which stops at the first cover that is small enough.

    Parameters
    ----------
    matrix
        What covers what, rows x columns.
    nodes
        Most nodes of HiGHS, or as much work of the tree; 0: no limit.

    Raises
    ------
    OutOfTimeError
        Undecided when the time was over.
    UndecidedError
        Undecided after so many nodes.
    """
    quick = greedy_cover(matrix, most, seed, _QUICK_TRIES)
    if quick is not None:
        return quick
    core = reduce_cover(matrix, most)
    left = most - len(core.forced)
    if not core.possible or left < 0:
        return None
    forced = np.array(core.forced, dtype=np.int64)
    if not len(core.rows):
        return forced
    if left == 0 or core.matrix.sum(axis=0).max() * left < len(core.rows):
        return None
    clock.check()
    if core.matrix.size > LARGE:
        found = _of_large(core.matrix, left, clock, seed, nodes)
    else:
        found = greedy_cover(core.matrix, left, seed)
        if found is None:
            limits = Limits(seed=seed, threads=threads, nodes=nodes)
            found = _search(core.matrix, left, clock, limits)
    return None if found is None else np.concatenate([forced, core.columns[found]])


def too_few(matrix: Bools, most: int, clock: Clock) -> bool:
    """Whether the linear program proves that ``most`` columns do not cover every row."""
    core = reduce_cover(matrix, most)
    left = most - len(core.forced)
    if not core.possible or left < 0:
        return True
    if not len(core.rows) or clock.over():
        return False
    links = sparse.csr_array(core.matrix.astype(np.float64))
    return whole(cover_program_prices(links, clock).bound) > left


def likely_cover(matrix: Bools, most: int, clock: Clock, seed: int = 0) -> Ints | None:
    """At most ``most`` columns that cover every row, by quick searches; None where none is found.

    Parameters
    ----------
    matrix
        What covers what, rows x columns.
    """
    quick = greedy_cover(matrix, most, seed, _QUICK_TRIES)
    if quick is not None or clock.over():
        return quick
    core = reduce_cover(matrix, most)
    left = most - len(core.forced)
    forced = np.array(core.forced, dtype=np.int64)
    if not core.possible or left <= 0 or not len(core.rows):
        return forced if core.possible and left >= 0 and not len(core.rows) else None
    links = sparse.csr_array(core.matrix.astype(np.float64))
    begin = completed_cover(links, sparse.csr_array(links.T), np.zeros(links.shape[1]))
    found = weighed_cover(links, begin, left, clock, seed, work=_SHARE * WORK)
    return np.concatenate([forced, core.columns[found]]) if len(found) <= left else None


def greedy_cover(matrix: Bools, most: int, seed: int = 0, tries: int = _TRIES) -> Ints | None:
    """At most ``most`` columns that cover all rows, by greedy choice; None where it finds none.

    Rows that a try leaves open weigh more in the next one.
    """
    rows = matrix.shape[0]
    single = np.ascontiguousarray(matrix, dtype=np.float32)
    weight, random = np.ones(rows, dtype=np.float32), np.random.default_rng(seed)
    for _ in range(tries):
        is_open = np.ones(rows, dtype=np.bool_)
        taken: list[int] = []
        gain = weight @ single
        while len(taken) < most:
            best = int(gain.argmax())
            new = np.flatnonzero(is_open & matrix[:, best])
            if not len(new):
                break
            taken.append(best)
            is_open[new] = False
            gain -= weight[new] @ single[new]
        if not is_open.any():
            return np.array(taken, dtype=np.int64)
        weight[is_open] *= 1.5
        weight *= 1.0 + 0.1 * random.random(rows, dtype=np.float32)
    return None


def _of_large(matrix: Bools, most: int, clock: Clock, seed: int, nodes: int) -> Ints | None:
    """A small cover by row weighting; None where prices prove that there is none; a tree."""
    links = sparse.csr_array(matrix.astype(np.float64))
    begin = completed_cover(links, sparse.csr_array(links.T), np.zeros(matrix.shape[1]))
    found = weighed_cover(links, begin, most, clock, seed, work=_SHARE * WORK)
    if len(found) <= most:
        return found
    clock.check()
    try:
        return cover_by_tree(matrix, most, np.ones(len(matrix)), clock, _FIRST_WORK)
    except UndecidedError:
        priced = cover_program_prices(links, clock)
    if whole(priced.bound) > most:
        return None
    work = nodes * _NODE_WORK if nodes else np.inf
    return cover_by_tree(matrix, most, priced.prices, clock, work)


def _search(matrix: Bools, most: int, clock: Clock, limits: Limits) -> Ints | None:
    rows, columns = matrix.shape
    program = Program(
        cost=np.ones(columns), lower=np.zeros(columns), upper=np.ones(columns),
        matrix=sparse.csr_array(matrix.astype(np.float64)), row_lower=np.ones(rows),
        row_upper=np.full(rows, np.inf), integer=np.ones(columns, dtype=np.bool_),
    )  # fmt: skip
    half = most + 0.5
    answer = minimise(program, replace(limits, cutoff=half, target=half), clock)
    if answer.x is not None and answer.value <= half:
        return np.flatnonzero(answer.x > 0.5)
    if answer.infeasible or answer.bound >= half:
        return None
    clock.check()
    if limits.nodes:
        raise UndecidedError
    raise OutOfTimeError
