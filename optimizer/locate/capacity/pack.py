"""Every site's best load at given prices where clients are not split: 0/1 knapsacks."""

from __future__ import annotations

import numpy as np

from optimizer.locate.capacity.plant import Array, Bools, Ints, Plants

_MOST_CELLS = 12_000_000
"""So large a table of clients x sites x units is kept; it needs nine times as many bytes."""

_LARGE = 1_000_000
"""Cells of the tables from which compiled code repays its loading."""


class Pack:
    """0/1 knapsacks of all sites at once, by dynamic programming over units of capacity.

    Where demand and capacity are no whole numbers, or large ones, they are cut into units:
    demand rounded down and capacity up, so that every true load still fits. Where all sites are
    open and little capacity is to spare, a site cannot stay emptier than what is to spare.
    """

    def __init__(self, plants: Plants, large: int = _LARGE) -> None:
        self.plants, self._large = plants, large
        self._need, self._room, unit = units_of(plants)
        self._sites = np.arange(plants.sites)
        self._least = _least_load(plants, self._room, unit)
        self._filled = bool((self._least > 0).any())

    @property
    def cells(self) -> int:
        """Cells of the tables, clients x sites x units."""
        return int(self.plants.cost.size * self._room.max())

    @staticmethod
    def fits(plants: Plants) -> bool:
        """Whether the tables stay small enough with at least some units a client."""
        room = float(np.minimum(plants.capacity, plants.total).max())
        return _unit(plants, room) <= max(1.0, float(np.median(plants.demand)) / 10.0)

    def load(self, prices: Array) -> tuple[Array, Array]:
        """Each site's best profit, shape (sites,), and what it takes, clients x sites."""
        if self.cells > self._large:
            from optimizer.locate.capacity.pack_kernel import packed

            return packed(prices, self.plants.cost, self._need, self._room, self._least)
        return self.load_by_tables(prices)

    def load_by_tables(self, prices: Array) -> tuple[Array, Array]:
        """The same without a compiler, all sites at once."""
        best, takes, _ = self._fill(prices, keep=False)
        taken = np.zeros(self.plants.cost.shape)
        value, left = self._top(best)
        for client, take in reversed(takes):
            here = take[self._sites, left]
            taken[client] = here
            left -= here * self._need[client]
        return value, taken

    def loss(self, prices: Array) -> Array:
        """What each site's profit loses if it serves a client; inf where he does not fit."""
        profit = prices[:, None] - self.plants.cost
        best, takes, before = self._fill(prices, keep=True)
        top, _ = self._top(best)
        used = {client for client, _ in takes}
        forced = np.full(profit.shape, -np.inf)
        for client in range(len(prices)):
            left = self._room - self._need[client]
            if client not in used:
                value = best[self._sites, np.maximum(left, 0)]
                forced[client] = np.where(left >= 0, profit[client] + value, -np.inf)
        units = np.arange(best.shape[1])
        ends = (units >= self._least[:, None]) & (units <= self._room[:, None])
        after = np.where(ends, 0.0, -np.inf)  # the best of later clients, by units used before
        for (client, _), table in zip(reversed(takes), reversed(before), strict=True):
            size = self._need[client]
            room = table.shape[1] - size
            if room <= 0:
                continue
            forced[client] = profit[client] + (table[:, :room] + after[:, size:]).max(axis=1)
            new = after[:, size:] + profit[client][:, None]
            after[:, :room] = np.maximum(after[:, :room], new)
        with np.errstate(invalid="ignore"):
            lost: Array = top[None, :] - forced
        return np.where(np.isnan(lost), np.inf, lost)

    def _top(self, best: Array) -> tuple[Array, Ints]:
        """Each site's best profit at an allowed load, and that load."""
        if not self._filled:
            return best[self._sites, self._room], self._room.copy()
        units = np.arange(best.shape[1])
        allowed = (units >= self._least[:, None]) & (units <= self._room[:, None])
        load = np.where(allowed, best, -np.inf).argmax(axis=1)
        return best[self._sites, load], load

    def _fill(
        self, prices: Array, keep: bool
    ) -> tuple[Array, list[tuple[int, Bools]], list[Array]]:
        """Tables of the best profit by units, what was taken, and the tables before each client."""
        profit = prices[:, None] - self.plants.cost
        best = np.zeros((self.plants.sites, int(self._room.max()) + 1))
        takes: list[tuple[int, Bools]] = []
        before: list[Array] = []
        if self._filled:  # loads are exact then
            best[:, 1:] = -np.inf
        wanted = np.isfinite(profit) if self._filled else profit > 0
        for client in np.flatnonzero(wanted.any(axis=1)).tolist():
            size = self._need[client]
            if keep:
                before.append(best.copy())
            take = np.zeros(best.shape, dtype=np.bool_)
            if size < best.shape[1]:
                with_him = best[:, : best.shape[1] - size] + profit[client][:, None]
                take[:, size:] = with_him > best[:, size:]
                best[:, size:] = np.maximum(best[:, size:], with_him)
            takes.append((client, take))
        return best, takes, before


def units_of(plants: Plants) -> tuple[Ints, Ints, float]:
    """Demand rounded down and capacity rounded up to units, and the size of a unit."""
    capacity = np.minimum(plants.capacity, plants.total)
    unit = _unit(plants, float(capacity.max()))
    need = np.floor(plants.demand / unit + 1e-9).astype(np.int64)
    return need, np.ceil(capacity / unit - 1e-9).astype(np.int64), unit


def _least_load(plants: Plants, room: Ints, unit: float) -> Ints:
    """Units that a site serves at least: its own less what all sites together have to spare."""
    none = np.zeros_like(room)
    if unit != 1.0 or not plants.inside.all():
        return none
    spare = float(plants.capacity.sum()) - plants.total
    return np.maximum(np.ceil(plants.capacity - spare - 1e-9).astype(np.int64), none)


def _unit(plants: Plants, room: float) -> float:
    """Size of a unit of capacity: 1 for whole numbers that are small enough."""
    most = max(1.0, _MOST_CELLS / (plants.clients * plants.sites))
    whole = bool((plants.demand == np.rint(plants.demand)).all())
    if whole and room <= most:
        return 1.0
    return room / most
