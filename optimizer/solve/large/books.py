"""An assignment with chosen levels as flat arrays, and what every change of it costs.

Every change is written into a journal, so that a trial can be taken back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.curves_low import queue_low, stock_low
from optimizer.solve.large.leaf import leaf

MEMBERS = 512
"""Most cells of one block at one hub."""
_JOURNAL = 200_000
_PUT, _LEVEL, _OPEN = 0, 1, 2
_IDLE = 1e-12
"""A load below this needs no level."""


class Ground(NamedTuple):
    """What does not change during a search. Blocks Q, sizes B, levels L (padded), groups G.

    ``money`` (4,): price of money, budget, price of each rouble less than that and of each more;
    ``block`` (D,), ``base`` (D, g) of the cell's own groups; ``near`` (D, K) parks, -1 where there
    are fewer, with ``cost`` (D, K) and ``unit`` (D, K, S); ``stay`` (D,).
    ``value``, ``slope`` (Q, L, M), ``step``, ``most`` (Q, L); ``weight`` (Q, J), ``share`` (S,);
    ``level`` (Q, J, L) and ``size`` (J, B) million RUB; ``allowed`` (Q, B, L); ``group`` (Q + 1,)
    first group of each block; ``left``, ``right`` (G, J, M) and ``top`` (G,) of phi, ``kit``
    (G, J, M) million RUB of the kits in it. ``fan`` cells to which a park is near, at the position
    ``fan_at``, from ``fans`` (J * Q + 1,) on for each park and block; ``around`` (J, W) parks that
    share cells with each park, itself first, -1 where there are fewer.
    """

    money: Array
    block: Ints
    base: Array
    near: Ints
    cost: Array
    unit: Array
    stay: Array
    price: Array
    value: Array
    slope: Array
    step: Array
    most: Array
    weight: Array
    share: Array
    level: Array
    size: Array
    allowed: Bools
    group: Ints
    left: Array
    right: Array
    top: Array
    kit: Array
    fan: Ints
    fan_at: Ints
    fans: Ints
    around: Ints


class Books(NamedTuple):
    """An assignment: ``at`` (D,) position in `Ground.near`, -1 for today; levels, loads and costs.

    ``chosen`` (Q, J) level of each hub's queue, -1 for none; ``size`` (J,), -1 for a closed park;
    ``load`` (Q, J, S), ``amount`` (G, J), ``cells`` (J,) how many; ``wait`` (Q, J), ``phi`` and
    ``kits`` (G, J) worth of waiting, worth and million RUB of kits. ``total`` (2,) priced aim and
    million RUB. ``member`` (Q, J, `MEMBERS`), ``members`` (Q, J), ``place`` (D,) of each cell among
    them. ``journal`` (N, 4) changes, ``length`` (1,) how many.
    """

    at: Ints
    chosen: Ints
    size: Ints
    load: Array
    amount: Array
    cells: Ints
    wait: Array
    phi: Array
    kits: Array
    total: Array
    member: Ints
    members: Ints
    place: Ints
    journal: Ints
    length: Ints


def new_books(ground: Ground) -> Books:
    """Every cell as today, every park closed."""
    cells, (blocks, parks) = len(ground.stay), ground.weight.shape
    groups = len(ground.top)
    return Books(
        at=np.full(cells, -1), chosen=np.full((blocks, parks), -1), size=np.full(parks, -1),
        load=np.zeros((blocks, parks, len(ground.share))), amount=np.zeros((groups, parks)),
        cells=np.zeros(parks, np.int64), wait=np.zeros((blocks, parks)),
        phi=np.zeros((groups, parks)), kits=np.zeros((groups, parks)),
        total=np.array([ground.stay.sum(), 0.0]),
        member=np.zeros((blocks, parks, MEMBERS), np.int64),
        members=np.zeros((blocks, parks), np.int64), place=np.zeros(cells, np.int64),
        journal=np.zeros((_JOURNAL, 4), np.int64), length=np.zeros(1, np.int64),
    )  # fmt: skip


def served_by(ground: Ground, books: Books) -> Ints:
    """(D,) park of every cell, -1 as today."""
    park = ground.near[np.arange(len(books.at)), np.maximum(books.at, 0)]
    return np.where(books.at >= 0, park, -1)


def refilled(ground: Ground, at: Ints, chosen: Ints, size: Ints) -> Books:
    """Books of an assignment with levels, counted afresh, on a ground that may be another."""
    books = new_books(ground)
    _refill(ground, books, at, chosen, size)
    return books


@leaf
def _refill(ground: Ground, books: Books, at: Ints, chosen: Ints, size: Ints) -> None:
    for j in range(len(size)):
        if size[j] >= 0:
            open_park(ground, books, j)
            for q in range(chosen.shape[0]):
                set_level(ground, books, q, j, chosen[q, j])
    for d in range(len(at)):
        if at[d] >= 0 and added(ground, books, d, at[d]) < np.inf:
            put(ground, books, d, at[d])
        books.length[0] = 0


@leaf
def aim(ground: Ground, books: Books) -> float:
    """Priced aim, and what pulls it to the budget."""
    if ground.money[2] == 0.0:
        return float(books.total[0])
    more = books.total[1] - ground.money[1]
    return float(books.total[0] + (ground.money[3] * more if more > 0 else -ground.money[2] * more))


@leaf
def waiting(
    ground: Ground, books: Books, q: int, j: int, level: int, d: int, k: int, sign: float
) -> float:  # fmt: skip
    """Worth of the waiting at a level if cell ``d`` (at its near park ``k``) joins or leaves."""
    worth = 0.0
    for s in range(len(ground.share)):
        load = books.load[q, j, s]
        if d >= 0:
            load += sign * ground.unit[d, k, s]
        curve, slope = ground.value[q, level], ground.slope[q, level]
        worth += ground.share[s] * queue_low(
            curve, slope, ground.step[q, level], ground.most[q, level], max(load, 0.0)
        )
    return float(ground.weight[q, j] * worth)


@leaf
def _stocks(ground: Ground, books: Books, q: int, j: int, d: int, sign: float) -> float:
    """How the cost of kits changes if a cell joins or leaves a hub."""
    change, first = 0.0, ground.group[q]
    for g in range(first, ground.group[q + 1]):
        if ground.base[d, g - first] > 0:
            top = ground.top[g]
            much = min(max(books.amount[g, j] + sign * ground.base[d, g - first], 0.0), top)
            change += stock_low(ground.left[g, j], ground.right[g, j], top, much)
            change -= books.phi[g, j]
    return change


@leaf
def heavy(ground: Ground, d: int, k: int) -> float:
    """Greatest load of a cell over the seasons."""
    most = 0.0
    for s in range(len(ground.share)):
        most = max(most, ground.unit[d, k, s])
    return most


@leaf
def added(ground: Ground, books: Books, d: int, k: int) -> float:
    """What it costs to serve a cell that is nowhere by its near park ``k``; inf where it cannot."""
    j, q = ground.near[d, k], ground.block[d]
    if j < 0 or books.size[j] < 0 or books.members[q, j] >= MEMBERS:
        return float(np.inf)
    cost, level = ground.cost[d, k], books.chosen[q, j]
    if level >= 0:
        cost += waiting(ground, books, q, j, level, d, k, 1.0) - books.wait[q, j]
    elif heavy(ground, d, k) > 0:
        return float(np.inf)
    return float(cost + _stocks(ground, books, q, j, d, 1.0))


@leaf
def freed(ground: Ground, books: Books, d: int) -> float:
    """What is saved where a cell leaves its place."""
    k, q = books.at[d], ground.block[d]
    if k < 0:
        return float(ground.stay[d])
    j = ground.near[d, k]
    saved, level = ground.cost[d, k], books.chosen[q, j]
    if level >= 0:
        saved += books.wait[q, j] - waiting(ground, books, q, j, level, d, k, -1.0)
    return float(saved - _stocks(ground, books, q, j, d, -1.0))


@leaf
def put(ground: Ground, books: Books, d: int, k: int) -> None:
    """Serve a cell by its near park ``k``, -1 for today, which must be able to."""
    old, q = books.at[d], ground.block[d]
    if k == old:
        return
    books.total[0] -= ground.cost[d, old] if old >= 0 else ground.stay[d]
    books.total[0] += ground.cost[d, k] if k >= 0 else ground.stay[d]
    if old >= 0:
        j = ground.near[d, old]
        last = books.members[q, j] - 1
        other = books.member[q, j, last]
        books.member[q, j, books.place[d]] = other
        books.place[other] = books.place[d]
        books.members[q, j] = last
        books.cells[j] -= 1
        _load(ground, books, q, j, d, old, -1.0)
    if k >= 0:
        j = ground.near[d, k]
        books.place[d] = books.members[q, j]
        books.member[q, j, books.place[d]] = d
        books.members[q, j] += 1
        books.cells[j] += 1
        _load(ground, books, q, j, d, k, 1.0)
    books.at[d] = k
    _note(books, _PUT, d, 0, old)


@leaf
def _load(ground: Ground, books: Books, q: int, j: int, d: int, k: int, sign: float) -> None:
    """Change the loads of a hub by a cell, and what they cost."""
    for s in range(len(ground.share)):
        books.load[q, j, s] = max(books.load[q, j, s] + sign * ground.unit[d, k, s], 0.0)
        if books.members[q, j] == 0:
            books.load[q, j, s] = 0.0
    if books.chosen[q, j] >= 0:
        worth = waiting(ground, books, q, j, books.chosen[q, j], -1, 0, 0.0)
        books.total[0] += worth - books.wait[q, j]
        books.wait[q, j] = worth
    first, parts = ground.group[q], ground.left.shape[2]
    for g in range(first, ground.group[q + 1]):
        if ground.base[d, g - first] > 0:
            much = max(books.amount[g, j] + sign * ground.base[d, g - first], 0.0)
            books.amount[g, j] = much if books.members[q, j] > 0 else 0.0
            much, top = min(books.amount[g, j], ground.top[g]), ground.top[g]
            phi = stock_low(ground.left[g, j], ground.right[g, j], top, much)
            kit = ground.kit[g, j, min(int(np.sqrt(much / top) * parts), parts - 1)]
            if much <= 0.0:
                phi, kit = 0.0, 0.0
            books.total[0] += phi - books.phi[g, j]
            books.total[1] += kit - books.kits[g, j]
            books.phi[g, j], books.kits[g, j] = phi, kit


@leaf
def set_level(ground: Ground, books: Books, q: int, j: int, level: int) -> None:
    """Give the queue of an open hub a level that carries its load; -1 for none."""
    old = books.chosen[q, j]
    if level == old:
        return
    cost = ground.level[q, j, level] if level >= 0 else 0.0
    cost -= ground.level[q, j, old] if old >= 0 else 0.0
    worth = waiting(ground, books, q, j, level, -1, 0, 0.0) if level >= 0 else 0.0
    books.total[0] += worth - books.wait[q, j] + ground.money[0] * cost
    books.total[1] += cost
    books.wait[q, j], books.chosen[q, j] = worth, level
    _note(books, _LEVEL, q, j, old)
    _set_size(ground, books, j, _least_size(ground, books, j))


@leaf
def open_park(ground: Ground, books: Books, j: int) -> None:
    """Open a closed park without levels."""
    if books.size[j] < 0:
        _note(books, _OPEN, j, 0, 0)
        _set_size(ground, books, j, _least_size(ground, books, j))


@leaf
def close_park(ground: Ground, books: Books, j: int) -> None:
    """Close a park without cells."""
    if books.size[j] >= 0:
        for q in range(books.chosen.shape[0]):
            set_level(ground, books, q, j, -1)
        _note(books, _OPEN, j, 0, 1)
        _set_size(ground, books, j, -1)


@leaf
def _least_size(ground: Ground, books: Books, j: int) -> int:
    """Cheapest size that hosts the levels."""
    best, least = -1, np.inf
    for b in range(ground.size.shape[1]):
        hosts = True
        for q in range(books.chosen.shape[0]):
            level = books.chosen[q, j]
            hosts = hosts and (level < 0 or ground.allowed[q, b, level])
        if hosts and (best < 0 or ground.size[j, b] < least):
            best, least = b, ground.size[j, b]
    return best


@leaf
def _set_size(ground: Ground, books: Books, j: int, size: int) -> None:
    old = books.size[j]
    cost = ground.size[j, size] if size >= 0 else 0.0
    cost -= ground.size[j, old] if old >= 0 else 0.0
    books.total[0] += ground.money[0] * cost
    books.total[1] += cost
    books.size[j] = size


@leaf
def _note(books: Books, kind: int, a: int, b: int, old: int) -> None:
    n = books.length[0]
    if n < len(books.journal):
        row = books.journal[n]
        row[0], row[1], row[2], row[3] = kind, a, b, old
    books.length[0] = n + 1


@leaf
def undo(ground: Ground, books: Books) -> None:
    """Take back all changes in the journal, and empty it."""
    for n in range(books.length[0] - 1, -1, -1):
        kind, a, b, old = books.journal[n]
        if kind == _PUT:
            put(ground, books, a, old)
        elif kind == _LEVEL:
            set_level(ground, books, a, b, old)
        elif old:
            open_park(ground, books, a)
        else:
            close_park(ground, books, a)
    books.length[0] = 0
