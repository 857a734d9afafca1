"""Paths of single cells: which park serves a cell in each quarter, the others staying as they are.

    V_t(j) = C_tj + min( V_{t+1}(j), V_{t+1}(today), min_i V_{t+1}(i) + h_t )

is the least cost from quarter t on of a cell that park j serves in it (Bellman 1957): C_tj is what
it costs there in t, h_t what handing it over after t costs. From today's way to a park is free.
"""

from __future__ import annotations

import numpy as np

from optimizer.model.choice import TODAY
from optimizer.model.timetable import changes_hands
from optimizer.problem import Array, Ints


def best_paths(cost: Array, hand: Array, served: Ints) -> tuple[Ints, Array]:
    """Best path of every cell (T, D), and what each saves (D,).

    Parameters
    ----------
    cost
        (T, D, J + 1) cost of each cell in each quarter at each park; today's way comes last.
    hand
        (T - 1,) cost of handing a cell over after each quarter.
    served
        (T, D) paths now.
    """
    count, cells, ways = cost.shape
    today, every = ways - 1, np.arange(cells)
    value, follow = cost.copy(), np.zeros(cost.shape, dtype=int)
    for t in range(count - 2, -1, -1):
        later = value[t + 1]
        park = later[:, :today].argmin(axis=1)
        moved = later[every, park]
        same = np.minimum(later, later[:, today:])
        least = np.minimum(same, (moved + hand[t])[:, None])
        stays = np.where(later <= later[:, today:], np.arange(ways), today)
        follow[t] = np.where(same <= least, stays, park[:, None])
        least[:, today] = np.minimum(later[:, today], moved)
        follow[t, :, today] = np.where(later[:, today] <= moved, today, park)
        value[t] += least
    path = np.empty((count, cells), dtype=int)
    path[0] = value[0].argmin(axis=1)
    for t in range(count - 1):
        path[t + 1] = follow[t, every, path[t]]
    saved = path_cost(cost, hand, served) - value[0].min(axis=1)
    return np.where(path == today, TODAY, path), saved


def path_cost(cost: Array, hand: Array, served: Ints) -> Array:
    """(D,) cost of given paths (T, D)."""
    count, cells, ways = cost.shape
    way = np.where(served == TODAY, ways - 1, served)
    total = cost[np.arange(count)[:, None], np.arange(cells), way].sum(axis=0)
    return np.asarray(total + hand @ changes_hands(served))
