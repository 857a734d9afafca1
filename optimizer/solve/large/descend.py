"""Cells move to where they cost least as long as that pays; hubs take the level that fits them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.large.books import (
    Books,
    Ground,
    added,
    close_park,
    freed,
    put,
    set_level,
    waiting,
)
from optimizer.solve.large.leaf import leaf

_EPS = 1e-9
_ROUNDS = 4
_MOST = 40
"""Moves per cell of one descent: equal costs could go round for ever."""


class Desk(NamedTuple):
    """Room to work: cells waiting for a look, in a ring, and parks of a trial.

    ``ring`` (D,), ``ends`` (2,) its first and its length, ``waits`` (D,) who is in it; ``parks``
    (J,), ``marked`` (J,), ``touched`` (1,) how many. For the worth of a closed park: ``gain``,
    ``ratio`` (D,), ``picked`` (Q, D), ``worth`` and ``best_length`` (Q, L + 1), ``load`` (S,),
    ``amount`` (g,), ``level``, ``length`` (Q,); ``saved`` (D,) as ``seen`` (D,) at ``turn`` (1,);
    ``hope`` (1,) by how much cells that are nowhere are worth more than the relaxation pays;
    ``offer`` (W,) worth of the parks around, ``fresh`` (W,) at which turn.
    """

    ring: Ints
    ends: Ints
    waits: Bools
    parks: Ints
    marked: Bools
    touched: Ints
    gain: Array
    ratio: Array
    picked: Ints
    worth: Array
    best_length: Ints
    load: Array
    amount: Array
    level: Ints
    length: Ints
    saved: Array
    seen: Ints
    turn: Ints
    hope: Array
    offer: Array
    fresh: Ints


def new_desk(ground: Ground) -> Desk:
    """Room for the searches on a ground."""
    cells, (blocks, parks) = len(ground.stay), ground.weight.shape
    levels, width = ground.most.shape[1] + 1, ground.around.shape[1]
    return Desk(
        ring=np.zeros(cells, np.int64), ends=np.zeros(2, np.int64), waits=np.zeros(cells, np.bool_),
        parks=np.zeros(parks, np.int64), marked=np.zeros(parks, np.bool_),
        touched=np.zeros(1, np.int64), gain=np.zeros(cells), ratio=np.zeros(cells),
        picked=np.zeros((blocks, cells), np.int64), worth=np.zeros((blocks, levels)),
        best_length=np.zeros((blocks, levels), np.int64), load=np.zeros(len(ground.share)),
        amount=np.zeros(ground.base.shape[1]), level=np.zeros(blocks, np.int64),
        length=np.zeros(blocks, np.int64), saved=np.zeros(cells), seen=np.zeros(cells, np.int64),
        turn=np.zeros(1, np.int64), hope=np.ones(1), offer=np.zeros(width),
        fresh=np.zeros(width, np.int64),
    )  # fmt: skip


@leaf
def look_at(desk: Desk, d: int) -> None:
    """A cell may want to move."""
    if not desk.waits[d]:
        desk.waits[d] = True
        desk.ring[(desk.ends[0] + desk.ends[1]) % len(desk.ring)] = d
        desk.ends[1] += 1


@leaf
def attract(ground: Ground, books: Books, desk: Desk, q: int, j: int) -> None:
    """Cells of a block that now fit better at a hub may want to move."""
    at = j * ground.weight.shape[0] + q
    if books.size[j] < 0:
        return
    for i in range(ground.fans[at], ground.fans[at + 1]):
        d, k = ground.fan[i], ground.fan_at[i]
        if desk.waits[d] or books.at[d] == k:
            continue
        saved = freed(ground, books, d)
        if ground.cost[d, k] < saved and added(ground, books, d, k) < saved - _EPS:
            look_at(desk, d)


@leaf
def touch(desk: Desk, j: int) -> None:
    """A park belongs to the trial."""
    if not desk.marked[j]:
        desk.marked[j] = True
        desk.parks[desk.touched[0]] = j
        desk.touched[0] += 1


@leaf
def forget(desk: Desk) -> None:
    """Clear the desk of parks and cells."""
    for i in range(desk.touched[0]):
        desk.marked[desk.parks[i]] = False
    desk.touched[0] = 0
    for i in range(desk.ends[1]):
        desk.waits[desk.ring[(desk.ends[0] + i) % len(desk.ring)]] = False
    desk.ends[1] = 0


@leaf
def cheapest(ground: Ground, books: Books, d: int) -> tuple[int, float]:
    """Best other place of a cell: position among the near parks (-1: today), and its cost."""
    at, best, least = books.at[d], -1, np.inf
    if at >= 0:
        least = ground.stay[d]
    for k in range(ground.near.shape[1]):
        if ground.near[d, k] < 0 or ground.cost[d, k] >= least:
            continue
        if k != at:
            cost = added(ground, books, d, k)
            if cost < least:
                best, least = k, cost
    return best, least


@leaf
def descend(ground: Ground, books: Books, desk: Desk) -> None:
    """Move every cell that waits for a look, and those that its move concerns, while that pays."""
    left = _MOST * len(desk.ring)
    while desk.ends[1] > 0 and left > 0:
        left -= 1
        d = desk.ring[desk.ends[0]]
        desk.ends[0] = (desk.ends[0] + 1) % len(desk.ring)
        desk.ends[1] -= 1
        desk.waits[d] = False
        saved = freed(ground, books, d)
        k, cost = cheapest(ground, books, d)
        if cost >= saved - _EPS:
            continue
        q, old = ground.block[d], books.at[d]
        put(ground, books, d, k)
        if old >= 0:
            touch(desk, ground.near[d, old])
            attract(ground, books, desk, q, ground.near[d, old])
        if k >= 0:
            j = ground.near[d, k]
            touch(desk, j)
            for i in range(books.members[q, j]):
                look_at(desk, books.member[q, j, i])


@leaf
def fit_level(ground: Ground, books: Books, q: int, j: int, b: int) -> tuple[int, float]:
    """Best level of a block's queue at a hub of size b for its load, and what it costs."""
    peak = 0.0
    for s in range(len(ground.share)):
        peak = max(peak, books.load[q, j, s])
    if peak <= 0.0:
        return -1, 0.0
    best, least = -1, np.inf
    for level in range(ground.most.shape[1]):
        if ground.allowed[q, b, level] and peak <= ground.most[q, level]:
            worth = waiting(ground, books, q, j, level, -1, 0, 0.0)
            worth += ground.money[0] * ground.level[q, j, level]
            if worth < least:
                best, least = level, worth
    return best, least


@leaf
def fit_hub(ground: Ground, books: Books, desk: Desk, j: int) -> bool:
    """Give a hub the best levels and size for its loads; whether that changes anything."""
    if books.size[j] < 0:
        return False
    if books.cells[j] == 0:
        close_park(ground, books, j)
        return False
    best, least = -1, np.inf
    for b in range(ground.size.shape[1]):
        worth = ground.money[0] * ground.size[j, b]
        for q in range(books.chosen.shape[0]):
            worth += fit_level(ground, books, q, j, b)[1]
        if worth < least:
            best, least = b, worth
    changed = False
    if best < 0:
        return False
    for q in range(books.chosen.shape[0]):
        level = fit_level(ground, books, q, j, best)[0]
        if level != books.chosen[q, j]:
            changed = True
            higher = level > books.chosen[q, j]
            set_level(ground, books, q, j, level)
            if higher:
                attract(ground, books, desk, q, j)
            for i in range(books.members[q, j]):
                look_at(desk, books.member[q, j, i])
    return changed


@leaf
def settle(ground: Ground, books: Books, desk: Desk) -> None:
    """Descend and fit the hubs of a trial in turn, until nothing changes."""
    for _ in range(_ROUNDS):
        descend(ground, books, desk)
        changed, i = False, 0
        while i < desk.touched[0]:
            changed = fit_hub(ground, books, desk, desk.parks[i]) or changed
            i += 1
        if not changed:
            break
    forget(desk)
