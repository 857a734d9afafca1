"""Location set covering: the fewest sites so that every client is within a distance of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy import sparse

from optimizer.locate.answer import how_it_ended, limits_given, located, not_located
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.cover.least import Cover, least_cover
from optimizer.locate.cover.within import within
from optimizer.locate.located import Located, listed
from optimizer.locate.nearest import nearest_links
from optimizer.locate.program import Limits

_KIND = "lscp"


def lscp(
    cost: Any, distance: float, *, fixed_in: Iterable[Any] = (), fixed_out: Iterable[Any] = (),
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
) -> Located:  # fmt: skip
    """Open the fewest sites that leave no client farther than ``distance`` (Toregas et al. 1971).

    Forced sites, dominated sites and clients go first (Toregas and ReVelle 1972), HiGHS decides
    what is left, each part of it alone.

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame, sparse matrix, or `from_points`.
    distance
        The largest cost that counts as covered, 0 or more.
    fixed_in, fixed_out
        Sites that must and that cannot be open; the former count.
    time_limit
        Seconds after which the best answer so far is returned; none if not given.
    gap
        Stop when the answer is proven to be within this fraction of the best.
    seed, threads
        Of HiGHS; 0 and 1 thread if not given.

    Returns
    -------
    Located
        ``value`` is the number of sites; every client is served from its nearest one. Where a
        client is near no site, ``words`` name it.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> locate.lscp(locate.from_points([[0], [1], [5], [7]]), 2).value
    2.0
    """
    costs = read_costs(
        cost, fixed_in=fixed_in, fixed_out=fixed_out,
        problems=[*limits_given(time_limit, gap), *distance_given(distance)],
    )  # fmt: skip
    clock = Clock(time_limit)
    limits = Limits(gap=gap, seed=seed, threads=threads or 1)
    near = within(costs, float(distance))
    lost = np.flatnonzero(np.diff(near.indptr) == 0)
    if len(lost):
        why = f"{len(lost)} of {costs.clients} clients are within {distance:g} of no site: "
        why += listed([costs.client_label(i) for i in lost.tolist()])
        status = how_it_ended(np.inf, np.inf, gap, clock)
        return not_located(_KIND, costs, np.inf, np.inf, status, clock, why)
    cover = clock.in_own_thread(lambda: _cover(costs, near, clock, limits))
    value, bound = float(len(cover.columns)), float(cover.bound)
    status = how_it_ended(value, bound, gap, clock)
    links = nearest_links(costs, cover.columns)
    return located(_KIND, costs, cover.columns, links, value, bound, status, clock)


def distance_given(distance: Any) -> list[str]:
    """What is wrong with a distance, if anything."""
    try:
        right = float(distance) >= 0
    except (TypeError, ValueError):
        right = False
    return [] if right else [f"distance: is out of range (got '{distance}'); give 0 or more"]


def _cover(costs: Costs, near: Any, clock: Clock, limits: Limits) -> Cover:
    inside = costs.fixed_in
    open_rows = np.flatnonzero(near[:, inside].sum(axis=1) == 0) if len(inside) else slice(None)
    cover = least_cover(sparse.csr_array(near[open_rows]), clock, limits)
    assert cover is not None  # every client is near some site
    return Cover(np.union1d(cover.columns, inside), cover.bound + len(inside))
