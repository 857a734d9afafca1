"""The ground of a search: near parks of every cell, and all curves at a price of money."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.solve.large.books import Ground
from optimizer.solve.large.kits import Kits, kits
from optimizer.solve.large.layout import STOCK_CELLS, BlockLayout

UNSERVED = 1e3
"""How many times its dearest way it costs to leave out a cell that must be served."""
_DEARER = 1e-4
_FAN = 16
"""To how many of its nearest parks a cell may be drawn when they open."""
_AROUND, _AROUND_RANKS = 14, 8
"""Parks around each park, and near parks of a cell that count as shared by it."""


def make_ground(
    problem: Problem, blocks: tuple[BlockLayout, ...], parks: Ints, load_price: list[Array],
    worth: Array, price: float, choices: int,
) -> Ground:  # fmt: skip
    """Ground with the ``choices`` nearest of some parks per cell, at a price of money.

    Nearest means the least linear cost and load at ``load_price`` (S, J) of each block; ``worth``
    (D,) is what the relaxation pays for serving each cell.
    """
    cells, count = problem.cells, problem.parks
    choices = min(choices, len(parks))
    levels = max(block.levels - 1 for block in blocks) or 1
    seasons, sizes, points = problem.seasons, problem.sizes, 257
    groups = [len(block.groups) for block in blocks]
    first = np.concatenate([[0], np.cumsum(groups)]).astype(np.int64)
    block_of = np.zeros(cells, np.int64)
    base = np.zeros((cells, max([*groups, 1])))
    near, cost = np.full((cells, choices), -1), np.zeros((cells, choices))
    unit = np.zeros((cells, choices, seasons))
    value, slope = np.zeros((2, len(blocks), levels, points))
    step, most = np.ones((len(blocks), levels)), np.full((len(blocks), levels), -1.0)
    weight, level = np.zeros((len(blocks), count)), np.zeros((len(blocks), count, levels))
    allowed = np.zeros((len(blocks), sizes, levels), bool)
    left = np.zeros((first[-1], count, STOCK_CELLS))
    top = np.ones(first[-1])
    for q, block in enumerate(blocks):
        block_of[block.cells] = q
        for g, group in enumerate(block.groups):
            base[block.cells, g] = group.base
        _near(problem, block, parks, load_price[q], near, cost, unit)
        own = block.levels - 1
        if block.queue is not None:
            value[q, :own], slope[q, :own] = block.curves.value, block.curves.slope
            step[q, :own] = block.curves.top / (points - 1)
            most[q, :own] = block.curves.most
            weight[q] = block.queue.weight
            level[q, :, :own] = block.queue.cost
            allowed[q, :, :own] = block.queue.allowed
        top[first[q] : first[q + 1]] = [group.top for group in block.groups]
    fan, fan_at, fans = _fans(near, block_of, len(blocks), count)
    ground = Ground(
        np.zeros(4), block_of, base, near, cost, unit, _stay(problem), worth, value, slope, step,
        most, weight, problem.season_share, level, problem.size_cost, allowed, first, left, left,
        top, left, fan, fan_at, fans, _around(near, count),
    )  # fmt: skip
    return at_price(ground, problem, blocks, price)


def at_price(
    ground: Ground, problem: Problem, blocks: tuple[BlockLayout, ...], price: float
) -> Ground:
    """The same ground at another price of money; nothing pulls what is spent to the budget."""
    left, right, kit = (np.zeros_like(ground.left) for _ in range(3))
    parks = np.arange(problem.parks)
    for q, block in enumerate(blocks):
        if block.groups:
            stock = kits(block, problem.season_share, price, parks)
            mine = slice(ground.group[q], ground.group[q + 1])
            left[mine], right[mine] = stock.left, stock.right
            kit[mine] = _kit_money(problem, block, price, parks, stock)
    money = np.array([price, problem.budget, 0.0, 0.0])
    return ground._replace(money=money, left=left, right=right, kit=kit)


def pulled(ground: Ground, budget: float, less: float, more: float) -> Ground:
    """The same ground where each million RUB below a budget costs ``less``, beyond it ``more``."""
    if not np.isfinite(budget):
        less = more = 0.0
    return ground._replace(money=np.array([ground.money[0], budget, less, more]))


def _fans(near: Ints, block_of: Ints, blocks: int, count: int) -> tuple[Ints, Ints, Ints]:
    """Cells that have each park among their nearest, and at what position, by park and block.

    Where they begin is (J * Q + 1,).
    """
    first = near[:, :_FAN]
    cell, position = np.nonzero(first >= 0)
    key = first[cell, position] * blocks + block_of[cell]
    order = np.argsort(key, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=count * blocks))])
    return cell[order], position[order], starts


def _around(near: Ints, count: int) -> Ints:
    """(J, W) parks that are near to the same cells as each park, itself first, -1 for fewer."""
    first = near[:, :_AROUND_RANKS]
    cell, position = np.nonzero(first >= 0)
    close = csr_array(
        (1.0 / (1.0 + position), (cell, first[cell, position])), shape=(len(near), count)
    )
    shared = (close.T @ close).tocsr()
    found = np.full((count, _AROUND), -1)
    for j in range(count):
        row = slice(shared.indptr[j], shared.indptr[j + 1])
        others, worth = shared.indices[row], shared.data[row]
        # parks that few cells share with busy ones count in proportion
        worth = worth / np.sqrt(np.maximum(shared.diagonal()[others], 1e-12))
        worth = np.where(others == j, np.inf, worth)
        best = others[np.argsort(-worth, kind="stable")][:_AROUND]
        found[j, : len(best)] = best
        found[j, 0] = j
    return found


def _kit_money(
    problem: Problem, block: BlockLayout, price: float, parks: Ints, stock: Kits
) -> Array:
    """(G, J, M) million RUB in phi: by how much it rises with the price of money."""
    if price <= 0:
        return np.zeros_like(stock.left)
    dearer = kits(block, problem.season_share, price * (1 + _DEARER), parks)
    rise = dearer.left + dearer.right - stock.left - stock.right
    return np.asarray(0.5 * rise / (price * _DEARER))


def _stay(problem: Problem) -> Array:
    """(D,) cost of staying as today; dear, but finite, where a cell must be served."""
    if np.isfinite(problem.stay).all():
        return problem.stay
    dear = UNSERVED * np.where(np.isfinite(problem.linear), problem.linear, 0.0).max(axis=1)
    return np.where(np.isfinite(problem.stay), problem.stay, dear + UNSERVED)


def _near(
    problem: Problem, block: BlockLayout, parks: Ints, load_price: Array, near: Ints, cost: Array,
    unit: Array,
) -> None:  # fmt: skip
    """Fill the near parks of a block's cells, best first."""
    choices = near.shape[1]
    for i, d in enumerate(block.cells):
        linear = problem.linear[d, parks]
        loads = np.zeros((problem.seasons, len(parks)))
        at = block.position[i]
        if block.queue is not None and at >= 0:
            hours = block.queue.hours[:, at if block.queue.hours.shape[1] > 1 else 0]
            loads = block.queue.rate[:, at, None] * hours[:, parks]
        priced = linear + (load_price[:, parks] * loads).sum(axis=0) if len(load_price) else linear
        best = np.argpartition(priced, choices - 1)[:choices] if choices < len(parks) else None
        best = np.arange(len(parks)) if best is None else best
        best = best[np.argsort(priced[best], kind="stable")]
        found: Bools = np.isfinite(linear[best])
        near[d] = np.where(found, parks[best], -1)
        cost[d] = np.where(found, linear[best], 0.0)
        unit[d] = loads[:, best].T
