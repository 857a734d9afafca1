"""The best way found to serve all clients from given open sites, split or not."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants
from optimizer.locate.clock import Clock
from optimizer.locate.program import Limits, Program, minimise

_MOST_MOVES = 2000


def serve(plants: Plants, opened: Bools, clock: Clock) -> Array | None:
    """Shares clients x sites that serve everybody from the open sites; None where none are found.

    Split: the transport problem's optimum by HiGHS. Single source: clients in order of regret
    (Martello and Toth 1981), then shifts and swaps.
    """
    if plants.capacity[opened].sum() < plants.total * (1.0 - 1e-12):
        return None
    sites = np.flatnonzero(opened)
    return _assigned(plants, sites) if plants.single else _transported(plants, sites, clock)


def worth(plants: Plants, shares: Array) -> float:
    """Cost of an answer: its shares and the sites that they use or that must be open."""
    used = (shares > 0).any(axis=0) | plants.inside
    where = shares > 0
    return float((plants.cost[where] * shares[where]).sum() + plants.opening[used].sum())


def _transported(plants: Plants, sites: Ints, clock: Clock) -> Array | None:
    client, place = np.nonzero(np.isfinite(plants.cost[:, sites]))
    count, clients = len(client), plants.clients
    x = np.arange(count)
    matrix = sparse.csr_array(
        (
            np.concatenate([np.ones(count), plants.demand[client]]),
            (np.concatenate([client, clients + place]), np.concatenate([x, x])),
        ),
        shape=(clients + len(sites), count),
    )
    room = plants.capacity[sites]
    program = Program(
        cost=plants.cost[client, sites[place]], lower=np.zeros(count), upper=np.ones(count),
        matrix=matrix, integer=np.zeros(count, dtype=np.bool_),
        row_lower=np.concatenate([np.ones(clients), np.full(len(sites), -np.inf)]),
        row_upper=np.concatenate([np.ones(clients), room]),
    )  # fmt: skip
    answer = minimise(program, Limits(), clock)
    if answer.x is None or not answer.finished:
        return None
    shares = np.zeros(plants.cost.shape)
    shares[client, sites[place]] = np.where(answer.x > 1e-9, answer.x, 0.0)
    total = shares.sum(axis=1, keepdims=True)
    return shares / total if (total > 0).all() else None


def _assigned(plants: Plants, sites: Ints) -> Array | None:
    cost = plants.cost[:, sites]
    at = _by_regret(plants, sites, cost)
    if at is None:
        return None
    free = plants.capacity[sites] - np.bincount(at, plants.demand, len(sites))
    for _ in range(_MOST_MOVES):
        if not (_shift(plants, cost, at, free) or _swap(plants, cost, at, free)):
            break
    shares = np.zeros(plants.cost.shape)
    shares[np.arange(plants.clients), sites[at]] = 1.0
    return shares


def _by_regret(plants: Plants, sites: Ints, cost: Array) -> Ints | None:
    """Clients one by one, the one first who loses most if his best site fills up."""
    free = plants.capacity[sites].copy()
    at = np.full(plants.clients, -1, dtype=np.int64)
    waiting = np.argsort(-plants.demand, kind="stable")
    while len(waiting):
        ways = np.where(plants.demand[waiting, None] <= free + 1e-9, cost[waiting], np.inf)
        best = ways.argmin(axis=1)
        least = ways[np.arange(len(waiting)), best]
        if not np.isfinite(least).all():
            return None
        ways[np.arange(len(waiting)), best] = np.inf
        regret = ways.min(axis=1) - least if len(sites) > 1 else np.zeros(len(waiting))
        first = int(np.argmax(np.where(np.isnan(regret), np.inf, regret)))
        at[waiting[first]] = best[first]
        free[best[first]] -= plants.demand[waiting[first]]
        waiting = np.delete(waiting, first)
    return at


def _shift(plants: Plants, cost: Array, at: Ints, free: Array) -> bool:
    """Move the client who gains most by another site with room for him."""
    every = np.arange(len(at))
    gain = cost[every, at][:, None] - cost
    gain[plants.demand[:, None] > free + 1e-9] = -np.inf
    client, to = divmod(int(gain.argmax()), cost.shape[1])
    if not gain[client, to] > 1e-9:
        return False
    free[at[client]] += plants.demand[client]
    free[to] -= plants.demand[client]
    at[client] = to
    return True


def _swap(plants: Plants, cost: Array, at: Ints, free: Array) -> bool:
    """Exchange the two clients who gain most by it."""
    every, demand = np.arange(len(at)), plants.demand
    here, there = cost[every, at], cost[:, at]
    gain = here[:, None] + here[None, :] - there - there.T
    more = demand[:, None] - demand[None, :]
    gain[(more > free[at][None, :] + 1e-9) | (-more > free[at][:, None] + 1e-9)] = -np.inf
    gain = np.where(np.isnan(gain), -np.inf, gain)
    one, other = divmod(int(gain.argmax()), len(at))
    if not gain[one, other] > 1e-9:
        return False
    change = demand[one] - demand[other]
    free[at[one]] += change
    free[at[other]] -= change
    at[one], at[other] = at[other], at[one]
    return True
