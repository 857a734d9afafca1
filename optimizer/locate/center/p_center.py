"""p-center: p sites so that the farthest client is as near as possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from optimizer.locate.answer import (
    check_number,
    how_it_ended,
    limits_given,
    located,
    not_located,
    number_of_sites,
)
from optimizer.locate.center.search import CenterSearch
from optimizer.locate.center.ways import Ways
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.located import Located
from optimizer.locate.nearest import nearest_links
from optimizer.solve.watch import relative_gap

_KIND = "p-center"


def p_center(
    cost: Any, p: int, *, weights: ArrayLike | None = None, fixed_in: Iterable[Any] = (),
    fixed_out: Iterable[Any] = (), max_distance: float | None = None,
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
) -> Located:  # fmt: skip
    """Open p sites so that the largest weight times cost of any client is least.

    Bisection over the costs; each question is a set cover of few clients (Minieka 1970; Chen and
    Chen 2009; Contardo, Iori and Kramer 2019).

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame, sparse matrix, or `from_points`. inf: not served from
        there.
    p
        Number of open sites, those fixed in included.
    weights
        What a unit of a client's cost counts, 0 or more; 1 if not given. A client of weight 0
        holds nobody up.
    fixed_in, fixed_out
        Sites that must and that cannot be open.
    max_distance
        Pairs that cost more are not allowed.
    time_limit
        Seconds after which the best answer so far is returned; none if not given.
    gap
        Stop when the answer is proven to be within this fraction of the best.
    seed
        Of the random choices.
    threads
        Threads of HiGHS; 1 if not given.

    Returns
    -------
    Located
        Every client is served from its nearest open site; ``value`` is the largest weight times
        cost. Without an answer ``words`` say who cannot be served.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> located = locate.p_center(locate.from_points([[0], [1], [5], [7]]), 2)
    >>> located.value, located.sites.tolist()
    (2.0, [0, 2])
    """
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out, max_distance=max_distance,
        problems=[*number_of_sites(p), *limits_given(time_limit, gap)],
    )  # fmt: skip
    check_number(p, costs)
    return _solved(costs, p, Clock(time_limit), gap, seed, threads or 1)


def _solved(costs: Costs, p: int, clock: Clock, gap: float, seed: int, threads: int) -> Located:
    def work() -> CenterSearch:
        ways = Ways(costs)
        inside = np.searchsorted(ways.sites, costs.fixed_in)
        search = CenterSearch(ways, p, inside, clock, seed, threads)
        search.run(lambda value, bound: relative_gap(value, bound) <= gap)
        return search

    return _located(costs, p, clock.in_own_thread(work), clock, gap)


def _located(costs: Costs, p: int, search: CenterSearch, clock: Clock, gap: float) -> Located:
    status = how_it_ended(search.value, search.bound, gap, clock)
    if not np.isfinite(search.value):
        why = costs.not_reached() or f"{p} sites cannot serve all clients: give more sites"
        return not_located(_KIND, costs, np.inf, search.bound, status, clock, why)
    sites = search.ways.sites[search.filled()]
    links = nearest_links(costs, sites)
    value = float((costs.weights[links.client] * links.cost).max(initial=0.0))
    return located(_KIND, costs, sites, links, value, min(value, search.bound), status, clock)
