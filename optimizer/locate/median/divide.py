"""The bound of parts: the cheapest division of the open sites over them, made true part by part.

Every part has a bound for every number of open sites. The division with the least sum bounds the
whole; its parts are solved exactly, which lifts their bounds, until the sum passes the goal or the
division consists of solved parts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.locate.median.how import How
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.node_kernel import shrink
from optimizer.locate.median.parts import Pairs, Part, divided, pairs_left
from optimizer.locate.median.task import FREE, Flags, Floats, Ints, Task

if TYPE_CHECKING:
    from optimizer.locate.median.root import Root
    from optimizer.locate.median.solve_task import Found

_APART, _SIZES = 500, (120, 250, 500)
"""Clients of a part at most: where parts do not touch, and else from one division to the next."""
_LARGE = 60
"""Parts with more clients are solved one at a time: each may change the division."""
_PART_OF_TIME, _PART_OF_SEARCH = 0.5, 0.4
_KICKS, _KICKS_OF_PART, _GOES, _MISSES = 5, 40, 8, 2
"""For each open site, of the whole and of a part in one go; goes at most, while they help; numbers
of sites in a row that are no better, before the last."""
_COARSE = 5.0
"""A price of so many steps and more is rounded to whole ones."""
_PART_OF_GAP = 0.3
"""Of the gap asked for: what a part may leave, the price of its sites included."""
_TIE = 1e-7
"""Divisions that differ by a smaller share are as good as each other."""


def bound_by_parts(task: Task, root: Root, found: Incumbent, how: How) -> float:
    """The best bound of some divisions; improves the best set by what the parts have open."""
    from optimizer.locate.median.regions import improve_regions

    pairs = pairs_left(*shrink(task.by_client, root.limit, root.sign, task.times))
    parts = _divided(task, root, pairs, found, how, _APART)
    if len(parts) > 1 and all(part.task.whole for part in parts):
        return max(root.bound, _solve_parts(task, parts, found, how))  # they do not touch
    some = replace(how, clock=how.clock.share(_PART_OF_SEARCH, np.inf))
    improve_regions(task, found, root.bound, some)
    bound, before = root.bound, 1
    for most in _SIZES:
        if not how.lasts(task, bound, found.value):
            break
        parts = _divided(task, root, pairs, found, how, most)
        if len(parts) in {1, before}:
            continue
        before = len(parts)
        bound = max(bound, _solve_parts(task, parts, found, how))
        how.tell(found.value, task.lifted(bound, found.value), f"{len(parts)} parts")
    return bound


def _divided(
    task: Task, root: Root, pairs: Pairs, found: Incumbent, how: How, most: int
) -> list[Part]:
    home = np.unique(found.nearest()[0], return_inverse=True)[1].astype(np.int64)
    slack = task.goal(found.value, how.gap) - root.bound
    return divided(task, root, pairs, home, slack, most)


def _solve_parts(task: Task, parts: list[Part], found: Incumbent, how: How) -> float:
    """Solve parts until their sum passes the goal or stands."""
    order = sorted(range(len(parts)), key=lambda k: parts[k].task.clients)
    _lift(task, parts, found, how)
    while True:
        bound, numbers = _division(parts, task.p)
        goal = task.goal(found.value, how.gap)
        left = [k for k in order if int(numbers[k]) not in parts[k].tried]
        if bound > goal or how.clock.over():
            return bound
        for k in left:
            _solve(parts[k], int(numbers[k]), found, goal - bound + 1e-9 * abs(goal), how)
            if parts[k].task.clients > _LARGE:
                break
        if not left and not _offer_all(task, parts, numbers, found):
            return bound


def _lift(task: Task, parts: list[Part], found: Incumbent, how: How) -> None:
    """Solve every part once with its number of sites free, at the price of a site.

    What that lifts, it lifts for every number of sites; and all their sites, fitted to the number
    there may be, are a good set.
    """
    _, numbers = cheapest([part.least for part in parts], task.p)
    price, step = _whole(_price_of_a_site(parts, numbers), task, parts)
    assert found.open is not None
    chosen = np.zeros(task.sites, dtype=np.bool_)
    for part, number in zip(parts, numbers, strict=True):
        bound, _ = cheapest([part.least for part in parts], task.p)
        slack = task.goal(found.value, how.gap) - bound
        if how.clock.over() or slack < 0.0:
            return
        paid = price * np.arange(len(part.least))
        before = float((part.least + paid).min())
        if not part.task.clients:
            chosen[part.sites[:number]] = True
            continue
        opening = part.task.opening + price
        asked = replace(part.task, p=FREE, opening=opening, step=step, most=before + slack)
        start = _climbed(part.task, found.open[part.sites], price, how)
        answer = _answer(asked, start, how)
        np.maximum(part.least, answer.bound - paid, out=part.least)
        if answer.open is None:
            continue
        chosen[part.sites[answer.open]] = True
        part.best[int(answer.open.sum())] = answer.open
        if answer.bound >= answer.value - 1e-8 * abs(answer.value):
            part.tried.add(int(answer.open.sum()))
    found.offer(found.fitted(chosen))
    found.iterate(_KICKS * task.p)


def _answer(task: Task, start: Flags, how: How) -> Found:
    """The task of a part, solved from a set."""
    from optimizer.locate.median.solve_task import solve_task

    clock = how.clock.share(_PART_OF_TIME, np.inf)
    alone = How(_PART_OF_GAP * how.gap, how.seed, how.threads, clock, lambda *_: None, whole=False)
    return solve_task(task, alone, start)


def _climbed(task: Task, start: Flags, price: float, how: How) -> Flags:
    """A set searched with its number of sites, and with more or fewer while that pays."""
    best, value, count = start, np.inf, int(max(1, start.sum()))
    for step in (0, 1, -1):
        number, misses, chosen = count + step, 0, best
        while max(1, int(task.must.sum())) <= number <= task.sites and not how.clock.over():
            chosen, cost = _kicked(replace(task, p=number), chosen, how)
            if cost + price * number < value - 1e-9 * abs(cost):
                best, value, count, misses = chosen, cost + price * number, number, 0
            else:
                misses += 1
            if not step or misses > _MISSES:
                break
            number += step
    return best


def _kicked(task: Task, start: Flags, how: How) -> tuple[Flags, float]:
    """A set fitted to the number of sites, and kicked while that helps."""
    search = Incumbent(task, how.seed, how.clock)
    search.offer(search.fitted(start | task.must))
    for _ in range(_GOES):
        if not search.iterate(_KICKS_OF_PART * task.p):
            break
    assert search.open is not None
    return search.open, search.value


def _known(part: Part, number: int, found: Incumbent) -> Flags:
    """The set with the number nearest to this: of the part's best ones and the best set of all."""
    assert found.open is not None
    sets = [*part.best.values(), found.open[part.sites]]
    return min(sets, key=lambda one: abs(int(one.sum()) - number))


def _price_of_a_site(parts: list[Part], numbers: Ints) -> float:
    """What one more site is worth under the prices."""
    high, low = np.inf, -np.inf
    for part, number in zip(parts, numbers, strict=True):
        if number + 1 < len(part.least):
            high = min(high, float(part.least[number + 1] - part.least[number]))
        if number > 0 and np.isfinite(part.least[number - 1]):
            low = max(low, float(part.least[number] - part.least[number - 1]))
    if np.isinf(high) or np.isinf(low):
        return max(0.0, -high) if np.isinf(low) else max(0.0, -low)
    return max(0.0, -0.5 * (high + low))


def _whole(price: float, task: Task, parts: list[Part]) -> tuple[float, float]:
    """The price as a multiple of the step of all costs, if that changes it little; and the step.

    What the parts cost with the price are such multiples then, and prove to the next one.
    """
    if price < _COARSE * task.step or not all(part.task.step for part in parts):
        return price, 0.0
    return round(price / task.step) * task.step, task.step


def _division(parts: list[Part], p: int) -> tuple[float, Ints]:
    """The cheapest division; among equal ones such as are solved, above all the large parts."""
    clients = sum(part.task.clients for part in parts)
    known = np.concatenate([part.least[np.isfinite(part.least)] for part in parts])
    tables, little = [], _TIE * float(np.abs(known).max(initial=0.0))
    for part in parts:
        table = part.least.copy()
        new = [number for number in range(len(table)) if number not in part.tried]
        table[new] += little * part.task.clients / clients
        tables.append(table)
    bound, numbers = cheapest(tables, p)
    return bound - little, numbers


def _solve(part: Part, number: int, found: Incumbent, slack: float, how: How) -> None:
    """The best of a part with so many sites, as far as it stays within the slack."""
    task, before = part.task, part.least[number]
    part.tried.add(number)
    if number == 0:
        part.best[0], part.least[0] = np.zeros(task.sites, dtype=np.bool_), task.far.sum()
        return
    asked = replace(task, p=number, most=before + slack)
    answer = _answer(asked, _known(part, number, found), how)
    if answer.open is not None:
        part.best[number] = answer.open
    part.least[number] = max(before, answer.bound)


def _offer_all(task: Task, parts: list[Part], numbers: Ints, found: Incumbent) -> bool:
    """Search from what the parts of a division have open; False where nothing is better."""
    chosen = np.zeros(task.sites, dtype=np.bool_)
    for part, number in zip(parts, numbers, strict=True):
        best = part.best.get(int(number))
        if best is None:
            return False
        chosen[part.sites[best]] = True
    return chosen.sum() == task.p and found.offer(chosen)


def cheapest(least: list[Floats], p: int) -> tuple[float, Ints]:
    """The least sum of one entry of each list whose places sum to ``p``, and the places.

    inf where there is none; a dynamic program over the lists.
    """
    sums, taken = np.zeros(1), []
    for part in least:
        reach = min(len(sums) + len(part) - 1, p + 1)
        new, place = np.full(reach, np.inf), np.zeros(reach, dtype=np.int64)
        for number in np.flatnonzero(np.isfinite(part[: p + 1])).tolist():
            there = slice(number, min(reach, number + len(sums)))
            value = sums[: there.stop - number] + part[number]
            better = value < new[there]
            new[there][better], place[there][better] = value[better], number
        sums = new
        taken.append(place)
    if len(sums) <= p or np.isinf(sums[p]):
        return np.inf, np.zeros(len(least), dtype=np.int64)
    numbers, left = np.zeros(len(least), dtype=np.int64), p
    for k in range(len(least) - 1, -1, -1):
        numbers[k] = taken[k][left]
        left -= int(numbers[k])
    return float(sums[p]), numbers
