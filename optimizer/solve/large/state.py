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

    ``money`` (3,): price of money, budget, price of what is spent beyond it;
    ``block`` (D,), ``base`` (D, g) of the cell's own groups; ``near`` (D, K) parks, -1 where there
    are fewer, with ``cost`` (D, K) and ``unit`` (D, K, S); ``stay`` (D,).
    ``value``, ``slope`` (Q, L, M), ``step``, ``most`` (Q, L); ``weight`` (Q, J), ``share`` (S,);
    ``level`` (Q, J, L) and ``size`` (J, B) million RUB; ``allowed`` (Q, B, L); ``group`` (Q + 1,)
    first group of each block; ``left``, ``right`` (G, J, M) and ``top`` (G,) of phi, ``kit``
    (G, J, M) million RUB of the kits in it; ``fan`` cells to which a park is near, from ``fans``
    (J + 1,) on for each.
    """

    money: Array
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
    kit: Array
    fan: Ints
    fans: Ints


class State(NamedTuple):
    """An assignment: ``at`` (D,) position in `Ground.near`, -1 for today; loads and costs by hub.

    ``load`` (Q, J, S), ``amount`` (G, J), ``cells`` (J,) how many; ``part`` (Q, B, J, 2) cost of
    each block by size, ``hub`` (J, 2) of each hub: priced, and the million RUB in it; ``spent``
    (1,); ``member`` (Q, J, `MEMBERS`), ``members`` (Q, J), ``place`` (D,) of each cell among them.
    """

    at: Ints
    load: Array
    amount: Array
    cells: Ints
    part: Array
    hub: Array
    spent: Array
    member: Ints
    members: Ints
    place: Ints


class Trial(NamedTuple):
    """One block of two hubs changed: loads (2, S), amounts (2, g), parts (2, B, 2), hubs (2, 2)."""

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
        amount=np.zeros((groups, parks)), cells=np.zeros(parks, np.int64),
        part=np.zeros((blocks, sizes, parks, 2)), hub=np.zeros((parks, 2)), spent=np.zeros(1),
        member=np.zeros((blocks, parks, MEMBERS), np.int64),
        members=np.zeros((blocks, parks), np.int64), place=np.zeros(cells, np.int64),
    )  # fmt: skip


def new_trial(ground: Ground) -> Trial:
    """Room for one trial."""
    sizes = ground.size.shape[1]
    return Trial(
        np.zeros((2, len(ground.share))), np.zeros((2, ground.base.shape[1])),
        np.zeros((2, sizes, 2)), np.zeros((2, 2)),
    )  # fmt: skip


def copy_state(state: State) -> State:
    """The same assignment, apart."""
    return state._replace(**{name: array.copy() for name, array in state._asdict().items()})


def priced_aim(ground: Ground, state: State) -> float:
    """Linear, staying, hubs at priced money, and what is spent beyond the budget."""
    d = np.flatnonzero(state.at >= 0)
    kept = ground.stay[state.at < 0].sum()
    beyond = float(over(ground, float(state.spent[0])))
    return float(ground.cost[d, state.at[d]].sum() + kept + state.hub[:, 0].sum()) + beyond


def served_by(ground: Ground, state: State) -> Ints:
    """(D,) park of every cell, -1 as today."""
    park = ground.near[np.arange(len(state.at)), np.maximum(state.at, 0)]
    return np.where(state.at >= 0, park, -1)


@njit(cache=True, nogil=True)
def over(ground: Ground, spent: float) -> float:
    """Priced worth of what is spent beyond the budget."""
    return float(ground.money[2] * max(spent - ground.money[1], 0.0))


@njit(cache=True, nogil=True)
def block_parts(ground: Ground, q: int, j: int, load: Array, amount: Array, part: Array) -> None:
    """Cost (B, 2) of a block at a hub of every size, for a load (S,) and amounts (g,)."""
    value, slope, step, most = ground.value, ground.slope, ground.step, ground.most
    level, allowed, share, price = ground.level, ground.allowed, ground.share, ground.money[0]
    stock, kit, peak, first = 0.0, 0.0, 0.0, ground.group[q]
    for g in range(first, ground.group[q + 1]):
        much, top = min(max(amount[g - first], 0.0), ground.top[g]), ground.top[g]
        stock += stock_low(ground.left[g, j], ground.right[g, j], top, much)
        cells = ground.kit.shape[2]
        kit += ground.kit[g, j, min(int(np.sqrt(much / top) * cells), cells - 1)]
    for s in range(len(load)):
        peak = max(peak, load[s])
    part[:, 0] = stock if peak <= 1e-12 else np.inf
    part[:, 1] = kit
    if peak <= 1e-12:
        return
    weight = ground.weight[q, j]
    for k in range(most.shape[1]):
        if peak > most[q, k]:
            continue
        cost = price * level[q, j, k] + stock
        curve, rise = value[q, k], slope[q, k]
        for s in range(len(load)):
            at = max(load[s], 0.0)
            cost += weight * share[s] * queue_low(curve, rise, step[q, k], most[q, k], at)
        for b in range(len(part)):
            if allowed[q, b, k] and cost < part[b, 0]:
                part[b, 0], part[b, 1] = cost, kit + level[q, j, k]


@njit(cache=True, nogil=True)
def change_hub(
    ground: Ground, state: State, trial: Trial, side: int, q: int, j: int, out: int, out_at: int,
    into: int, into_at: int,
) -> float:  # fmt: skip
    """What it costs a hub to lose cell ``out`` and gain cell ``into`` (-1: none), both of block q.

    ``out_at``, ``into_at`` are the hub's positions among the near parks of the two.
    """
    count = state.cells[j]
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
        _best_size(ground, state, trial, side, q, j)
    return float(trial.hub[side, 0] - state.hub[j, 0])


@njit(cache=True, nogil=True)
def _best_size(ground: Ground, state: State, trial: Trial, side: int, q: int, j: int) -> None:
    """Cost and money of a hub of the best size, whose block q costs the trial's parts."""
    trial.hub[side, 0] = np.inf
    for b in range(ground.size.shape[1]):
        cost = ground.money[0] * ground.size[j, b] + trial.part[side, b, 0]
        money = ground.size[j, b] + trial.part[side, b, 1]
        for p in range(state.part.shape[0]):
            if p != q:
                cost += state.part[p, b, j, 0]
                money += state.part[p, b, j, 1]
        if cost < trial.hub[side, 0]:
            trial.hub[side, 0], trial.hub[side, 1] = cost, money


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
        for i in range(2):
            state.part[q, b, j, i] = trial.part[side, b, i]
    state.spent[0] += trial.hub[side, 1] - state.hub[j, 1]
    for i in range(2):
        state.hub[j, i] = trial.hub[side, i]
    if out >= 0:
        state.cells[j] -= 1
        last = state.members[q, j] - 1
        other = state.member[q, j, last]
        state.member[q, j, state.place[out]] = other
        state.place[other] = state.place[out]
        state.members[q, j] = last
        if state.at[out] >= 0 and ground.near[out, state.at[out]] == j:
            state.at[out] = -1
    if into >= 0:
        state.cells[j] += 1
        state.place[into] = state.members[q, j]
        state.member[q, j, state.place[into]] = into
        state.members[q, j] += 1
        state.at[into] = into_at
