"""Search by annealing: cells move to another hub or change places, hubs follow at priced money.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) on the assignment alone: sizes, levels and
kits are the best ones for every load. A hub opens with its first cell and closes with its last.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.state import MEMBERS, Ground, State, block_parts, ground_arrays, hub_cost


def anneal(ground: Ground, state: State, hot: float, cold: float, moves: int, seed: int) -> None:
    """Change a state by ``moves`` trials while the temperature falls from ``hot`` to ``cold``."""
    _anneal(
        ground.block, ground.base, ground.near, ground.cost, ground.unit, ground.stay,
        *ground_arrays(ground), state.at, state.load, state.amount, state.count, state.part,
        state.hub, state.member, state.members, state.place, hot, cold, moves, seed,
    )  # fmt: skip


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _anneal(
    block: Ints, base: Array, near: Ints, near_cost: Array, near_unit: Array, stay: Array,
    value: Array, slope: Array, step: Array, most: Array, weight: Array, share: Array,
    level: Array, size: Array, allowed: Bools, group: Ints, left: Array, right: Array, top: Array,
    at: Ints, load: Array, amount: Array, count: Ints, part: Array, hub: Array, member: Ints,
    members: Ints, place: Ints, hot: float, cold: float, moves: int, seed: int,
) -> None:  # fmt: skip
    np.random.seed(seed)
    cells, seasons, sizes = len(block), len(share), size.shape[1]
    wide = base.shape[1]
    load_a, load_b = np.zeros(seasons), np.zeros(seasons)
    amount_a, amount_b = np.zeros(wide), np.zeros(wide)
    part_a, part_b = np.zeros(sizes), np.zeros(sizes)
    choices = near.shape[1]
    cool = (cold / hot) ** (1.0 / max(moves, 1))
    heat = hot
    for _ in range(moves):
        heat *= cool
        d = np.random.randint(cells)
        q = block[d]
        first, count_g = group[q], group[q + 1] - group[q]
        k0 = at[d]
        a = near[d, k0] if k0 >= 0 else -1
        draw = np.random.random()
        k1 = int(choices * draw * draw)
        if np.random.random() < 0.05 and stay[d] < np.inf:
            k1 = -1
        elif near[d, k1] < 0:
            continue
        b = near[d, k1] if k1 >= 0 else -1
        if a == b:
            continue
        e, m0, m1 = -1, -1, -1
        if b >= 0 and members[q, b] > 0 and np.random.random() < 0.5:
            e = member[q, b, np.random.randint(members[q, b])]
            m0 = at[e]
            if a >= 0:
                for k in range(choices):
                    if near[e, k] == a:
                        m1 = k
                        break
                if m1 < 0:
                    continue
            elif stay[e] == np.inf:
                continue
        elif b >= 0 and members[q, b] >= MEMBERS:
            continue
        change = 0.0
        change += near_cost[d, k1] if k1 >= 0 else stay[d]
        change -= near_cost[d, k0] if k0 >= 0 else stay[d]
        if e >= 0:
            change += near_cost[e, m1] if m1 >= 0 else stay[e]
            change -= near_cost[e, m0]
        new_a, new_b = 0.0, 0.0
        count_a, count_b = 0, 0
        if a >= 0:
            count_a = count[a] - 1 + (1 if e >= 0 else 0)
            for s in range(seasons):
                load_a[s] = load[q, a, s] - near_unit[d, k0, s]
                if e >= 0:
                    load_a[s] += near_unit[e, m1, s]
            for g in range(count_g):
                amount_a[g] = amount[first + g, a] - base[d, g] + (base[e, g] if e >= 0 else 0.0)
            block_parts(q, a, load_a, amount_a, value, slope, step, most, weight, share, level,
                        allowed, group, left, right, top, part_a)  # fmt: skip
            if count_a > 0:
                new_a = hub_cost(q, a, part_a, part, size)
            change += new_a - hub[a]
        if b >= 0:
            count_b = count[b] + 1 - (1 if e >= 0 else 0)
            for s in range(seasons):
                load_b[s] = load[q, b, s] + near_unit[d, k1, s]
                if e >= 0:
                    load_b[s] -= near_unit[e, m0, s]
            for g in range(count_g):
                amount_b[g] = amount[first + g, b] + base[d, g] - (base[e, g] if e >= 0 else 0.0)
            block_parts(q, b, load_b, amount_b, value, slope, step, most, weight, share, level,
                        allowed, group, left, right, top, part_b)  # fmt: skip
            if count_b > 0:
                new_b = hub_cost(q, b, part_b, part, size)
            change += new_b - hub[b]
        if not (change <= 0.0 or np.random.random() < np.exp(-change / heat)):
            continue
        if a >= 0:
            _leave(q, a, d, member, members, place)
            if e < 0 or m1 < 0:
                pass
            hub[a] = new_a
            count[a] = count_a
            for s in range(seasons):
                load[q, a, s] = load_a[s]
            for g in range(count_g):
                amount[first + g, a] = amount_a[g]
            for i in range(sizes):
                part[q, i, a] = part_a[i]
        if b >= 0:
            if e >= 0:
                _leave(q, b, e, member, members, place)
            hub[b] = new_b
            count[b] = count_b
            for s in range(seasons):
                load[q, b, s] = load_b[s]
            for g in range(count_g):
                amount[first + g, b] = amount_b[g]
            for i in range(sizes):
                part[q, i, b] = part_b[i]
            _enter(q, b, d, member, members, place)
        if e >= 0:
            if a >= 0:
                _enter(q, a, e, member, members, place)
            at[e] = m1
        at[d] = k1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _leave(q: int, j: int, d: int, member: Ints, members: Ints, place: Ints) -> None:
    """Take a cell from the members of a hub: the last one takes its place."""
    last = members[q, j] - 1
    other = member[q, j, last]
    member[q, j, place[d]] = other
    place[other] = place[d]
    members[q, j] = last


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _enter(q: int, j: int, d: int, member: Ints, members: Ints, place: Ints) -> None:
    """Add a cell to the members of a hub."""
    place[d] = members[q, j]
    member[q, j, place[d]] = d
    members[q, j] += 1
