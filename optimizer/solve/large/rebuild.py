"""Search by hubs: some close, others open with the cells and levels that pay, the cells settle.

Ruin and recreate (Schrimpf, Schneider, Stamm-Wilbrandt and Dueck 2000) on hubs: what opens is
priced by what its cells would save at that moment. Trials are accepted by annealing's rule.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from optimizer.problem import Bools
from optimizer.solve.large.books import (
    Books,
    Ground,
    added,
    aim,
    close_park,
    heavy,
    open_park,
    put,
    set_level,
    undo,
)
from optimizer.solve.large.descend import (
    Desk,
    attract,
    cheapest,
    look_at,
    settle,
    touch,
)
from optimizer.solve.large.leaf import leaf
from optimizer.solve.large.worth import price_park

_RESIZE = 0.35
"""How often one level changes rather than whole hubs."""
_NOISE = 0.3
_HOPE = 0.1
"""Noise of what parks and cells are worth."""
_STOP_EARLY = 0.15
_MOST, _MORE = 5, 0.65
"""Most hubs that close at once, and how often one more does."""


@leaf
def _open(ground: Ground, books: Books, desk: Desk, j: int) -> None:
    """Open a park with the levels and cells that `price_park` chose for it."""
    open_park(ground, books, j)
    touch(desk, j)
    for q in range(len(desk.level)):
        set_level(ground, books, q, j, desk.level[q])
        for i in range(desk.length[q]):
            d, k = ground.fan[desk.picked[q, i]], ground.fan_at[desk.picked[q, i]]
            if added(ground, books, d, k) < np.inf:
                _leave(ground, books, desk, d)
                put(ground, books, d, k)
        attract(ground, books, desk, q, j)


@leaf
def _leave(ground: Ground, books: Books, desk: Desk, d: int) -> None:
    """A cell leaves its hub, where others now fit better."""
    if books.at[d] >= 0:
        touch(desk, ground.near[d, books.at[d]])


@leaf
def _close(ground: Ground, books: Books, desk: Desk, j: int) -> None:
    """Close a hub; its cells stay as today for now."""
    for q in range(books.members.shape[0]):
        while books.members[q, j] > 0:
            d = books.member[q, j, books.members[q, j] - 1]
            put(ground, books, d, -1)
            look_at(desk, d)
    close_park(ground, books, j)


@leaf
def _rebuild(ground: Ground, books: Books, desk: Desk, j: int, most: int) -> None:
    """Close up to ``most`` hubs around a park, and open what pays there instead."""
    closed = 0
    for i in range(ground.around.shape[1]):
        a = ground.around[j, i]
        desk.offer[i], desk.fresh[i] = -np.inf, -1
        if a >= 0 and books.size[a] >= 0 and closed < most and np.random.random() < 0.7:
            _close(ground, books, desk, a)
            closed += 1
    desk.hope[0] = 1.0 + _HOPE * (2.0 * np.random.random() - 1.0)
    for turn in range(closed + 2):
        if turn >= closed - 1 and np.random.random() < _STOP_EARLY:
            break
        pick = _best_offer(ground, books, desk, j)
        if pick < 0:
            break
        price_park(ground, books, desk, pick)
        _open(ground, books, desk, pick)
    settle(ground, books, desk)


@leaf
def _best_offer(ground: Ground, books: Books, desk: Desk, j: int) -> int:
    """Closed park around a park that it pays most to open, more or less; -1 where none pays.

    What a park was worth before others opened is mostly more than what it is worth now: only
    parks that looked best are priced again (the lazy greedy rule of Minoux 1978).
    """
    desk.turn[0] += 1
    while True:
        best, least = -1, 0.0
        for i in range(ground.around.shape[1]):
            a = ground.around[j, i]
            if a >= 0 and books.size[a] < 0 and desk.offer[i] < least:
                best, least = i, desk.offer[i]
        if best < 0:
            return -1
        if desk.fresh[best] == desk.turn[0]:
            return int(ground.around[j, best])
        worth = price_park(ground, books, desk, ground.around[j, best])
        desk.offer[best] = worth * (1.0 + _NOISE * np.random.random())
        desk.fresh[best] = desk.turn[0]


@leaf
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


@leaf
def _peak(books: Books, q: int, j: int) -> float:
    peak = 0.0
    for s in range(books.load.shape[2]):
        peak = max(peak, books.load[q, j, s])
    return peak


@leaf
def _trial(ground: Ground, books: Books, desk: Desk, j: int, now: float, heat: float) -> float:
    """Change hubs around a park, and keep that by the annealing's rule; the aim then."""
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
        books.length[0] = 0
        return float(new)
    undo(ground, books)
    return float(aim(ground, books))


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
        now = _trial(ground, books, desk, j, now, heat)


@leaf
def fill(ground: Ground, books: Books, desk: Desk) -> None:
    """Let every cell look for its best place, and every hub for the levels that fit it."""
    for j in range(len(books.size)):
        if books.size[j] >= 0:
            touch(desk, j)
    for d in range(len(books.at)):
        look_at(desk, d)
    settle(ground, books, desk)
    books.length[0] = 0
