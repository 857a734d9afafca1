"""Heuristic pricing: for every park at once, the set of cells that lowers its reduced cost most.

Cells are sorted by what they save per priced load; every prefix is evaluated with the true tables,
then single cells are flipped in and out. Fast, and NOT a bound: it may miss the best set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Bools, Ints
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.priced import Load, Priced, block_cost
from optimizer.solve.patterns.tables import BlockTables

_PASSES = 2
_FLIPS = 12
_SWAPS = 6
_NEAR = 6
"""Cells that a swap may take out, and as many that it may take in: those that nearly flip."""
_FULL = 0.8
"""Share of the greatest capacity at which an overloaded set is priced."""


@dataclass(frozen=True)
class BlockPick:
    """Best set of a block's cells at every (host class, park).

    ``value`` is (H, J) reduced cost; ``chosen`` (n, H, J).
    """

    value: Array
    chosen: Bools


@dataclass(frozen=True)
class Pick:
    """Best pattern of every park: ``value`` (J,) = V_j, ``size`` (J,), ``cells`` (D, J)."""

    value: Array
    size: Ints
    cells: Bools


def price_parks(
    at: Priced, prices: Array, memory: Memory | None = None, thorough: bool = False
) -> Pick:
    """V_j(pi, mu) of every park by heuristic pricing, with the pattern that attains it.

    ``thorough`` also tries sets that leave the parts of some machines unstocked: slower, and needed
    because a hub of few kinds may be best where one of all kinds looks good as well.
    """
    problem = at.tables.problem
    picks = [price_block(at, q, prices, memory, thorough) for q in range(len(at.tables.blocks))]
    by_size = at.size_price.copy()
    for tables, pick in zip(at.tables.blocks, picks, strict=True):
        by_size += pick.value[tables.host].T
    size = by_size.argmin(axis=1)
    cells = np.zeros((problem.cells, problem.parks), dtype=bool)
    parks = np.arange(problem.parks)
    for tables, pick in zip(at.tables.blocks, picks, strict=True):
        cells[tables.block.cells] = pick.chosen[:, tables.host[size], parks]
    return Pick(by_size[parks, size], size, cells)


def price_block(
    at: Priced, block: int, prices: Array, memory: Memory | None = None, thorough: bool = False
) -> BlockPick:
    """Best sets of one block's cells for every host class and park."""
    tables = at.tables.blocks[block]
    problem = at.tables.problem
    classes, parks = len(tables.hosts), problem.parks
    spots = np.tile(np.arange(parks), classes)
    sizes = np.repeat(tables.hosts, parks)
    cells = tables.block.cells
    reduced = problem.linear[cells] - prices[cells, None]  # (n, J)
    reduced = np.where(np.isfinite(reduced), reduced, np.inf)
    reduced = np.tile(reduced, (1, classes))  # (n, P)
    unit = tuple(np.tile(u, (1, 1, classes)) for u in tables.unit)
    base = tuple(b[:, None] for b in tables.base)
    wanted = reduced < 0
    total = _total(wanted, unit, base)
    chosen = np.zeros_like(wanted)
    empty = _empty(at, block, spots, sizes)
    best = empty.copy()
    weight = np.ones_like(reduced)
    kinds = _kinds(tables) if thorough else []
    for kind in [None] * _PASSES + kinds:
        mine = wanted if kind is None else wanted & kind[:, None]
        if kind is not None:
            total = _total(mine, unit, base)
        weight = _priced_load(at, block, total, unit, base, spots, sizes)
        found, value = _best_prefix(
            at, block, reduced, mine, weight, unit, base, spots, sizes, empty
        )
        better = value < best - 1e-12
        chosen = np.where(better, found, chosen)
        best = np.where(better, value, best)
        total = _total(found, unit, base)
    known = memory.sets(block) if memory else np.zeros((0, len(cells)), dtype=bool)
    if len(known):
        found, value = _best_known(at, block, reduced, known, unit, base, spots, sizes, empty)
        better = value < best - 1e-12
        chosen, best = np.where(better, found, chosen), np.where(better, value, best)
    chosen, best = _flip(at, block, reduced, chosen, best, unit, base, spots, sizes)
    if thorough:
        chosen, best = _swap(at, block, reduced, chosen, best, unit, base, spots, sizes)
    shape = (classes, parks)
    return BlockPick(best.reshape(shape), chosen.reshape(len(cells), *shape))


def _kinds(tables: BlockTables) -> list[Bools]:
    """Cells that need nothing but the parts of some of the bundles, for some choices of bundles."""
    count = len(tables.base)
    if count < 2:
        return []
    needs = np.array([b > 0 for b in tables.base])
    some = (
        [[bool(code >> g & 1) for g in range(count)] for code in range(1, 2**count - 1)]
        if count <= 4
        else [*np.eye(count, dtype=bool).tolist(), *(~np.eye(count, dtype=bool)).tolist()]
    )
    return [~needs[~np.array(kept)].any(axis=0) for kept in some]


def _empty(at: Priced, block: int, spots: Ints, sizes: Ints) -> Array:
    """(P,) what a block costs a hub that serves none of its cells: nothing, or the least kit."""
    tables, seasons = at.tables.blocks[block], at.tables.problem.seasons
    zero = Load(
        tuple(np.zeros((seasons, 1, len(spots))) for _ in tables.queues),
        tuple(np.zeros((1, len(spots))) for _ in tables.bundles),
    )
    return np.asarray(block_cost(at, block, zero, spots, sizes)[0])


def _best_known(
    at: Priced, block: int, reduced: Array, known: Bools, unit: tuple[Array, ...],
    base: tuple[Array, ...], spots: Ints, sizes: Ints, empty: Array,
) -> tuple[Bools, Array]:  # fmt: skip
    """Best of the remembered sets at every spot."""
    sets = known.astype(float)
    load = Load(
        tuple(np.matmul(sets, u) for u in unit),
        tuple(np.broadcast_to(sets @ b, (len(sets), len(spots))) for b in base),
    )
    forbidden = ~np.isfinite(reduced)
    linear = sets @ np.where(forbidden, 0.0, reduced)
    linear[sets @ forbidden > 0] = np.inf
    value = linear + block_cost(at, block, load, spots, sizes)
    pick = value.argmin(axis=0)
    best = np.take_along_axis(value, pick[None], axis=0)[0]
    return known[pick].T & (best < empty), np.minimum(best, empty)


def _total(chosen: Bools, unit: tuple[Array, ...], base: tuple[Array, ...]) -> Load:
    """Load of a set of cells per spot: (S, 1, P) and (1, P)."""
    return Load(
        tuple(np.einsum("np,snp->sp", chosen, u)[:, None, :] for u in unit),
        tuple((chosen * b).sum(axis=0)[None, :] for b in base),
    )


def _priced_load(
    at: Priced, block: int, total: Load, unit: tuple[Array, ...], base: tuple[Array, ...],
    spots: Ints, sizes: Ints,
) -> Array:  # fmt: skip
    """(n, P) cost of each cell's load at the mean price per load of the set so far."""
    tables: BlockTables = at.tables.blocks[block]
    problem = at.tables.problem
    n = len(tables.block.cells)
    weight = np.full((n, len(spots)), 1e-9)
    zero = (
        tuple(np.zeros_like(a) for a in total.queues),
        tuple(np.zeros_like(a) for a in total.bundles),
    )
    for i, queue in enumerate(tables.queues):
        # beyond every capacity there is no price: look at a load that can still be carried
        peak = total.queues[i].max(axis=(0, 1))
        most = np.where(queue.allowed[sizes], queue.capacity, 0.0).max(axis=1)
        part = np.minimum(1.0, _FULL * most / np.maximum(peak, 1e-12))
        carried = total.queues[i] * part
        only = Load((*zero[0][:i], carried, *zero[0][i + 1 :]), zero[1])
        cost = block_cost(at, block, only, spots, sizes)[0]
        load = np.tensordot(problem.season_share, carried[:, 0], axes=1)
        slope = np.where(np.isfinite(cost) & (load > 0), cost / np.maximum(load, 1e-12), 0.0)
        weight += np.tensordot(problem.season_share, unit[i], axes=1) * slope
    for g in range(len(base)):
        only = Load(zero[0], (*zero[1][:g], total.bundles[g], *zero[1][g + 1 :]))
        cost = block_cost(at, block, only, spots, sizes)[0]
        amount = total.bundles[g][0]
        slope = np.where(np.isfinite(cost) & (amount > 0), cost / np.maximum(amount, 1e-12), 0.0)
        weight += base[g] * slope
    return weight


def _best_prefix(
    at: Priced, block: int, reduced: Array, wanted: Bools, weight: Array,
    unit: tuple[Array, ...], base: tuple[Array, ...], spots: Ints, sizes: Ints, empty: Array,
) -> tuple[Bools, Array]:  # fmt: skip
    """Sort by saving per priced load and take the best prefix at every spot."""
    ratio = np.where(wanted, np.where(wanted, reduced, 0.0) / weight, np.inf)
    order = np.argsort(ratio, axis=0, kind="stable")
    longest = int(wanted.sum(axis=0).max(initial=0))
    if longest == 0:
        return np.zeros_like(wanted), empty.copy()
    head = order[:longest]
    inside = np.take_along_axis(wanted, head, axis=0)
    saved = np.where(inside, np.take_along_axis(reduced, head, axis=0), np.inf)
    load = Load(
        tuple(np.cumsum(np.take_along_axis(u, head[None], axis=1), axis=1) for u in unit),
        tuple(np.cumsum(b[:, 0][head], axis=0) for b in base),
    )
    value = np.cumsum(saved, axis=0) + block_cost(at, block, load, spots, sizes)
    length = value.argmin(axis=0)
    best = np.take_along_axis(value, length[None], axis=0)[0]
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(len(order))[:, None], axis=0)
    return (rank <= length) & (best < empty), np.minimum(best, empty)


def _single(
    at: Priced, block: int, reduced: Array, chosen: Bools, unit: tuple[Array, ...],
    base: tuple[Array, ...], spots: Ints, sizes: Ints,
) -> Array:  # fmt: skip
    """(n, P) reduced cost of every set with one cell more or less."""
    sign = np.where(chosen, -1.0, 1.0)
    total = _total(chosen, unit, base)
    load = Load(
        tuple(np.maximum(t + sign * u, 0.0) for t, u in zip(total.queues, unit, strict=True)),
        tuple(np.maximum(t + sign * b, 0.0) for t, b in zip(total.bundles, base, strict=True)),
    )
    cost = block_cost(at, block, load, spots, sizes)
    linear = np.where(chosen, reduced, 0.0).sum(axis=0)
    finite = np.where(np.isfinite(reduced), reduced, 0.0)
    return np.where(np.isfinite(reduced), linear + sign * finite + cost, np.inf)


def _flip(
    at: Priced, block: int, reduced: Array, chosen: Bools, best: Array,
    unit: tuple[Array, ...], base: tuple[Array, ...], spots: Ints, sizes: Ints,
) -> tuple[Bools, Array]:  # fmt: skip
    """Flip the best single cell at every spot, as long as that lowers the reduced cost."""
    active = np.flatnonzero((reduced < np.inf).any(axis=0))
    for _ in range(_FLIPS):
        if not len(active):
            break
        units = tuple(u[:, :, active] for u in unit)
        value = _single(
            at, block, reduced[:, active], chosen[:, active], units, base, spots[active],
            sizes[active],
        )  # fmt: skip
        pick = value.argmin(axis=0)
        new = np.take_along_axis(value, pick[None], axis=0)[0]
        better = new < best[active] - 1e-10
        moved = active[better]
        chosen[pick[better], moved] ^= True
        best[moved] = new[better]
        active = moved
    return chosen, best


def _swap(
    at: Priced, block: int, reduced: Array, chosen: Bools, best: Array,
    unit: tuple[Array, ...], base: tuple[Array, ...], spots: Ints, sizes: Ints,
) -> tuple[Bools, Array]:  # fmt: skip
    """Exchange one cell for another at every spot, then flip again, as long as that helps."""
    active = np.flatnonzero(chosen.any(axis=0) & (~chosen & np.isfinite(reduced)).any(axis=0))
    for _ in range(_SWAPS):
        if not len(active):
            break
        mine, worth = chosen[:, active], reduced[:, active]
        units = tuple(u[:, :, active] for u in unit)
        single = _single(at, block, worth, mine, units, base, spots[active], sizes[active])
        out = _nearest(np.where(mine, single, np.inf))  # (m, P)
        into = _nearest(np.where(mine, np.inf, single))
        one, two = np.repeat(out, len(into), axis=0), np.tile(into, (len(out), 1))
        value = _exchanged(at, block, worth, mine, units, base, spots[active], sizes[active],
                           one, two)  # fmt: skip
        pick = value.argmin(axis=0)
        column = np.arange(len(active))
        better = value[pick, column] < best[active] - 1e-10
        moved = active[better]
        chosen[one[pick, column][better], moved] = False
        chosen[two[pick, column][better], moved] = True
        best[moved] = value[pick, column][better]
        part = chosen[:, moved]
        part, best[moved] = _flip(
            at, block, reduced[:, moved], part, best[moved], tuple(u[:, :, moved] for u in unit),
            base, spots[moved], sizes[moved],
        )  # fmt: skip
        chosen[:, moved] = part
        active = moved
    return chosen, best


def _nearest(value: Array) -> Ints:
    """(m, P) rows of the lowest values of each column."""
    count = min(_NEAR, len(value))
    return np.argpartition(value, count - 1, axis=0)[:count]


def _exchanged(
    at: Priced, block: int, reduced: Array, chosen: Bools, unit: tuple[Array, ...],
    base: tuple[Array, ...], spots: Ints, sizes: Ints, out: Ints, into: Ints,
) -> Array:  # fmt: skip
    """(X, P) reduced cost of every set with a cell ``out`` and another one ``into`` it."""
    column = np.arange(len(spots))
    total = _total(chosen, unit, base)
    load = Load(
        tuple(
            np.maximum(t + u[:, into, column] - u[:, out, column], 0.0)
            for t, u in zip(total.queues, unit, strict=True)
        ),
        tuple(
            np.maximum(t + b[:, 0][into] - b[:, 0][out], 0.0)
            for t, b in zip(total.bundles, base, strict=True)
        ),
    )
    linear = np.where(chosen, reduced, 0.0).sum(axis=0)
    fits = chosen[out, column] & ~chosen[into, column] & np.isfinite(reduced[into, column])
    finite = np.where(np.isfinite(reduced), reduced, 0.0)
    moved = linear + finite[into, column] - finite[out, column]
    return np.where(fits, moved + block_cost(at, block, load, spots, sizes), np.inf)
