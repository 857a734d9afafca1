"""The root: prices that give the bound, sets that they suggest, and what both rule out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.locate.clock import Clock
from optimizer.locate.median.approach_kernel import approach
from optimizer.locate.median.dual_kernel import Pace, ascend
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.node_kernel import Signs, explore, rule_out, shrink
from optimizer.locate.median.refine_kernel import refine
from optimizer.locate.median.task import FREE, Flags, Floats, Task

Tell = Callable[[float, float, str], None]
"""Called with value, bound and what is being done."""

_APPROACH = 60
_PACE: Pace = (0.2, 1e-3, 10)
_STEPS = 100
_MOST_ROUNDS = 40
_REFINE = 1000
_AGAIN_PACE: Pace = (0.1, 1e-3, 20)
_REFINED_PACE: Pace = (0.02, 2e-4, 40)
_AGAIN_STEPS, _AGAIN_ROUNDS = 600, 6
_STARTS = 1
_NOISE = 0.15
_SELDOM = 1e-3
"""A site chosen in a smaller share of the steps is not opened by a search."""


@dataclass(frozen=True, eq=False)
class Root:
    """What is known before the tree.

    Attributes
    ----------
    bound, prices, share
        The best bound, its prices, and the mean of the choices around them.
    sign, limit
        Sites that are ruled out (-1) or needed (1), and the cost beyond which a client is not
        served, in anything better than the best set found.
    """

    bound: float
    prices: Floats
    share: Floats
    sign: Signs
    limit: Floats


def solve_root(task: Task, found: Incumbent, gap: float, clock: Clock, tell: Tell) -> Root:
    """Raise the bound and improve the best set until they meet or no longer move."""
    for turn in range(_STARTS):
        if turn == 0 or not clock.over():
            found.offer(found.start_at_random())
            tell(found.value, -np.inf, "search")
    sign = np.where(task.must, 1, np.where(task.closed, -1, 0)).astype(np.int8)
    limit = np.full(task.clients, np.inf)
    lists, old, pace = task.by_client, np.arange(task.sites), _PACE
    assert found.open is not None
    prices, bound, share, _ = approach(
        lists, found.prices, task.cap, task.opening, task.must, task.p, task.times,
        task.goal(found.value, gap), _APPROACH, _even_share(task, found.open), clock.bell,
    )  # fmt: skip
    for _ in range(_MOST_ROUNDS):
        if sign.any() or np.isfinite(limit).any():
            lists, old = shrink(task.by_client, limit, sign, task.times)
        must = sign[old] > 0
        target = task.goal(found.value, gap)
        best, value, rho, chosen, mean, low, high, steps, factor = ascend(
            lists, prices, task.cap, task.opening[old], must, task.p, task.times, target,
            _STEPS, pace, share[old], clock.bell,
        )  # fmt: skip
        pace = (factor, *_PACE[1:])
        share[:] = 0.0
        share[old] = mean
        if value > bound:
            bound, prices = value, best
        _suggest(task, found, old, chosen, mean)
        tell(found.value, task.lifted(bound, found.value), "bound")
        target = task.goal(found.value, gap)
        if bound > target or clock.over():
            break
        gone = np.zeros(len(old), dtype=np.bool_)
        fixed = rule_out(
            lists, best, task.cap, rho, chosen, (low, high), target - value, task.times, must, gone,
            limit,
        )  # fmt: skip
        sign[old[gone]], sign[old[must]] = -1, 1
        if fixed < 0 or 0 <= task.p < (sign > 0).sum() or (sign >= 0).sum() < task.p:
            bound = target + 1e-9 * abs(target)  # nothing better is left
            break
        found.bar(sign)
        if factor < 1.1 * _PACE[1] or steps < _STEPS:
            break
    return Root(bound, prices, share, sign, limit)


def solve_root_again(
    task: Task, root: Root, found: Incumbent, gap: float, clock: Clock
) -> Root:  # fmt: skip
    """The root once more, slowly, with a better set: for what it rules out."""
    lists, old = shrink(task.by_client, root.limit, root.sign, task.times)
    goal = task.goal(found.value, gap)
    prices, bound, shares = refine(
        lists, root.prices, task.cap, task.far, task.opening[old], root.sign[old] > 0, task.p,
        task.times, goal, _REFINE, root.share[old], clock.bell,
    )  # fmt: skip
    share, pace = root.share, _AGAIN_PACE
    if bound > root.bound:
        share, pace = np.zeros(task.sites), _REFINED_PACE
        share[old] = shares
    seen = explore(
        task.by_client, root.limit, root.sign, prices, task.cap, task.opening, task.p, task.times,
        goal, _AGAIN_STEPS, pace, _AGAIN_ROUNDS, share, clock.bell,
    )  # fmt: skip
    found.bar(seen[4])
    return Root(max(root.bound, bound, seen[0]), seen[1], seen[2], seen[4], seen[5])


def _even_share(task: Task, chosen: Flags) -> Floats:
    """The same share of every site that may be open, so many in all as a set has."""
    free = ~task.must & ~task.closed
    left = int(chosen.sum()) - int(task.must.sum())
    return np.where(task.must, 1.0, np.where(free, left / max(int(free.sum()), 1), 0.0))


def _suggest(
    task: Task, found: Incumbent, old: np.ndarray[tuple[int], np.dtype[np.int64]],
    chosen: Flags, mean: Floats,
) -> None:  # fmt: skip
    """Search from the best choice under the prices and from the mean of the choices."""
    first = np.zeros(task.sites, dtype=np.bool_)
    first[old[chosen]] = True
    among = first.copy()
    among[old[mean > _SELDOM]] = True
    found.offer(first, among=among)
    second = np.zeros(task.sites, dtype=np.bool_)
    if task.p == FREE:
        second[old[mean > 0.5]] = True
        second |= task.must
        if not second.any():
            return
    else:
        key = mean + _NOISE * found.random.random(len(old)) * (mean > 0.01)
        key[task.must[old]] = np.inf
        second[old[np.argpartition(-key, task.p - 1)[: task.p]]] = True
    found.offer(second, among=among)
