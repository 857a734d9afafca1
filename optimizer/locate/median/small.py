"""Small instances on numpy: swaps and the Lagrangian in a few milliseconds, the rest to HiGHS.

The same method as the compiled one, without a compiler to wait for: what the bound rules out is
left out of the strong formulation (Balinski 1965), which is often empty then.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from optimizer.locate.clock import Clock
from optimizer.locate.median.solve_task import Found
from optimizer.locate.median.task import FREE, Flags, Floats, Task
from optimizer.locate.program import Limits, Program, minimise

_STARTS, _STEPS, _PATIENCE, _KEEP = 3, 400, 20, 0.2


def solve_small(task: Task, gap: float, seed: int, threads: int, clock: Clock) -> Found:
    """Solve with numpy and HiGHS."""
    full = _dense(task)
    value, best = np.inf, None
    pairs, sites = np.isfinite(full), ~task.closed
    bound = -np.inf
    if task.times == 1 and task.p != FREE and pairs.all():
        best, value = _swaps(task, full, seed)
        bound, pairs, sites = _ruled_out(task, full, best, value, gap)
    goal = task.goal(value, gap)
    if bound <= goal and not clock.over():
        found, bound = _rest(task, full, pairs, sites, goal, Limits(gap, goal, threads=threads,
                             seed=seed), clock)  # fmt: skip
        if found is not None and (reached := _value(task, full, found)) < value:
            best, value = found, reached
        if bound >= goal:  # there is nothing at or below the goal
            bound = np.inf
    if best is None:
        return Found(None, bound)
    return Found(best, task.lifted(bound, value))


def _dense(task: Task) -> Floats:
    """Weighted costs, inf for pairs that are not allowed."""
    start, site, cost = task.by_client
    full = np.full((task.clients, task.sites), np.inf)
    full[np.repeat(np.arange(task.clients), np.diff(start)), site] = cost
    full[:, task.closed] = np.inf
    return full


def _value(task: Task, full: Floats, is_open: Flags) -> float:
    near = np.sort(full[:, is_open], axis=1)[:, : task.times]
    return float(near.sum() + task.opening[is_open].sum())


def _swaps(task: Task, full: Floats, seed: int) -> tuple[Flags, float]:
    """The best of some random sets, each improved by its best swap until none is left."""
    random = np.random.default_rng(seed)
    free = np.flatnonzero(~task.must)
    best, least = task.must, np.inf
    for _ in range(_STARTS):
        is_open = task.must.copy()
        is_open[random.choice(free, task.p - int(is_open.sum()), replace=False)] = True
        while True:
            sites = np.flatnonzero(is_open)
            near = full[:, sites]
            first = near.argmin(axis=1)
            one = near[np.arange(len(near)), first][:, None]
            near[np.arange(len(near)), first] = np.inf
            two = np.minimum(near.min(axis=1), full.max() + 1.0)[:, None]
            kept = np.minimum(full, one)
            of_site = first[None, :] == np.arange(len(sites))[:, None]
            loss = of_site.astype(float) @ (np.minimum(full, two) - kept)
            change = loss + (kept - one).sum(axis=0)
            change += task.opening - task.opening[sites][:, None]
            change[task.must[sites]] = np.inf
            change[:, is_open] = np.inf
            out, into = divmod(int(change.argmin()), task.sites)
            if change[out, into] >= -1e-9 * one.sum():
                break
            is_open[sites[out]], is_open[into] = False, True
        value = _value(task, full, is_open)
        if value < least:
            best, least = is_open, value
    return best, least


def _ruled_out(
    task: Task, full: Floats, best: Flags, value: float, gap: float
) -> tuple[float, Flags, Flags]:
    """The Lagrangian bound, and the pairs and sites that an answer below the goal may have."""
    near = np.sort(full[:, best], axis=1)
    u = near[:, : 2 if task.p > 1 else 1].mean(axis=1)
    goal, bound, pace, idle = task.goal(value, gap), -np.inf, 1.5, 0
    way, top = np.zeros(len(u)), (u, np.zeros(task.sites))
    for _ in range(_STEPS):
        rho = task.opening + np.minimum(full - u[:, None], 0.0).sum(axis=0)
        key = np.where(task.must, -np.inf, rho)
        chosen = np.argpartition(key, task.p - 1)[: task.p]
        now = float(u.sum() + rho[chosen].sum())
        idle = 0 if now > bound + 1e-5 * abs(bound) else idle + 1
        if now > bound:
            bound, top = now, (u, rho)
        if bound > goal or pace < 1e-3:
            break
        if idle >= _PATIENCE:
            pace, idle, u, way = 0.6 * pace, 0, top[0], np.zeros(len(u))
        missing = 1.0 - (full[:, chosen] < u[:, None]).sum(axis=1)
        way = _KEEP * missing + (1.0 - _KEEP) * way
        length = float(way @ way)
        if length < 1e-12:
            break
        u = np.maximum(u + pace * max(1.001 * goal - now, 1e-6 * abs(goal)) / length * way, 0.0)
    u, rho = top
    slack = goal - bound
    edge = np.sort(np.where(task.must, -np.inf, rho))[task.p - 1]
    over = np.where(task.must, 0.0, np.maximum(rho - edge, 0.0))
    sites = over <= slack
    return bound, over[None, :] + np.maximum(full - u[:, None], 0.0) <= slack, sites


def _rest(
    task: Task, full: Floats, pairs: Flags, sites: Flags, goal: float, limits: Limits, clock: Clock
) -> tuple[Flags | None, float]:
    """What is left, by HiGHS: the best set at or below the goal, and the bound."""
    old = np.flatnonzero(sites)
    client, site = np.nonzero(pairs[:, old])
    count, links = len(old), len(client)
    along = count + np.arange(links)
    serve = sparse.csr_array((np.ones(links), (client, along)), (task.clients, count + links))
    linked = sparse.csr_array(
        (np.r_[np.ones(links), -np.ones(links)], (np.r_[along - count, along - count],
         np.r_[site, along])), (links, count + links),
    )  # fmt: skip
    number = sparse.csr_array(np.r_[np.ones(count), np.zeros(links)][None, :])
    few, many = (0.0, float(count)) if task.p == FREE else (float(task.p), float(task.p))
    program = Program(
        cost=np.r_[task.opening[old], full[client, old[site]]],
        lower=np.r_[task.must[old].astype(float), np.zeros(links)], upper=np.ones(count + links),
        matrix=sparse.csr_array(sparse.vstack([serve, linked, number])),
        row_lower=np.r_[np.full(task.clients, float(task.times)), np.zeros(links), few],
        row_upper=np.r_[np.full(task.clients, float(task.times)), np.full(links, np.inf), many],
        integer=np.arange(count + links) < count,
    )  # fmt: skip
    answer = minimise(program, limits, clock)
    bound = min(answer.bound, goal)
    if answer.x is None:
        return None, bound if not answer.infeasible else goal
    chosen = np.zeros(task.sites, dtype=np.bool_)
    chosen[old[answer.x[:count] > 0.5]] = True
    return chosen, bound
