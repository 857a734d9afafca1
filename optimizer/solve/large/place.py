"""Put cells into hubs as wished, as long as the hubs can carry them."""

from __future__ import annotations

from numba import njit

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.state import Ground, State, block_parts, ground_arrays, hub_cost, MEMBERS


def place(ground: Ground, state: State, wish: Ints) -> None:
    """Serve cells that stay as today by the near park in position ``wish`` (D,), -1 for none."""
    _place(
        ground.block, ground.base, ground.near, ground.unit, *ground_arrays(ground), state.at,
        state.load, state.amount, state.count, state.part, state.hub, state.member,
        state.members, state.place, wish,
    )  # fmt: skip


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _place(
    block: Ints, base: Array, near: Ints, near_unit: Array,
    value: Array, slope: Array, step: Array, most: Array, weight: Array, share: Array,
    level: Array, size: Array, allowed: Bools, group: Ints, left: Array, right: Array, top: Array,
    at: Ints, load: Array, amount: Array, count: Ints, part: Array, hub: Array, member: Ints,
    members: Ints, place: Ints, wish: Ints,
) -> None:  # fmt: skip
    seasons = len(share)
    new_load, new_part = np.zeros(seasons), np.zeros(size.shape[1])
    new_amount = np.zeros(base.shape[1])
    for d in range(len(block)):
        k, q = wish[d], block[d]
        if k < 0 or at[d] >= 0 or near[d, k] < 0:
            continue
        j = near[d, k]
        if members[q, j] >= MEMBERS:
            continue
        for s in range(seasons):
            new_load[s] = load[q, j, s] + near_unit[d, k, s]
        for g in range(group[q + 1] - group[q]):
            new_amount[g] = amount[group[q] + g, j] + base[d, g]
        block_parts(q, j, new_load, new_amount, value, slope, step, most, weight, share, level,
                    allowed, group, left, right, top, new_part)  # fmt: skip
        cost = hub_cost(q, j, new_part, part, size)
        if cost == np.inf:
            continue
        at[d] = k
        hub[j] = cost
        count[j] += 1
        load[q, j] = new_load
        for g in range(group[q + 1] - group[q]):
            amount[group[q] + g, j] = new_amount[g]
        part[q, :, j] = new_part
        place[d] = members[q, j]
        member[q, j, place[d]] = d
        members[q, j] += 1
