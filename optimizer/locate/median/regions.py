"""Regions of the best set are solved again, exactly, with what lies around as it is.

A region is an open site, those nearest to it, and their clients; sites outside stay open, and a
client may leave the region to the nearest of them (POPMUSIC, Taillard and Voss 2002). Swaps and
kicks move two sites or three: here a dozen are moved at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.locate.median.how import How
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.solve_task import solve_task
from optimizer.locate.median.task import Flags, Floats, Ints, Lists, Task
from optimizer.locate.median.turn_kernel import turned

_CLIENTS, _LEAST, _MOST = 400, 4, 20
"""Clients of a region at most, about; open sites in it, at least and at most."""
_NODES = 100
"""Of a tree that looks for a better region."""


@dataclass(frozen=True, eq=False)
class _Region:
    """A task of its own, the number of each of its sites in the whole, and what it costs now."""

    task: Task
    sites: Ints
    value: float


def improve_regions(task: Task, found: Incumbent, bound: float, how: How) -> bool:
    """Solve regions until none is better; False where nothing came of it.

    ``bound`` is that of all answers, for who listens.
    """
    assert found.open is not None
    count = int(np.clip(_CLIENTS * task.p // task.clients, _LEAST, _MOST))
    if count >= task.p:
        return False
    alone = replace(how, gap=0.0, tell=lambda *_: None, nodes=_NODES, whole=False)
    before = found.value
    seeds = set(np.flatnonzero(found.open).tolist())
    while seeds and not how.clock.over():
        seed = int(found.random.choice(sorted(seeds)))
        seeds.discard(seed)
        members = _around(task, found, seed, count)
        region = _region(task, found, members)
        answer = solve_task(region.task, alone)
        if answer.open is None or answer.value >= region.value - 1e-9 * abs(region.value):
            continue
        chosen = found.open.copy()
        chosen[members] = False
        chosen[region.sites[answer.open]] = True
        if found.offer(chosen, search=False):
            seeds |= set(region.sites[answer.open].tolist())
            seeds &= set(np.flatnonzero(found.open).tolist())
            how.tell(found.value, task.lifted(bound, found.value), "regions")
    return found.value < before


def _around(task: Task, found: Incumbent, seed: int, count: int) -> Ints:
    """The seed and the open sites met first among its clients, the nearest client first."""
    start, client, _ = task.by_site
    home = found.nearest()[0][client[start[seed] : start[seed + 1]]]
    _, first = np.unique(home, return_index=True)
    others = home[np.sort(first)]
    return np.concatenate([[seed], others[others != seed][: count - 1]]).astype(np.int64)


def _region(task: Task, found: Incumbent, members: Ints) -> _Region:
    """The task of placing as many sites anew for the clients of these."""
    assert found.open is not None
    near, apart = found.nearest()
    inside = np.zeros(task.sites, dtype=np.bool_)
    inside[members] = True
    clients = np.flatnonzero(inside[near])
    outside: Flags = found.open & ~inside
    free = ~outside & (~found.barred | inside)
    start, site, cost = task.by_client
    rows, leave = [], np.empty(len(clients))
    for k, i in enumerate(clients.tolist()):
        row = slice(int(start[i]), int(start[i + 1]))
        out = np.flatnonzero(outside[site[row]])
        end = int(out[0]) if len(out) else row.stop - row.start
        leave[k] = cost[row.start + end] if len(out) else task.cap[i]
        rows.append(row.start + np.flatnonzero(free[site[row.start : row.start + end]]))
    kept = np.concatenate(rows)
    sites, numbers = np.unique(np.concatenate([site[kept], members]), return_inverse=True)
    lists: Lists = (
        np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
        numbers[: len(kept)].astype(np.int32), cost[kept],
    )  # fmt: skip
    value = float(apart[clients].sum() + task.opening[members].sum())
    least = task.step if task.step else 1e-9 * abs(value)
    far: Floats = np.where(np.isinf(leave), task.far[clients], leave)
    part = replace(
        task, by_client=lists, by_site=turned(lists, len(sites)), opening=task.opening[sites],
        must=task.must[sites], closed=np.zeros(len(sites), dtype=np.bool_), p=len(members),
        far=far, cap=leave, most=value - 0.5 * least,
    )  # fmt: skip
    return _Region(part, sites.astype(np.int64), value)
