"""Search by annealing: cells move to another hub or change places, hubs follow at priced money.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) on the assignment alone: sizes, levels and
kits are the best ones for every load. A hub opens with its first cell and closes with its last;
now and then a whole hub moves to another park.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Ints
from optimizer.solve.large.hub_moves import accepted, close_hub, open_hub, position
from optimizer.solve.large.state import (
    MEMBERS,
    Ground,
    State,
    Trial,
    change_hub,
    keep_hub,
    new_trial,
    over,
)

_TODAY = 0.05
"""How often a cell is offered today's way."""
_SWAP = 0.5
_HUB = 0.002
"""How often a cell changes places with another, and how often a whole hub moves or opens."""
_CLOSE = 0.3
"""How often, of those, an open hub closes."""


def anneal(ground: Ground, state: State, hot: float, cold: float, moves: int, seed: int) -> None:
    """Change a state by ``moves`` trials while the temperature falls from ``hot`` to ``cold``."""
    _anneal(ground, state, new_trial(ground), hot, cold, moves, seed)


def place(ground: Ground, state: State, wish: Ints) -> None:
    """Serve cells that stay as today by the near park in position ``wish`` (D,), -1 for none."""
    _place(ground, state, new_trial(ground), wish)


@njit(cache=True, nogil=True)
def _place(ground: Ground, state: State, trial: Trial, wish: Ints) -> None:
    for d in range(len(wish)):
        k, q = wish[d], ground.block[d]
        if k < 0 or state.at[d] >= 0 or ground.near[d, k] < 0:
            continue
        j = ground.near[d, k]
        if state.members[q, j] >= MEMBERS:
            continue
        if change_hub(ground, state, trial, 0, q, j, -1, 0, d, k) < np.inf:
            keep_hub(ground, state, trial, 0, q, j, -1, d, k)


@njit(cache=True, nogil=True)
def _anneal(
    ground: Ground, state: State, trial: Trial, hot: float, cold: float, moves: int, seed: int
) -> None:
    np.random.seed(seed)
    cells, choices = ground.near.shape
    cool = (cold / hot) ** (1.0 / max(moves, 1))
    heat = hot
    room, back = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    for _ in range(moves):
        heat *= cool
        d = np.random.randint(cells)
        draw = np.random.random()
        k = int(choices * draw * draw)
        if np.random.random() < _TODAY:
            k = -1
        elif ground.near[d, k] < 0:
            continue
        if k >= 0 and np.random.random() < _HUB:
            b = ground.near[d, k]
            if state.cells[b] > 0:
                if np.random.random() < _CLOSE:
                    close_hub(ground, state, trial, b, heat, room, back)
            elif state.at[d] >= 0 and np.random.random() < 0.5:
                _move_hub(ground, state, trial, ground.near[d, state.at[d]], b, heat)
            else:
                open_hub(ground, state, trial, b, heat, room, back)
        else:
            _move_cell(ground, state, trial, d, k, heat)


@njit(cache=True, nogil=True)
def _partner(ground: Ground, state: State, q: int, a: int, b: int) -> tuple[int, int]:
    """A cell of hub ``b`` to go to ``a`` (-1: today) in exchange, and the position of ``a``.

    -1: none; -2: the move is impossible.
    """
    if b >= 0 and state.members[q, b] > 0 and np.random.random() < _SWAP:
        e = state.member[q, b, np.random.randint(state.members[q, b])]
        m = position(ground, e, a) if a >= 0 else -1
        return (-2, -1) if a >= 0 and m < 0 else (e, m)
    if b >= 0 and state.members[q, b] >= MEMBERS:
        return -2, -1
    return -1, -1


@njit(cache=True, nogil=True)
def _move_cell(
    ground: Ground, state: State, trial: Trial, d: int, k: int, heat: float
) -> None:  # fmt: skip
    """Cell ``d`` goes to its near park ``k`` or to today's way, perhaps in exchange for another."""
    q, k0 = ground.block[d], state.at[d]
    a = ground.near[d, k0] if k0 >= 0 else -1
    b = ground.near[d, k] if k >= 0 else -1
    if a == b:
        return
    e, m1 = _partner(ground, state, q, a, b)
    if e < -1:
        return
    m0 = state.at[e] if e >= 0 else -1
    change = ground.cost[d, k] if k >= 0 else ground.stay[d]
    change -= ground.cost[d, k0] if k0 >= 0 else ground.stay[d]
    if e >= 0:
        change += (ground.cost[e, m1] if m1 >= 0 else ground.stay[e]) - ground.cost[e, m0]
    stays_a, spent = e if a >= 0 else -1, state.spent[0]
    if a >= 0:
        change += change_hub(ground, state, trial, 0, q, a, d, k0, stays_a, m1)
        spent += trial.hub[0, 1] - state.hub[a, 1]
    if b >= 0:
        change += change_hub(ground, state, trial, 1, q, b, e, m0, d, k)
        spent += trial.hub[1, 1] - state.hub[b, 1]
    if not accepted(change + over(ground, spent) - over(ground, state.spent[0]), heat):
        return
    if b >= 0:
        # leave first: a cell has one place only
        if a >= 0:
            _leave(ground, state, q, a, d)
        keep_hub(ground, state, trial, 1, q, b, e, d, k)
        if a >= 0:
            keep_hub(ground, state, trial, 0, q, a, -1, stays_a, m1)
            state.at[d] = k
    else:
        keep_hub(ground, state, trial, 0, q, a, d, -1, -1)


@njit(cache=True, nogil=True)
def _leave(ground: Ground, state: State, q: int, j: int, d: int) -> None:
    """Take a cell from the members of a hub, whose loads are set later."""
    last = state.members[q, j] - 1
    other = state.member[q, j, last]
    state.member[q, j, state.place[d]] = other
    state.place[other] = state.place[d]
    state.members[q, j] = last
    state.cells[j] -= 1


@njit(cache=True, nogil=True)
def _move_hub(
    ground: Ground, state: State, trial: Trial, a: int, b: int, heat: float
) -> None:  # fmt: skip
    """All cells of hub ``a`` go to the closed park ``b``, if it is near to all of them."""
    if state.cells[b] > 0 or a == b:
        return
    saved = state.hub[a, 0] + over(ground, state.spent[0])
    spent = state.spent[0] - state.hub[a, 1]
    for q in range(state.members.shape[0]):
        for i in range(state.members[q, a]):
            d = state.member[q, a, i]
            k = position(ground, d, b)
            if k < 0:
                return
            saved += ground.cost[d, state.at[d]] - ground.cost[d, k]
    for q in range(state.members.shape[0]):
        for i in range(state.members[q, a]):
            d = state.member[q, a, i]
            k = position(ground, d, b)
            if change_hub(ground, state, trial, 1, q, b, -1, 0, d, k) == np.inf:
                _empty(ground, state, b)
                return
            back = state.at[d], state.place[d]
            keep_hub(ground, state, trial, 1, q, b, -1, d, k)
            state.at[d], state.place[d] = back
    change = state.hub[b, 0] + over(ground, spent + state.hub[b, 1]) - saved
    if not accepted(change, heat):
        _empty(ground, state, b)
        return
    _empty(ground, state, a)
    for q in range(state.members.shape[0]):
        for i in range(state.members[q, b]):
            d = state.member[q, b, i]
            state.at[d], state.place[d] = position(ground, d, b), i


@njit(cache=True, nogil=True)
def _empty(ground: Ground, state: State, j: int) -> None:
    """Clear a hub; its cells are told elsewhere."""
    state.spent[0] -= state.hub[j, 1]
    state.hub[j] = 0.0
    state.cells[j] = 0
    for q in range(state.members.shape[0]):
        state.members[q, j] = 0
        for s in range(state.load.shape[2]):
            state.load[q, j, s] = 0.0
        for g in range(ground.group[q], ground.group[q + 1]):
            state.amount[g, j] = 0.0
        for b in range(state.part.shape[1]):
            state.part[q, b, j] = 0.0
            for g in range(ground.group[q], ground.group[q + 1]):
                state.part[q, b, j, 0] += ground.left[g, j, 0]
                state.part[q, b, j, 1] += ground.kit[g, j, 0]
