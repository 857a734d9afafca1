"""Maximal covering: p sites so that as much weight as possible is within a distance of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.locate.answer import (
    check_number,
    how_it_ended,
    limits_given,
    located,
    number_of_sites,
)
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.cover.coverage import CoverageSearch
from optimizer.locate.cover.lscp import distance_given
from optimizer.locate.cover.within import within
from optimizer.locate.located import Links, Located
from optimizer.locate.nearest import nearest_open

_KIND = "mclp"


def mclp(
    cost: Any, p: int, distance: float, *, weights: ArrayLike | None = None,
    fixed_in: Iterable[Any] = (), fixed_out: Iterable[Any] = (),
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
) -> Located:  # fmt: skip
    """Open p sites that have the most weight within ``distance`` (Church and ReVelle 1974).

    Prices for clients (Galvao and ReVelle 1996), swaps, sites fixed by their reduced values, HiGHS
    on those that are left.

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame, sparse matrix, or `from_points`.
    p
        Number of open sites, those fixed in included.
    distance
        The largest cost that counts as covered, 0 or more.
    weights
        What a covered client counts, 0 or more; 1 if not given.
    fixed_in, fixed_out
        Sites that must and that cannot be open.
    time_limit
        Seconds after which the best answer so far is returned; none if not given.
    gap
        Stop when the answer is proven to be within this fraction of the best.
    seed, threads
        Of HiGHS; 0 and 1 thread if not given.

    Returns
    -------
    Located
        ``value`` is the weight covered, ``bound`` the most that can be. Clients that are not
        covered have no link.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> locate.mclp(locate.from_points([[0], [1], [5], [7]]), 1, 2, weights=[1, 1, 1, 3]).value
    4.0
    """
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out,
        problems=[*number_of_sites(p), *limits_given(time_limit, gap), *distance_given(distance)],
    )  # fmt: skip
    check_number(p, costs)
    clock = Clock(time_limit)
    search = CoverageSearch(costs, within(costs, float(distance)), p, clock)
    clock.in_own_thread(lambda: search.run(gap, seed, threads or 1))
    status = how_it_ended(search.value, search.bound, gap, clock)
    links = _covered(costs, search.sites, float(distance))
    value = float(costs.weights[links.client].sum())
    bound = max(value, search.bound)
    return located(_KIND, costs, search.sites, links, value, bound, status, clock)


def _covered(costs: Costs, sites: NDArray[np.int64], distance: float) -> Links:
    near, where = nearest_open(costs, sites)
    client = np.flatnonzero(near <= distance)
    return Links(client, where[client], np.ones(len(client)), near[client])
