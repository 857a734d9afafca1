"""Capacitated location: which sites to open, and who is served from where within their capacity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.locate.answer import how_it_ended, limits_given, located, not_located
from optimizer.locate.capacity.given_numbers import per_client, per_site
from optimizer.locate.capacity.plant import Plants
from optimizer.locate.capacity.search import CapacitatedSearch
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs, read_costs
from optimizer.locate.located import Links, Located, listed

_KIND = {False: "capacitated", True: "single-source"}


def capacitated(
    cost: Any, opening: ArrayLike, capacity: ArrayLike, demand: ArrayLike, *,
    single_source: bool = False, weights: ArrayLike | None = None, fixed_in: Iterable[Any] = (),
    fixed_out: Iterable[Any] = (), max_distance: float | None = None,
    time_limit: float | None = None, gap: float = 0.0, seed: int = 0, threads: int | None = None,
) -> Located:  # fmt: skip
    """Open sites and serve all demand within their capacity at the least cost.

    Lagrangian prices, fixing below guesses of the optimum, HiGHS on the rest (`CapacitatedSearch`).

    Parameters
    ----------
    cost
        Clients x sites: cost of serving ALL demand of a client from a site; a part of it costs that
        part. Array, DataFrame, sparse matrix, or `from_points`. inf: not served from there.
    opening, capacity
        Price of opening a site and what it can serve, shape (sites,) or one number.
    demand
        What a client takes of a site's capacity, shape (clients,) or one number.
    single_source
        A client is served from one site only; demand is split otherwise.
    weights
        What a client's cost counts; 1 if not given.
    fixed_in, fixed_out
        Sites that must (for their price) and that cannot be open.
    max_distance
        Pairs that cost more are not allowed.
    time_limit
        Seconds after which the best answer so far is returned; none if not given.
    gap
        Stop when proven to be within this fraction of the best.
    seed, threads
        Of HiGHS; 0 and 1 thread if not given.

    Returns
    -------
    Located
        ``value``: open sites and all shares, in float64; the bound is proven to 1e-7 of it.
        Where demand cannot be served, ``words`` say why.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.

    Examples
    --------
    >>> from optimizer import locate
    >>> locate.capacitated([[1.0, 9.0], [9.0, 1.0]], 5.0, 2.0, 1.0).value
    12.0
    """
    costs = read_costs(
        cost, weights=weights, fixed_in=fixed_in, fixed_out=fixed_out, max_distance=max_distance,
        problems=limits_given(time_limit, gap),
    )  # fmt: skip
    price, room = per_site(costs, opening=opening, capacity=capacity)
    need = per_client(costs, demand=demand)
    problem = _Reduced(costs, need, price, room, single_source)
    return _solved(costs, problem, Clock(time_limit), gap, seed, threads or 1)


def single_source(
    cost: Any, opening: ArrayLike, capacity: ArrayLike, demand: ArrayLike, **options: Any
) -> Located:
    """`capacitated` where every client is served from one site only.

    Parameters
    ----------
    cost, opening, capacity, demand
        As for `capacitated`.
    **options
        Its other arguments.

    Raises
    ------
    InputError
        Everything that is wrong with the input, at once.
    """
    return capacitated(cost, opening, capacity, demand, single_source=True, **options)


class _Reduced:
    """The plants without clients that need nothing and without sites that cannot serve."""

    def __init__(
        self, costs: Costs, need: NDArray[np.float64], price: NDArray[np.float64],
        room: NDArray[np.float64], single: bool,
    ) -> None:  # fmt: skip
        table = costs.dense()
        self.clients = np.flatnonzero(need > 0)
        inside = np.zeros(costs.sites, dtype=np.bool_)
        inside[costs.fixed_in] = True
        usable = room > 0
        usable[costs.fixed_out] = False
        self.sites = np.flatnonzero(usable)
        self.idle = np.flatnonzero(inside & ~usable)
        self.extra = float(price[self.idle].sum())
        weighted = table[np.ix_(self.clients, self.sites)] * costs.weights[self.clients, None]
        weighted[np.isnan(weighted)] = np.inf
        self.plants = Plants(
            weighted, need[self.clients], price[self.sites], room[self.sites], inside[self.sites],
            single,
        )  # fmt: skip


def _solved(
    costs: Costs, problem: _Reduced, clock: Clock, gap: float, seed: int, threads: int
) -> Located:
    why = _cannot(costs, problem)
    if why:
        status = how_it_ended(np.inf, np.inf, gap, clock)
        kind = _KIND[problem.plants.single]
        return not_located(kind, costs, np.inf, np.inf, status, clock, why)
    search = CapacitatedSearch(problem.plants, clock, gap, seed, threads)
    clock.in_own_thread(search.run)
    return _located(costs, problem, search, clock, gap)


def _cannot(costs: Costs, problem: _Reduced) -> str:
    """Why demand cannot be served, in words; empty where nothing stands against it."""
    plants = problem.plants
    if plants.total > plants.capacity.sum() * (1 + 1e-12):
        return f"demand is {plants.total:g}, the capacity of all sites {plants.capacity.sum():g}"
    lost = problem.clients[~np.isfinite(plants.cost).any(axis=1)]
    if len(lost):
        named = listed([costs.client_label(i) for i in lost.tolist()])
        return f"{len(lost)} of {costs.clients} clients cannot be served from any site: {named}"
    return ""


def _located(
    costs: Costs, problem: _Reduced, search: CapacitatedSearch, clock: Clock, gap: float
) -> Located:
    value, bound = search.value + problem.extra, search.bound + problem.extra
    status = how_it_ended(value, bound, gap, clock)
    kind = _KIND[problem.plants.single]
    if search.shares is None:
        why = "no way to open sites serves all demand within their capacity"
        if problem.plants.single:
            why += "; a client may be too large to be served from one site"
        return not_located(kind, costs, np.inf, bound, status, clock, why)
    client, site = np.nonzero(search.shares)
    share = search.shares[client, site]
    order = np.lexsort((-share, client))
    client, site, share = client[order], site[order], share[order]
    used = (search.shares > 0).any(axis=0) | problem.plants.inside
    here, there = problem.clients[client], problem.sites[site]
    links = Links(here, there, share, costs.dense()[here, there] * share)
    sites = np.union1d(problem.sites[used], problem.idle)
    return located(kind, costs, sites, links, value, min(value, bound), status, clock)
