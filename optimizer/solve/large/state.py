"""An assignment as flat arrays, and what every hub costs with money priced: for the search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.curves_low import queue_low, stock_low

MEMBERS = 512
"""Most cells of one block at one hub."""


class Ground(NamedTuple):
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


class State(NamedTuple):
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


class Trial(NamedTuple):
    """What one block of two hubs would be: loads (2, S), amounts (2, g), parts (2, B), hubs (2,)."""

    load: Array
    amount: Array
    part: Array
    hub: Array


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


def new_trial(ground: Ground) -> Trial:
    """Room for one trial."""
    sizes = ground.size.shape[1]
    return Trial(
        np.zeros((2, len(ground.share))), np.zeros((2, ground.base.shape[1])),
        np.zeros((2, sizes)), np.zeros(2),
    )  # fmt: skip


def copy_state(state: State) -> State:
    """The same assignment, apart."""
    return State(*(array.copy() for array in state))


def priced_aim(ground: Ground, state: State) -> float:
    """Priced aim of an assignment: linear, staying, hubs."""
    d = np.flatnonzero(state.at >= 0)
    kept = ground.stay[state.at < 0].sum()
    return float(ground.cost[d, state.at[d]].sum() + kept + state.hub.sum())


def served_by(ground: Ground, state: State) -> Ints:
    """(D,) park of every cell, -1 as today."""
    park = ground.near[np.arange(len(state.at)), np.maximum(state.at, 0)]
    return np.where(state.at >= 0, park, -1)


@njit(cache=True, nogil=True)
def block_parts(ground: Ground, q: int, j: int, load: Array, amount: Array, part: Array) -> None:
    """Cost of a block at a hub of every size, for a load (S,) and amounts (g,) of its groups."""
    # names of one's own: every look into a named tuple counts references
    value, slope, step, most = ground.value, ground.slope, ground.step, ground.most
    level, allowed, share = ground.level, ground.allowed, ground.share
    stock, peak, first = 0.0, 0.0, ground.group[q]
    for g in range(first, ground.group[q + 1]):
        much = max(amount[g - first], 0.0)
        stock += stock_low(ground.left[g, j], ground.right[g, j], ground.top[g], much)
    for s in range(len(load)):
        peak = max(peak, load[s])
    if peak <= 1e-12:
        part[:] = stock
        return
    part[:] = np.inf
    weight = ground.weight[q, j]
    for k in range(most.shape[1]):
        if peak > most[q, k]:
            continue
        cost = level[q, j, k] + stock
        curve, rise = value[q, k], slope[q, k]
        for s in range(len(load)):
            at = max(load[s], 0.0)
            cost += weight * share[s] * queue_low(curve, rise, step[q, k], most[q, k], at)
        for b in range(len(part)):
            if allowed[q, b, k] and cost < part[b]:
                part[b] = cost


@njit(cache=True, nogil=True)
def change_hub(
    ground: Ground, state: State, trial: Trial, side: int, q: int, j: int, out: int, out_at: int,
    into: int, into_at: int,
) -> float:  # fmt: skip
    """What it costs a hub to lose cell ``out`` and gain cell ``into`` (-1: none), both of block q.

    ``out_at``, ``into_at`` are the hub's positions among the near parks of the two.
    """
    count = state.count[j]
    for s in range(trial.load.shape[1]):
        trial.load[side, s] = state.load[q, j, s]
    first = ground.group[q]
    for g in range(ground.group[q + 1] - first):
        trial.amount[side, g] = state.amount[first + g, j]
    if out >= 0:
        count -= 1
        for s in range(trial.load.shape[1]):
            trial.load[side, s] -= ground.unit[out, out_at, s]
        for g in range(ground.group[q + 1] - first):
            trial.amount[side, g] -= ground.base[out, g]
    if into >= 0:
        count += 1
        for s in range(trial.load.shape[1]):
            trial.load[side, s] += ground.unit[into, into_at, s]
        for g in range(ground.group[q + 1] - first):
            trial.amount[side, g] += ground.base[into, g]
    block_parts(ground, q, j, trial.load[side], trial.amount[side], trial.part[side])
    trial.hub[side] = 0.0
    if count > 0:
        best = np.inf
        for b in range(ground.size.shape[1]):
            cost = ground.size[j, b] + trial.part[side, b]
            for p in range(state.part.shape[0]):
                if p != q:
                    cost += state.part[p, b, j]
            best = min(best, cost)
        trial.hub[side] = best
    return float(trial.hub[side] - state.hub[j])


@njit(cache=True, nogil=True)
def keep_hub(
    ground: Ground, state: State, trial: Trial, side: int, q: int, j: int, out: int, into: int,
    into_at: int,
) -> None:  # fmt: skip
    """Make the change that `change_hub` priced."""
    for s in range(trial.load.shape[1]):
        state.load[q, j, s] = trial.load[side, s]
    for g in range(ground.group[q + 1] - ground.group[q]):
        state.amount[ground.group[q] + g, j] = trial.amount[side, g]
    for b in range(trial.part.shape[1]):
        state.part[q, b, j] = trial.part[side, b]
    state.hub[j] = trial.hub[side]
    if out >= 0:
        state.count[j] -= 1
        last = state.members[q, j] - 1
        other = state.member[q, j, last]
        state.member[q, j, state.place[out]] = other
        state.place[other] = state.place[out]
        state.members[q, j] = last
        if state.at[out] >= 0 and ground.near[out, state.at[out]] == j:
            state.at[out] = -1
    if into >= 0:
        state.count[j] += 1
        state.place[into] = state.members[q, j]
        state.member[q, j, state.place[into]] = into
        state.members[q, j] += 1
        state.at[into] = into_at
