"""Backup coverage: the fewest sites, and among such choices the most weight covered twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from optimizer.locate.answer import how_it_ended, limits_given, located, not_located
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.cover.lscp import distance_given, lscp
from optimizer.locate.cover.within import within
from optimizer.locate.located import Located
from optimizer.locate.nearest import nearest_links
from optimizer.locate.program import Answer, Limits, Program, minimise
from optimizer.solve.status import Status

_KIND = "lscp-backup"


def lscp_backup(
    cost: Any, distance: float, *, weights: ArrayLike | None = None, fixed_in: Iterable[Any] = (),
    fixed_out: Iterable[Any] = (), time_limit: float | None = None, gap: float = 0.0,
    seed: int = 0, threads: int | None = None,
) -> Located:  # fmt: skip
    """Cover everybody with the fewest sites, as much weight as possible twice.

    A hierarchical objective (Daskin and Stern 1981; Hogan and ReVelle 1986): first `lscp`, then the
    weight of clients that have two open sites or more within the distance. A client with one
    candidate site only is never backed up.

    Parameters
    ----------
    cost, distance, fixed_in, fixed_out, time_limit, gap, seed, threads
        As for `lscp`.
    weights
        What a client that is covered twice counts; 1 if not given.

    Returns
    -------
    Located
        ``value`` is the weight covered twice, ``bound`` the most that can be. Where the fewest
        sites are not proven to be the fewest, the status is not optimal and the bound inf.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> locate.lscp_backup(locate.from_points([[0], [1], [2], [3]]), 1).value
    0.0
    """
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out,
        problems=[*limits_given(time_limit, gap), *distance_given(distance)],
    )  # fmt: skip
    clock = Clock(time_limit)
    first = lscp(
        cost, distance, fixed_in=fixed_in, fixed_out=fixed_out, time_limit=time_limit, seed=seed,
        threads=threads,
    )  # fmt: skip
    if not len(first.sites):
        why = "".join(first.words)
        return not_located(_KIND, costs, np.inf, np.inf, first.status, clock, why)
    limits = Limits(gap=gap, seed=seed, threads=threads or 1)
    return _backed_up(costs, first, float(distance), clock, limits)


def _backed_up(
    costs: Costs, first: Located, distance: float, clock: Clock, limits: Limits
) -> Located:
    """The choice of as many sites that covers the most weight twice."""
    near = within(costs, distance)
    program = _program(costs, near, len(first.sites))
    answer = clock.in_own_thread(lambda: minimise(program, limits, clock))
    sites = _sites(answer, costs, first)
    twice = _twice(near, sites)
    value = float(costs.weights[twice].sum())
    fewest = first.status == Status.OPTIMAL
    missed = answer.bound if np.isfinite(answer.bound) else 0.0
    most = float(costs.weights.sum()) - max(missed, 0.0)
    tolerance = 1e-7 * max(1.0, most)
    bound = (value if most <= value + tolerance else most) if fewest else np.inf
    status = how_it_ended(value, bound, limits.gap, clock) if fewest else first.status
    words = (f"{len(sites)} sites, {len(twice)} of {costs.clients} clients covered twice",)
    links = nearest_links(costs, sites)
    return located(_KIND, costs, sites, links, value, bound, status, clock, words)


def _sites(answer: Answer, costs: Costs, first: Located) -> NDArray[np.int64]:
    if answer.x is None:
        return first.sites
    return np.flatnonzero(answer.x[: costs.sites] > 0.5)


def _twice(near: sparse.csr_array, sites: NDArray[np.int64]) -> NDArray[np.int64]:
    """Clients with two open sites or more within the distance."""
    return np.flatnonzero(np.asarray(near[:, sites].sum(axis=1)).ravel() > 1.5)


def _program(costs: Costs, near: sparse.csr_array, number: int) -> Program:
    """Least weight not covered twice: y of the sites, then 1 if a client is covered once only."""
    clients, sites = near.shape
    once = np.diff(near.indptr) < 2
    matrix = sparse.vstack(
        [
            sparse.hstack([near, sparse.eye_array(clients)]),
            sparse.csr_array(np.concatenate([np.ones(sites), np.zeros(clients)])[None, :]),
        ]
    )
    lower = np.concatenate([np.zeros(sites), once.astype(np.float64)])
    lower[costs.fixed_in] = 1.0
    upper = np.ones(sites + clients)
    upper[costs.fixed_out] = 0.0
    exactly = np.array([float(number)])
    return Program(
        cost=np.concatenate([np.zeros(sites), costs.weights]), lower=lower, upper=upper,
        matrix=sparse.csr_array(matrix),
        row_lower=np.concatenate([np.full(clients, 2.0), exactly]),
        row_upper=np.concatenate([np.full(clients, np.inf), exactly]),
        integer=np.repeat([True, False], [sites, clients]),
    )  # fmt: skip
