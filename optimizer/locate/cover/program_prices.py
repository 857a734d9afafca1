"""Prices for the rows of a cover by the linear program, and what they prove for certain."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from optimizer.locate.clock import Clock
from optimizer.locate.cover.prices import Priced
from optimizer.locate.program import Limits, Program, new_highs, pass_program


def cover_program_prices(links: sparse.csr_array, clock: Clock) -> Priced:
    """The linear program's prices by the interior point method, without going on to a corner.

    Whatever HiGHS returns is scaled until no column's prices exceed its cost of one: the sum of
    such prices is a bound, however far HiGHS got.

    Parameters
    ----------
    links
        Ones, rows x columns.
    """
    rows, columns = links.shape
    program = Program(
        cost=np.ones(columns), lower=np.zeros(columns), upper=np.full(columns, np.inf),
        matrix=links, row_lower=np.ones(rows), row_upper=np.full(rows, np.inf),
        integer=np.zeros(columns, dtype=np.bool_),
    )  # fmt: skip
    highs = new_highs(Limits())
    highs.setOptionValue("solver", "ipm")
    highs.setOptionValue("run_crossover", "off")
    pass_program(highs, program)
    clock.run(highs)
    prices = np.maximum(np.array(highs.getSolution().row_dual), 0.0)
    if len(prices) != rows or not np.isfinite(prices).all():
        prices = np.zeros(rows)
    column = links.T @ prices
    prices = prices / max(1.0, float(column.max(initial=0.0)))
    reduced = 1.0 - links.T @ prices
    return Priced(float(prices.sum()), prices, reduced, np.arange(columns))


def whole(bound: float) -> int:
    """A bound on a number of columns, rounded up."""
    return int(np.ceil(bound - 1e-6))
