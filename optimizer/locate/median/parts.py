"""Parts: clients and sites that are solved by themselves, at a price for being served elsewhere.

Clusters far apart share nothing but the number of sites. Where parts do touch, a client may leave
its part at its price, and a site is paid what the clients of other parts save by it: any division
of the clients and sites gives a bound that way, never worse than that of the prices alone, since a
part counts a client once where the prices count it for every open site within reach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from optimizer.locate.median.root import Root
from optimizer.locate.median.task import Flags, Floats, Ints, Lists, Task
from optimizer.locate.median.turn_kernel import turned

_FAINT = 1e-6
"""What a pair counts for that is left but not used under the prices, by the slack it has."""


@dataclass(frozen=True, eq=False)
class Part:
    """A part as a task; how many of its sites are open is left to who solves it.

    Attributes
    ----------
    task
        Its clients and sites; what a client costs outside is its ``far`` and ``cap``.
    sites
        The number of each of its sites in the whole.
    least
        Bound by the number of open sites, inf where so many cannot be: a part of the bound of all.
    best
        Its best open sites, by their number, where they are known.
    tried
        Numbers it was solved for.
    """

    task: Task
    sites: Ints
    least: Floats
    best: dict[int, Flags]
    tried: set[int]


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs that are left: client, site, cost, and the old number of every site."""

    client: Ints
    site: Ints
    cost: Floats
    old: Ints


def pairs_left(lists: Lists, old: Ints) -> Pairs:
    """Shrunk lists as pairs."""
    start, site, cost = lists
    client = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return Pairs(client, site.astype(np.int64), cost, old)


def divided(
    task: Task, root: Root, pairs: Pairs, home: Ints, slack: float, most: int
) -> list[Part]:
    """Parts of at most so many clients, as far as the cells of ``home`` allow.

    ``home`` numbers the cell of every client; cells that share much are merged.
    """
    cells = int(home.max()) + 1
    excess = pairs.cost - root.prices[pairs.client]
    saved = np.maximum(-excess, 0.0)
    faint = _FAINT * np.maximum(slack - np.maximum(excess, 0.0), 0.0)
    asks = np.zeros((len(pairs.old), cells))
    np.add.at(asks, (pairs.site, home[pairs.client]), saved + faint)
    stands = asks.argmax(axis=1)
    shared = np.zeros((cells, cells))
    weight = saved * root.share[pairs.old][pairs.site] + faint
    np.add.at(shared, (home[pairs.client], stands[pairs.site]), weight)
    group = _merged(shared + shared.T, np.bincount(home, minlength=cells).astype(float), most)
    return _as_tasks(task, root, pairs, group[home], group[stands])


def _merged(shared: Floats, size: Floats, most: int) -> Ints:
    """Cells grouped by what they share for each client, the closest first."""
    group = np.arange(len(size))
    np.fill_diagonal(shared, 0.0)
    while True:
        close = shared / np.minimum(size[:, None], size[None, :])
        close[size[:, None] + size[None, :] > most] = 0.0
        into, gone = divmod(int(close.argmax()), len(size))
        if close[into, gone] <= 0.0:
            return group
        group[group == gone] = into
        size[into] += size[gone]
        size[gone] = np.inf
        shared[into] += shared[gone]
        shared[:, into] += shared[:, gone]
        shared[gone], shared[:, gone], shared[into, into] = 0.0, 0.0, 0.0


def _as_tasks(task: Task, root: Root, pairs: Pairs, of_client: Ints, of_site: Ints) -> list[Part]:
    """The parts by the group of each client and site."""
    client, site, cost = pairs.client, pairs.site, pairs.cost
    across = of_client[client] != of_site[site]
    elsewhere = np.full(task.clients, np.inf)
    np.minimum.at(elsewhere, client[across], cost[across])
    # up to the least cost outside a price takes nothing from the parts around
    leave = np.where(np.isinf(elsewhere), np.inf, np.maximum(root.prices, elsewhere))
    opening = task.opening[pairs.old].copy()
    outside = np.flatnonzero(across)
    paid = np.minimum(cost[outside] - leave[client[outside]], 0.0)
    np.add.at(opening, site[outside], paid)
    inside = ~across & (cost < leave[client])
    parts = []
    for one in np.unique(np.concatenate([of_client, of_site])):
        clients, sites = np.flatnonzero(of_client == one), np.flatnonzero(of_site == one)
        kept = np.flatnonzero(inside & (of_client[client] == one))
        row = np.searchsorted(clients, client[kept])
        start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(clients)))])
        lists: Lists = (
            start.astype(np.int64),
            np.searchsorted(sites, site[kept]).astype(np.int32), cost[kept],
        )  # fmt: skip
        must = root.sign[pairs.old[sites]] > 0
        bare = _task(task, lists, opening[sites], must, leave[clients])
        least = _least(bare, np.minimum(root.prices[clients], leave[clients]))
        parts.append(Part(bare, pairs.old[sites], least, {}, set()))
    return parts


def _task(whole: Task, lists: Lists, opening: Floats, must: Flags, leave: Floats) -> Task:
    """The task of a part."""
    alone = bool(np.isinf(leave).all())
    never = 1.0 + whole.far.max()
    return replace(
        whole, by_client=lists, by_site=turned(lists, len(opening)), opening=opening, must=must,
        closed=np.zeros_like(must), p=0, far=np.where(np.isinf(leave), never, leave), cap=leave,
        step=whole.step if alone else 0.0,
    )  # fmt: skip


def _least(task: Task, prices: Floats) -> Floats:
    """The bound of the prices for every number of open sites."""
    start, site, cost = task.by_client
    client = np.repeat(np.arange(task.clients), np.diff(start))
    rho = task.opening.copy()
    np.add.at(rho, site, np.minimum(cost - prices[client], 0.0))
    needed = int(task.must.sum())
    least = np.full(task.sites + 1, np.inf)
    least[needed:] = prices.sum() + rho[task.must].sum()
    least[needed + 1 :] += np.cumsum(np.sort(rho[~task.must]))
    if np.isinf(task.cap).any():
        least[0] = np.inf
    return least
