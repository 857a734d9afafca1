"""The tree: sites are closed or opened until every node is bounded away."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from optimizer.locate.median.dual_kernel import Pace
from optimizer.locate.median.how import How
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.node_kernel import Node, Signs, explore, shrink
from optimizer.locate.median.root import Root
from optimizer.locate.median.task import FREE, Flags, Floats, Ints, Task

_PACE: Pace = (0.1, 0.01, 10)
_STEPS, _ROUNDS = 60, 6
_ITERATE_EVERY = 200
_MOST_OPEN_BYTES = 1_500_000_000


@dataclass(order=True, frozen=True)
class _Open:
    bound: float
    number: int
    sign: Signs = field(compare=False)
    limit: Floats = field(compare=False)
    prices: Floats = field(compare=False)
    share: Floats = field(compare=False)


def search_tree(task: Task, root: Root, found: Incumbent, how: How) -> float:
    """Branch on sites, best bound first; returns the proven bound of all answers."""
    gap = how.gap
    lists, old = shrink(task.by_client, root.limit, root.sign, task.times)
    opening, number, done = task.opening[old], 0, 0
    heap = [_Open(root.bound, 0, root.sign[old], root.limit, root.prices, root.share[old])]
    while heap and not how.clock.over() and not 0 < how.nodes <= done:
        node = heapq.heappop(heap)
        goal = task.goal(found.value, gap)
        if node.bound > goal:
            heap = []
            break
        seen = explore(
            lists, node.limit, node.sign, node.prices, task.cap, opening, task.p, task.times, goal,
            _STEPS, _PACE, _ROUNDS, node.share, how.clock.bell,
        )  # fmt: skip
        done += 1
        _use(task, found, old, seen, done)
        bound = max(node.bound, seen[0])
        if bound <= task.goal(found.value, gap) and not _is_leaf(task, found, old, seen):
            for sign in _branches(seen):
                number += 1
                heapq.heappush(heap, _Open(bound, number, sign, seen[5], seen[1], seen[2]))
        if done % 20 == 0:
            least = heap[0].bound if heap else found.value
            how.tell(found.value, task.lifted(least, found.value), f"{done} nodes")
        if len(heap) * (17 * task.clients + 9 * len(old)) > _MOST_OPEN_BYTES:
            break
    goal = task.goal(found.value, gap)
    return min([goal + 1e-9 * abs(goal), *(one.bound for one in heap[:1])])


def _all_sites(task: Task, old: Ints, chosen: Flags) -> Flags:
    """A choice among the sites of the tree as one among all."""
    full = np.zeros(task.sites, dtype=np.bool_)
    full[old[chosen]] = True
    return full


def _use(task: Task, found: Incumbent, old: Ints, seen: Node, done: int) -> None:
    """Let the choice of a node improve the best set."""
    chosen = _all_sites(task, old, seen[3])
    if chosen.any() and (task.p in {FREE, int(chosen.sum())}):
        before = found.value
        found.offer(chosen, search=False)
        if done & (done - 1) == 0 or found.value < before:
            found.offer(chosen)
    if done % _ITERATE_EVERY == 0:
        found.iterate(5 * max(task.p, 10))


def _is_leaf(task: Task, found: Incumbent, old: Ints, seen: Node) -> bool:
    """Whether only one set is left; it is evaluated exactly."""
    sign = seen[4]
    only = sign > 0
    if task.p != FREE and (sign >= 0).sum() == task.p:
        only = sign >= 0
    elif (sign == 0).any() and only.sum() != task.p:
        return False
    found.offer(_all_sites(task, old, only), search=False)
    return True


def _branches(seen: Node) -> tuple[Signs, Signs]:
    """The site nearest to half open, closed and opened."""
    mean, sign = seen[2], seen[4]
    key = np.where(sign == 0, np.minimum(mean, 1.0 - mean) + 1e-3 * mean, -1.0)
    site = int(key.argmax())
    closed, opened = sign.copy(), sign.copy()
    closed[site], opened[site] = -1, 1
    return closed, opened
