"""Search by hubs: some close, others open with the cells and levels that pay, the cells settle.

Ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt and Dueck 2000) on hubs: what opens is
priced by what its cells would save at that moment. Trials are accepted by annealing's rule.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.books import (
    Books,
    Ground,
    added,
    aim,
    close_park,
    freed,
    heavy,
    open_park,
    put,
    set_level,
    undo,
)
from optimizer.solve.large.curves_low import queue_low, stock_low
from optimizer.solve.large.descend import (
    Desk,
    attract,
    cheapest,
    look_at,
    settle,
    touch,
)

_RESIZE = 0.35
"""How often one level changes rather than whole hubs."""
_NOISE = 0.3
_STOP_EARLY = 0.15
_MOST, _MORE = 5, 0.65
"""Most hubs that close at once, and how often one more does."""


@njit(cache=True, nogil=True)
def _wanted(ground: Ground, books: Books, desk: Desk, q: int, j: int) -> int:
    """Cells of a block that would save linear cost at a park, best saving per load first."""
    at, count, first = j * ground.weight.shape[0] + q, 0, ground.group[q]
    amount = np.zeros(ground.base.shape[1])
    cells = desk.picked[q]
    for i in range(ground.fans[at], ground.fans[at + 1]):
        d, k = ground.fan[i], ground.fan_at[i]
        gain = freed(ground, books, d) - ground.cost[d, k]
        if gain <= 0.0:
            continue
        desk.gain[count], cells[count] = gain, i
        count += 1
        for g in range(ground.group[q + 1] - first):
            amount[g] += ground.base[d, g]
    for g in range(ground.group[q + 1] - first):
        much = min(amount[g], ground.top[first + g])
        if much > 0.0:
            left, right = ground.left[first + g, j], ground.right[first + g, j]
            amount[g] = stock_low(left, right, ground.top[first + g], much) / much
    for i in range(count):
        d, k = ground.fan[cells[i]], ground.fan_at[cells[i]]
        saved = desk.gain[i]
        for g in range(ground.group[q + 1] - first):
            saved -= amount[g] * ground.base[d, g]
        desk.ratio[i] = -saved / max(heavy(ground, d, k), 1e-9)
    order = np.argsort(desk.ratio[:count])
    gains, chosen = desk.gain[:count][order], cells[:count][order]
    desk.gain[:count] = gains
    cells[:count] = chosen
    return count


@njit(cache=True, nogil=True)
def _block_worth(
    ground: Ground, books: Books, desk: Desk, q: int, j: int, worth: Array, length: Ints
) -> None:  # fmt: skip
    """Fill the worth of every level (and none, the last) of a closed park, and of how many cells.

    (L + 1,) each: less than zero where the block pays.
    """
    count, seasons, first = _wanted(ground, books, desk, q, j), len(ground.share), ground.group[q]
    worth[:], length[:] = 0.0, 0
    load, amount = np.zeros(seasons), np.zeros(ground.base.shape[1])
    levels, saved, idle = ground.most.shape[1], 0.0, True
    for i in range(count):
        d, k = ground.fan[desk.picked[q, i]], ground.fan_at[desk.picked[q, i]]
        saved += desk.gain[i]
        peak, kits = 0.0, 0.0
        for s in range(seasons):
            load[s] += ground.unit[d, k, s]
            peak = max(peak, load[s])
        idle = idle and peak <= 0.0
        for g in range(ground.group[q + 1] - first):
            amount[g] += ground.base[d, g]
            much, top = min(amount[g], ground.top[first + g]), ground.top[first + g]
            if much > 0.0:
                kits += stock_low(ground.left[first + g, j], ground.right[first + g, j], top, much)
        if idle and kits - saved < worth[levels]:
            worth[levels], length[levels] = kits - saved, i + 1
        for level in range(levels):
            if peak > ground.most[q, level]:
                continue
            cost = ground.money[0] * ground.level[q, j, level] + kits - saved
            for s in range(seasons):
                wait = queue_low(
                    ground.value[q, level], ground.slope[q, level], ground.step[q, level],
                    ground.most[q, level], load[s],
                )  # fmt: skip
                cost += ground.weight[q, j] * ground.share[s] * wait
            if cost < worth[level]:
                worth[level], length[level] = cost, i + 1


@njit(cache=True, nogil=True)
def price_park(
    ground: Ground, books: Books, desk: Desk, j: int, level: Ints, length: Ints
) -> float:
    """What opening a closed park would cost, about; levels (Q,) and how many of the picked cells.

    Cells' savings are those of each alone: the sum is too hopeful.
    """
    blocks, levels = ground.weight.shape[0], ground.most.shape[1]
    worth = np.zeros((blocks, levels + 1))
    each = np.zeros((blocks, levels + 1), np.int64)
    for q in range(blocks):
        _block_worth(ground, books, desk, q, j, worth[q], each[q])
    best = np.inf
    for b in range(ground.size.shape[1]):
        total = ground.money[0] * ground.size[j, b]
        for q in range(blocks):
            total += _hosted(ground, worth[q], q, b)[1]
        if total < best:
            best = total
            for q in range(blocks):
                pick = _hosted(ground, worth[q], q, b)[0]
                level[q], length[q] = (pick if pick < levels else -1), each[q, pick]
    return float(best)


@njit(cache=True, nogil=True)
def _hosted(ground: Ground, worth: Array, q: int, b: int) -> tuple[int, float]:
    """Best level that a size hosts: none is the last."""
    pick = len(worth) - 1
    least = worth[pick]
    for level in range(pick):
        if ground.allowed[q, b, level] and worth[level] < least:
            pick, least = level, worth[level]
    return pick, least


@njit(cache=True, nogil=True)
def _open(ground: Ground, books: Books, desk: Desk, j: int, level: Ints, length: Ints) -> None:
    """Open a park with levels and the cells picked for it."""
    open_park(ground, books, j)
    touch(desk, j)
    for q in range(len(level)):
        set_level(ground, books, q, j, level[q])
        for i in range(length[q]):
            d, k = ground.fan[desk.picked[q, i]], ground.fan_at[desk.picked[q, i]]
            if added(ground, books, d, k) < np.inf:
                _leave(ground, books, desk, d)
                put(ground, books, d, k)
        attract(ground, books, desk, q, j)


@njit(cache=True, nogil=True)
def _leave(ground: Ground, books: Books, desk: Desk, d: int) -> None:
    """A cell leaves its hub, where others now fit better."""
    if books.at[d] >= 0:
        touch(desk, ground.near[d, books.at[d]])


@njit(cache=True, nogil=True)
def _close(ground: Ground, books: Books, desk: Desk, j: int) -> None:
    """Close a hub; its cells stay as today for now."""
    for q in range(books.members.shape[0]):
        while books.members[q, j] > 0:
            d = books.member[q, j, books.members[q, j] - 1]
            put(ground, books, d, -1)
            look_at(desk, d)
    close_park(ground, books, j)


@njit(cache=True, nogil=True)
def _rebuild(ground: Ground, books: Books, desk: Desk, j: int, most: int) -> None:
    """Close up to ``most`` hubs around a park, and open what pays there instead."""
    width = ground.around.shape[1]
    closed = 0
    for i in range(width):
        a = ground.around[j, i]
        if a >= 0 and books.size[a] >= 0 and closed < most and np.random.random() < 0.7:
            _close(ground, books, desk, a)
            closed += 1
    blocks = ground.weight.shape[0]
    level, length = np.zeros(blocks, np.int64), np.zeros(blocks, np.int64)
    for turn in range(closed + 2):
        if turn >= closed - 1 and np.random.random() < _STOP_EARLY:
            break
        pick, least = -1, 0.0
        for i in range(width):
            a = ground.around[j, i]
            if a >= 0 and books.size[a] < 0:
                worth = price_park(ground, books, desk, a, level, length)
                worth *= 1.0 + _NOISE * np.random.random()
                if worth < least:
                    pick, least = a, worth
        if pick < 0:
            break
        price_park(ground, books, desk, pick, level, length)
        _open(ground, books, desk, pick, level, length)
    settle(ground, books, desk)


@njit(cache=True, nogil=True)
def _resize(ground: Ground, books: Books, desk: Desk, j: int) -> None:
    """Change a level of a hub by one step; what no longer fits goes where it costs least."""
    q = np.random.randint(books.chosen.shape[0])
    levels, level = ground.most.shape[1], books.chosen[q, j]
    new = level + 1 if np.random.random() < 0.5 else level - 1
    if new < -1 or new >= levels or ground.most[q, max(new, 0)] < 0:
        return
    hosted = new < 0
    for b in range(ground.size.shape[1]):
        hosted = hosted or ground.allowed[q, b, new]
    if not hosted:
        return
    most = ground.most[q, new] if new >= 0 else 0.0
    while _peak(books, q, j) > most:
        worst, least = -1, np.inf
        for i in range(books.members[q, j]):
            d = books.member[q, j, i]
            load = heavy(ground, d, books.at[d])
            if load > 0:
                loss = (cheapest(ground, books, d)[1] - ground.cost[d, books.at[d]]) / load
                if loss < least:
                    worst, least = d, loss
        if worst < 0:
            return
        put(ground, books, worst, cheapest(ground, books, worst)[0])
        if books.at[worst] >= 0:
            touch(desk, ground.near[worst, books.at[worst]])
        look_at(desk, worst)
    set_level(ground, books, q, j, new)
    touch(desk, j)
    attract(ground, books, desk, q, j)
    settle(ground, books, desk)


@njit(cache=True, nogil=True)
def _peak(books: Books, q: int, j: int) -> float:
    peak = 0.0
    for s in range(books.load.shape[2]):
        peak = max(peak, books.load[q, j, s])
    return peak


@njit(cache=True, nogil=True)
def rebuild(
    ground: Ground, books: Books, desk: Desk, free: Bools, trials: int, heat: float, seed: int
) -> None:
    """Try changes of hubs around parks that are ``free`` (J,), at one temperature."""
    np.random.seed(seed)
    parks, now = np.flatnonzero(free), aim(ground, books)
    books.length[0] = 0
    for _ in range(trials if len(parks) else 0):
        j = parks[np.random.randint(len(parks))]
        if books.size[j] >= 0 and np.random.random() < _RESIZE:
            _resize(ground, books, desk, j)
        else:
            most = 0
            while most < _MOST and np.random.random() < _MORE:
                most += 1
            _rebuild(ground, books, desk, j, most)
        new = aim(ground, books)
        # a trial too long for the journal cannot be taken back
        lost = books.length[0] >= len(books.journal)
        if lost or new <= now - heat * np.log(1.0 - np.random.random()):
            now = new
            books.length[0] = 0
        else:
            undo(ground, books)
            now = aim(ground, books)


@njit(cache=True, nogil=True)
def fill(ground: Ground, books: Books, desk: Desk) -> None:
    """Let every cell look for its best place, and every hub for the levels that fit it."""
    for j in range(len(books.size)):
        if books.size[j] >= 0:
            touch(desk, j)
    for d in range(len(books.at)):
        look_at(desk, d)
    settle(ground, books, desk)
    books.length[0] = 0
