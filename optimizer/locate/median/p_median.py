"""p-median: p sites so that what serving all clients costs is least."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from optimizer.locate.answer import check_number, limits_given, number_of_sites
from optimizer.locate.clock import Clock
from optimizer.locate.costs import read_costs
from optimizer.locate.located import Located
from optimizer.locate.median.answered import Question, answer
from optimizer.solve.watch import Progress

_KIND = "p-median"


def p_median(
    cost: Any, p: int, *, weights: ArrayLike | None = None, fixed_in: Iterable[Any] = (),
    fixed_out: Iterable[Any] = (), max_distance: float | None = None, nearest: int | None = None,
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Located:  # fmt: skip
    """Open p sites so that the weighted cost of serving every client from its nearest is least.

    Swap search (Resende and Werneck 2007), the Lagrangian bound of the assignment (Cornuejols,
    Fisher and Nemhauser 1977), fixing by reduced values (Beasley 1993), and a tree on sites.

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame, sparse matrix, or `from_points`; inf: not from there.
    p
        Number of open sites, those fixed in included.
    weights
        What a unit of a client's cost counts, 0 or more; 1 if not given.
    fixed_in, fixed_out
        Sites that must and that cannot be open: labels of a DataFrame, or positions.
    max_distance
        Pairs that cost more are not allowed.
    nearest
        So many of its nearest open sites serve a client, at the sum of their costs; 1 by default.
    time_limit, gap
        Stop after so many seconds, or within this fraction of the best; the best answer is kept.
    seed, threads
        Of the random choices; of HiGHS, which proves small instances (1 if not given).
    on_progress
        Called with value and bound whenever there is news.

    Returns
    -------
    Located
        ``value`` is the weighted cost. Without an answer ``words`` say who cannot be served.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> located = locate.p_median(locate.from_points([[0], [1], [5], [7]]), 2)
    >>> located.value, located.bound, len(located.sites)
    (3.0, 3.0, 2)
    """
    wrong = limits_given(time_limit, gap)
    clock = Clock(None if wrong else time_limit)
    problems = [*number_of_sites(p), *wrong, *_wrong_nearest(nearest, p)]
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out, max_distance=max_distance,
        problems=problems,
    )  # fmt: skip
    check_number(p, costs)
    question = Question(_KIND, costs, int(p), np.zeros(costs.sites), int(nearest or 1))
    return answer(question, gap, seed, threads, clock, on_progress)


def _wrong_nearest(nearest: Any, p: Any) -> list[str]:
    """What is wrong with the number of sites that serve a client, if anything."""
    if nearest is None:
        return []
    if number_of_sites(nearest):
        return [f"nearest: is no number of sites (got '{nearest}'); give 1 or more"]
    if not number_of_sites(p) and nearest > p:
        return [f"nearest: {nearest} sites cannot serve a client, p is {p}; give at most p"]
    return []
