"""Moves of whole hubs: one closes and its cells look for others, one opens and draws cells.

Cells move one by one, each to where it costs least at that moment; if the sum of it is not accepted
all of them go back (ejection chains: Glover 1996).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Ints
from optimizer.solve.large.state import (
    MEMBERS,
    Ground,
    State,
    Trial,
    change_hub,
    keep_hub,
    over,
)

_NEAREST = 12
"""Near parks that a cell of a closing hub looks at."""


@njit(cache=True, nogil=True)
def position(ground: Ground, d: int, j: int) -> int:
    """Position of a park among the near ones of a cell, -1 where it is not."""
    for k in range(ground.near.shape[1]):
        if ground.near[d, k] == j:
            return k
    return -1


@njit(cache=True, nogil=True)
def accepted(change: float, heat: float) -> bool:
    """Whether a change is made at a temperature (Metropolis 1953)."""
    return change <= 0.0 or bool(np.random.random() < np.exp(-change / heat))


@njit(cache=True, nogil=True)
def close_hub(
    ground: Ground, state: State, trial: Trial, a: int, heat: float, cells: Ints, back: Ints
) -> None:
    """Close hub ``a``; ``cells`` and ``back`` are room to remember who was where."""
    change, count = 0.0, 0
    for q in range(state.members.shape[0]):
        while state.members[q, a] > 0 and count < len(cells):
            d = state.member[q, a, state.members[q, a] - 1]
            best, least = -1, _shift_cost(ground, state, trial, q, d, -1)
            for k in range(min(_NEAREST, ground.near.shape[1])):
                j = ground.near[d, k]
                if j < 0 or j == a or state.cells[j] == 0 or state.members[q, j] >= MEMBERS:
                    continue
                cost = _shift_cost(ground, state, trial, q, d, k)
                if cost < least:
                    best, least = k, cost
            cells[count], back[count] = d, state.at[d]
            change += _shift(ground, state, trial, q, d, best)
            count += 1
    if state.cells[a] > 0 or not accepted(change, heat):
        _undo(ground, state, trial, cells, back, count)


@njit(cache=True, nogil=True)
def open_hub(
    ground: Ground, state: State, trial: Trial, b: int, heat: float, cells: Ints, back: Ints
) -> None:
    """Open a hub at the closed park ``b`` for the cells that gain by it, once it is there."""
    change, count = 0.0, 0
    start, stop = ground.fans[b], ground.fans[b + 1]
    if stop == start:
        return
    turn = np.random.randint(stop - start)
    for i in range(stop - start):
        d = ground.fan[start + (i + turn) % (stop - start)]
        q, k = ground.block[d], position(ground, d, b)
        if state.members[q, b] >= MEMBERS or count == len(cells):
            continue
        cost = _shift_cost(ground, state, trial, q, d, k)
        # the hub's own cost is not the first cell's to bear
        alone = trial.hub[1, 0] if state.cells[b] == 0 else 0.0
        if cost - alone < 0.0:
            cells[count], back[count] = d, state.at[d]
            change += _shift(ground, state, trial, q, d, k)
            count += 1
    if not accepted(change, heat):
        _undo(ground, state, trial, cells, back, count)


@njit(cache=True, nogil=True)
def _undo(ground: Ground, state: State, trial: Trial, cells: Ints, back: Ints, count: int) -> None:
    for i in range(count - 1, -1, -1):
        _shift(ground, state, trial, ground.block[cells[i]], cells[i], back[i])


@njit(cache=True, nogil=True)
def _shift_cost(ground: Ground, state: State, trial: Trial, q: int, d: int, k: int) -> float:
    """What it costs to serve a cell by its near park ``k`` (-1: today) instead."""
    k0, spent = state.at[d], state.spent[0]
    change = ground.cost[d, k] if k >= 0 else ground.stay[d]
    change -= ground.cost[d, k0] if k0 >= 0 else ground.stay[d]
    if k0 >= 0:
        a = ground.near[d, k0]
        change += change_hub(ground, state, trial, 0, q, a, d, k0, -1, 0)
        spent += trial.hub[0, 1] - state.hub[a, 1]
    if k >= 0:
        b = ground.near[d, k]
        change += change_hub(ground, state, trial, 1, q, b, -1, 0, d, k)
        spent += trial.hub[1, 1] - state.hub[b, 1]
    return float(change + over(ground, spent) - over(ground, state.spent[0]))


@njit(cache=True, nogil=True)
def _shift(ground: Ground, state: State, trial: Trial, q: int, d: int, k: int) -> float:
    """Serve a cell by its near park ``k`` (-1: today) instead; what that costs."""
    if k == state.at[d]:
        return 0.0
    change, k0 = _shift_cost(ground, state, trial, q, d, k), state.at[d]
    if k0 >= 0:
        keep_hub(ground, state, trial, 0, q, ground.near[d, k0], d, -1, -1)
    if k >= 0:
        keep_hub(ground, state, trial, 1, q, ground.near[d, k], -1, d, k)
    return change
