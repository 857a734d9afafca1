"""What chance decides: failures of a year with all that each of them will need."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.random import Generator

from optimizer.problem import Array, Bools, Ints
from optimizer.simulate.network import AS_TODAY, MONTH_H, MONTHS, Network, Shelf


def factors(rng: Generator, cv: Array) -> Array:
    """One positive factor of mean 1 for each coefficient of variation.

    cv 0 is a fixed time, cv 1 an exponential one, any other a lognormal one.
    """
    squared = np.log1p(np.square(cv))
    normal = rng.standard_normal(len(cv))
    lognormal = np.exp(np.sqrt(squared) * normal - squared / 2.0)
    return np.where(cv == 1.0, rng.standard_exponential(len(cv)), lognormal)


Part = tuple[int, int, float]
Hours = tuple[float, float, float, float]


@dataclass(frozen=True)
class Failures:
    """Failures of some months in the order of time, as lists.

    They are those of machines that always work: who stands already does not fail, and is left out
    when the time comes.

    Attributes
    ----------
    hour
        Since the start.
    source, machine
        Whose, and which machine of all.
    outside
        It goes outside the owner's workshop.
    factor
        Of the mean hours of work.
    parts
        Shelf, part number and hours of resupply for each part that is asked for; empty for most.
    today
        Hours of waiting for parts, of the queue, of the way and of work, where today's way is kept.
    """

    hour: list[float]
    source: list[int]
    machine: list[int]
    outside: list[bool]
    factor: list[float]
    parts: list[tuple[Part, ...]]
    today: list[Hours]


_NOTHING: tuple[Part, ...] = ()
_NO_HOURS: Hours = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Dice:
    """Draws the failures of a network, some months at a time.

    ``room`` are the machines of each source if it needs more numbers than it has machines.
    """

    network: Network
    rng: Generator = field(repr=False)
    room: Ints | None = None

    @cached_property
    def _per_month(self) -> Array:
        """Mean failures of each source and month if all machines always work, (D, 12)."""
        rates = [np.multiply(s.failures_per_h, s.machines) for s in self.network.sources]
        return np.array(rates).reshape(-1, 12) * MONTH_H

    @cached_property
    def _of_source(self) -> dict[str, Array]:
        names = ("machines", "outside", "work_cv")
        return {n: np.array([getattr(s, n) for s in self.network.sources], float) for n in names}

    @cached_property
    def first_machine(self) -> Ints:
        """Number of the first machine of each source, and the number of all machines."""
        room = self.room if self.room is not None else np.ceil(self._of_source["machines"])
        return np.cumsum([0, *(int(n) for n in room)])

    @cached_property
    def _needs(self) -> Array:
        """(D, shelves) probability that a repair asks the shelf."""
        wanted = np.zeros((len(self.network.sources), len(self.network.shelves)))
        for d, source in enumerate(self.network.sources):
            for shelf, probability in source.needs:
                wanted[d, shelf] = probability
        return wanted

    @cached_property
    def _keeps_today(self) -> Bools:
        return np.array([s.pool == AS_TODAY for s in self.network.sources], dtype=bool)

    @cached_property
    def _ranks(self) -> list[Array]:
        """Cumulated shares of the part numbers, shelf by shelf."""
        return [np.cumsum(shelf.share)[:-1] for shelf in self.network.shelves]

    def year(self, number: int) -> Failures:
        """Failures of a year, the first being 0."""
        return self.months(MONTHS * number, MONTHS)

    def months(self, first: int, count: int) -> Failures:
        """Failures of some months from one on, counted from a New Year."""
        rng, about = self.rng, self._of_source
        counts = rng.poisson(self._per_month[:, np.arange(first, first + count) % MONTHS])
        source, month = (np.repeat(i.ravel(), counts.ravel()) for i in np.indices(counts.shape))
        hour = first * MONTH_H + (month + rng.random(len(month))) * MONTH_H
        order = np.argsort(hour, kind="stable")
        hour, source = hour[order], source[order]
        machine = self.first_machine[source] + (
            rng.random(len(source)) * about["machines"][source]
        ).astype(int)
        outside = rng.random(len(source)) < about["outside"][source]
        factor = factors(rng, about["work_cv"][source])
        return Failures(
            hour=hour.tolist(), source=source.tolist(), machine=machine.tolist(),
            outside=outside.tolist(), factor=factor.tolist(),
            parts=self._parts(source, outside, hour), today=self._today(source, outside, factor),
        )  # fmt: skip

    def _parts(self, source: Ints, outside: Bools, hour: Array) -> list[tuple[Part, ...]]:
        """Parts of every failure; the kinds are drawn independently of each other."""
        parts = [_NOTHING] * len(source)
        jobs = np.flatnonzero(outside)
        asked = self.rng.random((len(jobs), len(self._ranks))) < self._needs[source[jobs]]
        first = self.network.first_part
        for shelf, ranks in enumerate(self._ranks):
            who = jobs[asked[:, shelf]]
            part = first[shelf] + np.searchsorted(ranks, self.rng.random(len(who)), side="right")
            about = self.network.shelves[shelf]
            if about.depot >= 0:  # what is drawn is the depot's own order
                about = self.network.shelves[about.depot]
            mean, fixed = self._resupply_h(about, hour[who])
            hours = mean * factors(self.rng, np.full(len(who), about.resupply_cv)) + fixed
            for job, *what in zip(who.tolist(), part.tolist(), hours.tolist(), strict=True):
                parts[job] = (*parts[job], (shelf, *what))
        return parts

    def _resupply_h(self, about: Shelf, hour: Array) -> tuple[Array, Array]:
        """Mean and fixed hours of pieces ordered at some hours, by a lane drawn for each."""
        if not about.lanes:
            return np.full(len(hour), about.resupply_h), np.zeros(len(hour))
        border = np.cumsum([share for share, _, _ in about.lanes])[:-1]
        lane = np.searchsorted(border, self.rng.random(len(hour)), side="right")
        month = (hour // MONTH_H).astype(int) % MONTHS
        mean = np.array([hours for _, hours, _ in about.lanes])
        fixed = np.array([hours for _, _, hours in about.lanes])
        return mean[lane, month], fixed[lane, month]

    def _today(self, source: Ints, outside: Bools, factor: Array) -> list[Hours]:
        """Hours under today's way: waits are exponential, the way is fixed."""
        hours = [_NO_HOURS] * len(source)
        jobs = np.flatnonzero(outside & self._keeps_today[source])
        mean = np.array([s.today for s in self.network.sources]).reshape(-1, 4)[source[jobs]]
        mean[:, :2] *= self.rng.standard_exponential((len(jobs), 2))
        mean[:, 3] *= factor[jobs]
        for job, row in zip(jobs.tolist(), mean.tolist(), strict=True):
            hours[job] = (row[0], row[1], row[2], row[3])
        return hours
