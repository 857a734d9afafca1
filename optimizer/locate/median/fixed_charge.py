"""Fixed charge: as many sites as pay, by what opening them and serving from them costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import InputError
from optimizer.locate.answer import limits_given
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.located import Located
from optimizer.locate.median.answered import Question, answer
from optimizer.locate.median.task import FREE
from optimizer.solve.watch import Progress

_KIND = "fixed-charge"


def fixed_charge(
    cost: Any, opening: ArrayLike, *, weights: ArrayLike | None = None,
    fixed_in: Iterable[Any] = (), fixed_out: Iterable[Any] = (), max_distance: float | None = None,
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Located:  # fmt: skip
    """Open sites so that opening them and serving every client from its nearest costs least.

    The uncapacitated facility location problem, by the means of `p_median` with a free number of
    sites.

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame, sparse matrix, or `from_points`. inf: not served from
        there.
    opening
        Cost of opening each site, 0 or more: one number for all, or one per site (a Series is read
        by the labels of a DataFrame).
    weights, fixed_in, fixed_out, max_distance, time_limit, gap, seed, threads, on_progress
        As of `p_median`. The opening costs of sites that are fixed in are counted.

    Returns
    -------
    Located
        ``value`` is the weighted cost and that of opening. Without an answer ``words`` say who
        cannot be served.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> located = locate.fixed_charge(locate.from_points([[0], [1], [5], [7]]), 2.5)
    >>> located.value, located.bound, len(located.sites)
    (8.0, 8.0, 2)
    """
    wrong = limits_given(time_limit, gap)
    clock = Clock(None if wrong else time_limit)
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out, max_distance=max_distance,
        problems=wrong,
    )  # fmt: skip
    question = Question(_KIND, costs, FREE, opening_costs(opening, costs), 1)
    return answer(question, gap, seed, threads, clock, on_progress)


def opening_costs(opening: ArrayLike, costs: Costs) -> NDArray[np.float64]:
    """Checked opening costs, one per site.

    Raises
    ------
    InputError
        They are not one number, or one per site, of 0 or more.
    """
    if costs.site_names is not None and hasattr(opening, "reindex"):
        opening = opening.reindex(list(costs.site_names))
    try:
        given = np.asarray(opening, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(["opening: are not numbers; give one, or one per site"]) from None
    if given.shape not in ((), (costs.sites,)):
        fix = f"give one, or one for each of {costs.sites} sites"
        raise InputError([f"opening: has shape {given.shape}; {fix}"])
    bad = np.flatnonzero(~(np.isfinite(given) & (given >= 0)))
    if len(bad):
        where = f"of site {costs.site_label(int(bad[0]))} " if given.ndim else ""
        raise InputError([f"opening: the cost {where}is not 0 or more; give finite numbers"])
    return np.broadcast_to(given, costs.sites).astype(np.float64)
