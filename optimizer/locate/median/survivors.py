"""What is left after fixing, as an integer program for HiGHS: the radius formulation.

A client pays its least cost, and at every further radius the step to the next one as often as sites
are missing within: z >= k - sum of y within (Cornuejols, Nemhauser and Wolsey 1980; Elloumi 2010).
Clients with the same sites within share their z.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from optimizer.locate.median.how import How
from optimizer.locate.median.node_kernel import Signs, shrink
from optimizer.locate.median.task import FREE, Flags, Floats, Ints, Lists, Task
from optimizer.locate.program import Limits, Program, minimise


@dataclass(frozen=True, eq=False)
class Core:
    """A program whose first columns are the sites ``old``, and what every answer pays besides."""

    program: Program
    old: Ints
    constant: float


def core(task: Task, sign: Signs, limit: Floats, most: int) -> Core | None:
    """The survivors as a program; None if it would have more than ``most`` entries."""
    lists, old = shrink(task.by_client, limit, sign, task.times)
    needed = sign[old] > 0
    radii = _radii(lists, needed, task, most)
    if radii is None:
        return None
    within, constant = radii
    steps = np.array(list(within.values()))
    paid = np.flatnonzero(np.isfinite(steps))
    sets = [np.frombuffer(key, dtype=np.int32) for key in within]
    sites, entries = len(old), [len(one) for one in sets]
    row = np.repeat(np.arange(len(sets)), entries)
    matrix = sparse.csr_array(
        (
            np.ones(len(row) + len(paid)),
            (
                np.concatenate([row, paid]),
                np.concatenate([*sets, sites + np.arange(len(paid))]),
            ),
        ),
        shape=(len(sets), sites + len(paid)),
    )
    lower, upper = np.full(len(sets), float(task.times)), np.full(len(sets), np.inf)
    if task.p != FREE:
        number = sparse.csr_array(np.r_[np.ones(sites), np.zeros(len(paid))][None, :])
        matrix = sparse.csr_array(sparse.vstack([matrix, number]))
        lower, upper = np.r_[lower, task.p], np.r_[upper, task.p]
    program = Program(
        cost=np.r_[task.opening[old], steps[paid]],
        lower=np.r_[needed.astype(float), np.zeros(len(paid))],
        upper=np.r_[np.ones(sites), np.full(len(paid), float(task.times))],
        matrix=matrix, row_lower=lower, row_upper=upper,
        integer=np.arange(sites + len(paid)) < sites,
    )  # fmt: skip
    return Core(program, old, constant)


def solve_core(task: Task, left: Core, goal: float, how: How) -> tuple[Flags | None, float]:
    """The best set at or below ``goal`` that HiGHS finds, and its bound, at most ``goal``."""
    limits = Limits(
        how.gap, goal - left.constant, nodes=how.nodes, threads=how.threads, seed=how.seed
    )
    found = minimise(left.program, limits, how.clock)
    bound = min(found.bound + left.constant, goal)
    if found.x is None:
        return None, bound
    chosen = np.zeros(task.sites, dtype=np.bool_)
    chosen[left.old[found.x[: len(left.old)] > 0.5]] = True
    return (chosen if task.p in {FREE, int(chosen.sum())} else None), bound


def _radii(
    lists: Lists, needed: Flags, task: Task, most: int
) -> tuple[dict[bytes, float], float] | None:
    """Per set of sites within a radius what is paid for each missing; inf: none may miss."""
    start, site, cost = lists
    within: dict[bytes, float] = {}
    constant, entries = 0.0, 0
    for i in range(len(start) - 1):
        costs, sites = cost[start[i] : start[i + 1]], site[start[i] : start[i + 1]]
        beyond = float(task.cap[i])
        constant += task.times * (costs[0] if len(costs) else beyond)
        ends = np.flatnonzero(np.append(costs[1:] != costs[:-1], True))
        if not len(costs):
            continue
        for here, end in enumerate(ends):
            last = here == len(ends) - 1
            after = beyond if last else float(costs[ends[here + 1]])
            if needed[sites[: end + 1]].sum() >= task.times:
                break
            key = np.sort(sites[: end + 1]).tobytes()
            entries += 0 if key in within else int(end) + 2
            within[key] = within.get(key, 0.0) + after - float(costs[end])
        if entries > most:
            return None
    return within, constant
