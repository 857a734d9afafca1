"""RollOut: a Problem for every quarter, and the money that ties them together. Arrays only.

Quarters t = 0 … T-1; symbols follow docs/model.md, section 9. Each quarter is a `Problem` of its
own whose costs are running costs a year and whose budget is open; what is built, and when it is
paid, stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from optimizer.problem import Array, Bools, Ints, Problem

NEW = -1
"""Nothing stands in the park at the start."""


@dataclass(frozen=True, eq=False)
class Steps:
    """Options that are built on one another and stay: hub sizes, or servers of a pool.

    An option is all steps up to its rank; a step is paid in equal parts over the quarters of its
    building, just before it works, or in its first quarter where it needs no building.

    Attributes
    ----------
    capital
        (J, N) million RUB of each option, beyond what stands there at the start.
    rank
        (N,) position of each option among them, 0 the least.
    build
        (N,) quarters from the decision until the option's last step works.
    start
        (J,) rank of what stands in each park at the start, `NEW` for nothing.
    """

    capital: Array
    rank: Ints
    build: Ints
    start: Ints

    @cached_property
    def by_rank(self) -> Ints:
        """(N,) options in the order of their ranks."""
        return np.argsort(self.rank)

    def paid(self, quarters: int) -> Array:
        """(T, R, J, N) million RUB paid until the end of quarter r for an option there in t.

        Summed over the quarters t of a timetable in which nothing shrinks this is all that has been
        paid for it until then.
        """
        step = np.diff(self.capital[:, self.by_rank], axis=1, prepend=0.0)  # (J, N) by rank
        parts = np.array([_parts(int(self.build[n]), quarters) for n in self.by_rank])  # (N, R, T)
        total = np.cumsum(np.einsum("nrt,jn->trjn", parts, step), axis=3)
        return np.asarray(total[..., self.rank])

    def lead(self, standing: Ints) -> Ints:
        """(J, N) quarters until each option works, where steps up to a rank (J,) stand already."""
        build = self.build[self.by_rank]
        missing = np.arange(len(build)) > standing[:, None]
        return np.maximum.accumulate(np.where(missing, build, 0), axis=1)[:, self.rank]

    def ready(self, quarter: int) -> Bools:
        """(J, N) options that can work in a quarter, if they are decided in the first one."""
        return np.asarray(self.lead(self.start) <= quarter)


def _parts(build: int, quarters: int) -> Array:
    """(R, T) share of a step paid until the end of quarter r because it works in quarter t.

    A step works on in the quarter after the last: nothing is begun that comes too late.
    """
    part = np.zeros((quarters, quarters))
    for r in range(quarters):
        if build == 0:
            part[r, r] = 1.0
        for i in range(1, build + 1):
            part[r, min(r + i, quarters - 1)] += 1.0 / build
    return part


@dataclass(frozen=True, eq=False)
class Once:
    """Sources: each is built once, stays, and is paid in equal parts while it is built.

    Attributes
    ----------
    capital
        (Z,) million RUB.
    build
        (Z,) quarters from the decision until it works.
    """

    capital: Array = field(default_factory=lambda: np.zeros(0))
    build: Ints = field(default_factory=lambda: np.zeros(0, dtype=int))

    @property
    def count(self) -> int:
        """Number of sources Z."""
        return len(self.capital)

    def paid(self, quarters: int) -> Array:
        """(T, R, Z) million RUB paid until the end of quarter r for a source there in t.

        Summed over the quarters in which it works this is all that has been paid until then.
        """
        parts = np.array([_parts(int(n), quarters) for n in self.build])  # (Z, R, T)
        parts = parts.reshape(self.count, quarters, quarters)
        return np.asarray(np.einsum("zrt,z->trz", parts, self.capital))

    def ready(self, quarter: int) -> Bools:
        """(Z,) sources that can work in a quarter, if they are decided in the first one."""
        return np.asarray(self.build <= quarter)


@dataclass(frozen=True, eq=False)
class RollOut:
    """Several quarters, one after the other.

    Attributes
    ----------
    quarters
        Problem of each quarter: the same parks, cells, sizes and servers; costs are running costs
        in million RUB a year, the budget is inf.
    weight
        (T,) weight of each quarter's aim; they sum to one.
    years
        (T,) length of each quarter.
    budget
        (T,) million RUB of each quarter; what is not spent is carried over.
    sizes
        Building of hubs.
    servers
        Building of the levels of the stations of servers, which come first in every quarter, in
        the same order; stocks are rented and may differ.
    closing
        (J,) million RUB, paid in the first quarter if a hub that stands there is closed; else it
        stays open.
    change
        Million RUB for each fleet that one hub hands over to another.
    sources
        Building of the sources, the same in every quarter; their costs there are running costs.
    """

    quarters: tuple[Problem, ...]
    weight: Array
    years: Array
    budget: Array
    sizes: Steps
    servers: tuple[Steps, ...]
    closing: Array
    change: float = 0.0
    sources: Once = field(default_factory=Once)

    @property
    def count(self) -> int:
        """Number of quarters T."""
        return len(self.quarters)

    @property
    def parks(self) -> int:
        """Number of parks J."""
        return self.quarters[0].parks

    @cached_property
    def existing(self) -> Ints:
        """(J,) size of the hub that stands in each park at the start; `NEW` for none."""
        start = self.sizes.start
        return np.where(start >= 0, self.sizes.by_rank[start], NEW)

    @cached_property
    def funds(self) -> Array:
        """(T,) money there is until the end of each quarter, million RUB."""
        return np.cumsum(self.budget)

    @cached_property
    def lasting(self) -> Array:
        """(T, R) years of quarter t that are paid until the end of quarter r."""
        return np.triu(np.tile(self.years[:, None], (1, self.count)))

    @cached_property
    def size_capital(self) -> Array:
        """(T, R, J, B) capital paid until the end of quarter r for a hub of size b in quarter t.

        Closing is taken as paid at the start (`closed`); a hub that is kept gets it back.
        """
        paid = self.sizes.paid(self.count)
        kept = np.where(self.existing >= 0, self.closing, 0.0)
        at = np.arange(self.count)
        paid[at, at] -= kept[None, :, None]
        return paid

    @cached_property
    def closed(self) -> float:
        """Million RUB of closing all hubs that stand there at the start."""
        return float(self.closing[self.existing >= 0].sum())

    @cached_property
    def server_capital(self) -> tuple[Array, ...]:
        """(T, R, J, L) capital paid for the levels of each station of servers, likewise."""
        return tuple(steps.paid(self.count) for steps in self.servers)

    @cached_property
    def source_capital(self) -> Array:
        """(T, R, Z) capital paid until the end of quarter r for a source that is there in t."""
        return self.sources.paid(self.count)

    @cached_property
    def source_paid(self) -> Array:
        """(T, R, Z) all that is paid until the end of quarter r for a source from quarter t on."""
        each = self.source_capital.copy()
        for t, quarter in enumerate(self.quarters):
            if quarter.sources is not None:
                each[t] += self.lasting[t][:, None] * quarter.sources.cost
        return np.asarray(each[::-1].cumsum(axis=0)[::-1])

    def paid(self, quarter: int, park: int, size: int, level: Ints, running: float) -> Array:
        """(R,) million RUB paid until the end of each quarter for a hub as it is in one quarter.

        ``running`` is its running cost in million RUB a year.
        """
        total = self.size_capital[quarter, :, park, size] + self.lasting[quarter] * running
        for k, capital in enumerate(self.server_capital):
            if level[k] >= 0:
                total = total + capital[quarter, :, park, level[k]]
        return np.asarray(total)

    def size_open(self, quarter: int) -> Bools:
        """(J, B) sizes that a hub may have in a quarter."""
        ready = self.sizes.ready(quarter)
        return np.asarray(ready & (self.sizes.rank >= self.sizes.start[:, None]))

    def level_open(self, station: int, quarter: int) -> Bools:
        """(J, L) levels that a station of servers may have in a quarter."""
        return self.servers[station].ready(quarter)
