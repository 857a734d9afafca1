"""An assignment as flat arrays, and what every hub costs with money priced: for the search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.curves_low import queue_low, stock_low

MEMBERS = 768
"""Most cells of one block at one hub."""


@dataclass(frozen=True)
class Ground:
    """What does not change during a search. Blocks Q, sizes B, levels L (padded), groups G.

    ``block`` (D,), ``base`` (D, g) of the cell's own groups; ``near`` (D, K) parks, -1 where there
    are fewer, with ``cost`` (D, K) and ``unit`` (D, K, S); ``stay`` (D,).
    ``value``, ``slope`` (Q, L, M), ``step``, ``most`` (Q, L); ``weight`` (Q, J) with ``share`` (S,);
    ``level`` (Q, J, L) and ``size`` (J, B) priced; ``allowed`` (Q, B, L); ``group`` (Q + 1,) first
    group of each block; ``left``, ``right`` (G, J, M) and ``top`` (G,) of phi.
    """

    block: Ints
    base: Array
    near: Ints
    cost: Array
    unit: Array
    stay: Array
    value: Array
    slope: Array
    step: Array
    most: Array
    weight: Array
    share: Array
    level: Array
    size: Array
    allowed: Bools
    group: Ints
    left: Array
    right: Array
    top: Array


@dataclass(frozen=True)
class State:
    """An assignment: ``at`` (D,) position in `Ground.near`, -1 for today; loads and costs by hub.

    ``load`` (Q, J, S), ``amount`` (G, J), ``count`` (J,), ``part`` (Q, B, J) cost of each block by
    size, ``hub`` (J,) cost of each hub; ``member`` (Q, J, `MEMBERS`), ``members`` (Q, J), ``place``
    (D,) of each cell among the members.
    """

    at: Ints
    load: Array
    amount: Array
    count: Ints
    part: Array
    hub: Array
    member: Ints
    members: Ints
    place: Ints


def new_state(ground: Ground) -> State:
    """Every cell as today."""
    cells, (blocks, parks) = len(ground.stay), ground.weight.shape
    sizes, groups = ground.size.shape[1], len(ground.top)
    return State(
        at=np.full(cells, -1), load=np.zeros((blocks, parks, len(ground.share))),
        amount=np.zeros((groups, parks)), count=np.zeros(parks, np.int64),
        part=np.zeros((blocks, sizes, parks)), hub=np.zeros(parks),
        member=np.zeros((blocks, parks, MEMBERS), np.int64),
        members=np.zeros((blocks, parks), np.int64), place=np.zeros(cells, np.int64),
    )  # fmt: skip


def ground_arrays(g: Ground) -> tuple[Array, ...]:
    """Arrays of the hubs in the order that compiled code takes."""
    return (
        g.value, g.slope, g.step, g.most, g.weight, g.share, g.level, g.size, g.allowed, g.group,
        g.left, g.right, g.top,
    )  # fmt: skip


def total(ground: Ground, state: State) -> float:
    """Priced aim of an assignment: linear, staying, hubs."""
    served = state.at >= 0
    d = np.flatnonzero(served)
    return float(ground.cost[d, state.at[d]].sum() + ground.stay[~served].sum() + state.hub.sum())


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def block_parts(
    q: int, j: int, load: Array, amount: Array, value: Array, slope: Array, step: Array,
    most: Array, weight: Array, share: Array, level: Array, allowed: Bools, group: Ints,
    left: Array, right: Array, top: Array, part: Array,
) -> None:  # fmt: skip
    """Cost of a block at a hub of every size, for a load (S,) and amounts (g,) of its groups."""
    sizes, levels = allowed.shape[1], allowed.shape[2]
    stock, peak = 0.0, 0.0
    for g in range(group[q], group[q + 1]):
        stock += stock_low(left[g, j], right[g, j], top[g], max(amount[g - group[q]], 0.0))
    for s in range(len(share)):
        peak = max(peak, load[s])
    if peak <= 1e-12:
        part[:] = stock
        return
    part[:] = np.inf
    for k in range(levels):
        if peak > most[q, k]:
            continue
        cost = level[q, j, k] + stock
        for s in range(len(share)):
            waiting = queue_low(value[q, k], slope[q, k], step[q, k], most[q, k], max(load[s], 0.0))
            cost += weight[q, j] * share[s] * waiting
        for b in range(sizes):
            if allowed[q, b, k] and cost < part[b]:
                part[b] = cost


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def hub_cost(q: int, j: int, new: Array, part: Array, size: Array) -> float:
    """Cost of a hub whose block q costs ``new`` (B,) instead; the best size."""
    best = np.inf
    for b in range(size.shape[1]):
        cost = size[j, b] + new[b]
        for p in range(part.shape[0]):
            if p != q:
                cost += part[p, b, j]
        best = min(best, cost)
    return best
