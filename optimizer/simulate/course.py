"""Networks that are lived one after the other: what has begun goes on when hubs change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.random import Generator

from optimizer.problem import Ints
from optimizer.simulate.draws import Dice
from optimizer.simulate.engine import DRAIN_YEARS, Engine, Lived
from optimizer.simulate.network import MONTH_H, MONTHS, Network


@dataclass(frozen=True, eq=False)
class Course:
    """Stretches of months, each with its network.

    The networks have the same sources, pools and shelves in the same order; what is not there yet
    has no servers and no pieces, and servers never become fewer.

    Attributes
    ----------
    networks, months
        Network of each stretch, and how many months it lasts.
    first_month
        Calendar month (0 to 11) in which the first stretch begins.
    """

    networks: tuple[Network, ...]
    months: tuple[int, ...]
    first_month: int = 0

    def __post_init__(self) -> None:
        for before, after in zip(self.networks, self.networks[1:], strict=False):
            if any(b > a for b, a in zip(before.servers, after.servers, strict=True)):
                raise ValueError("servers become fewer from one stretch to the next")

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """Month in which each stretch begins, and of the end, counted from a New Year."""
        return tuple(accumulate(self.months, initial=self.first_month))

    @cached_property
    def room(self) -> Ints:
        """(D,) numbers of machines that each source needs in its largest stretch."""
        machines = [[s.machines for s in network.sources] for network in self.networks]
        return np.asarray(np.ceil(np.max(machines, axis=0)), dtype=int)


class CourseEngine(Engine):
    """Hubs at work while they change.

    A job that has begun stays with the hub it began with; new servers take the first of their line;
    pieces by which a kit grows lie on the shelf when the stretch begins, for they were ordered in
    time; pieces by which it shrinks leave the shelf, those on order when nobody waits for them.
    """

    def __init__(self, course: Course, rng: Generator) -> None:
        self._course = course
        self._every = [Dice(network, rng, course.room) for network in course.networks]
        super().__init__(course.networks[0], self._every[0], 0, 0)
        self._warm_h, self._end_h = 0.0, course.begins[-1] * MONTH_H
        self._too_many: dict[int, int] = {}

    def live(self, go_on: Callable[[], bool] = lambda: True) -> Lived | None:
        """Live all stretches and finish what they left; None if told to stop.

        Hours of failure are counted from the New Year before the first stretch.
        """
        course = self._course
        for n, network in enumerate(course.networks):
            if n:
                self._change(course.begins[n] * MONTH_H, network)
            for first in range(course.begins[n], course.begins[n + 1], MONTHS):
                if not go_on():
                    return None
                count = min(MONTHS, course.begins[n + 1] - first)
                self._live_through(self._every[n].months(first, count), draining=False)
        for year in range(DRAIN_YEARS):
            if not self._open:
                break
            first = course.begins[-1] + MONTHS * year
            self._live_through(self._every[-1].months(first, MONTHS), draining=True)
        return self._lived()

    def _change(self, now: float, network: Network) -> None:
        """From this hour on the network is another one."""
        self._act_until(now)
        if now >= self._month_ends:
            self._turn_the_calendar(now)
        before, self._net, self._sources = self._net, network, network.sources
        part = 0
        for shelf, (was, is_) in enumerate(zip(before.shelves, network.shelves, strict=True)):
            for pieces, wanted in zip(was.stock.tolist(), is_.stock.tolist(), strict=True):
                self._kept[part] = wanted > 0
                for _ in range(wanted - pieces):
                    self._delivered(now, (shelf, part))
                if pieces > wanted:
                    self._take_away(part, pieces - wanted)
                part += 1
        for pool, (old, new) in enumerate(zip(before.servers, network.servers, strict=True)):
            for _ in range(new - old):
                self._free(now, pool)

    def _take_away(self, part: int, pieces: int) -> None:
        there = min(pieces, self._stock[part])
        self._stock[part] -= there
        self._too_many[part] = self._too_many.get(part, 0) + pieces - there

    def _delivered(self, now: float, what: tuple[int, int]) -> None:
        """A part comes in: for who waits longest, else for the shelf unless it has too many."""
        part = what[1]
        if self._too_many.get(part) and not self._wanted.get(part):
            self._too_many[part] -= 1
        else:
            super()._delivered(now, what)
