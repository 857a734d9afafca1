"""The event loop: one year after the other, failure by failure."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.simulate.draws import Dice, Failures, Part
from optimizer.simulate.network import (
    AS_TODAY,
    MONTH_H,
    YEAR_H,
    Network,
    Source,
    month_of,
    opens,
)

_NEVER = float("inf")
_BY_CREW = -1.0
"""Way of a machine to the hub where a crew drives out to it instead."""
DRAIN_YEARS = 5
"""Years after the last counted one in which its repairs may end; only an overload needs more."""

STAGES = ("report", "parts", "queue", "go", "handson", "back")


class Job:
    """One repair on its way."""

    __slots__ = (
        "about", "arrived", "counted", "factor", "failed", "go", "machine", "missing", "parts",
        "parts_h", "ready", "source",
    )  # fmt: skip

    def __init__(
        self, source: int, about: Source, machine: int, failed: float, factor: float,
        parts: tuple[Part, ...], counted: bool,
    ) -> None:  # fmt: skip
        self.source, self.about, self.machine, self.failed = source, about, machine, failed
        self.factor, self.parts, self.counted = factor, parts, counted
        self.arrived = failed + about.report_h
        self.parts_h = self.go = self.ready = 0.0
        self.missing = 0


@dataclass(frozen=True, eq=False)
class Lived:
    """What happened in the counted years.

    Attributes
    ----------
    source, failed
        Of every repair: whose, and the hour of its failure since the first counted year.
    hours
        (repairs, 6) hours of each of `STAGES`.
    busy_h
        Hours in which servers of each pool were busy.
    asked, short
        Parts asked of each shelf, and of these not found on it.
    late_h
        Hours waited for parts of each shelf.
    unfinished
        Repairs that were not done five years later.
    """

    years: int
    source: Ints
    failed: Array
    hours: Array
    busy_h: Array
    asked: Ints
    short: Ints
    late_h: Array
    unfinished: int


class Engine:
    """Hubs at work; `live` runs them."""

    def __init__(self, network: Network, dice: Dice, warm_years: int, years: int) -> None:
        self._net, self._dice, self._years = network, dice, years
        self._sources = network.sources
        self._warm_h, self._end_h = warm_years * YEAR_H, (warm_years + years) * YEAR_H
        self._works_from = [0.0] * int(dice.first_machine[-1])
        self._idle = list(network.servers)
        self._lines: list[list[tuple[float, int, Job]]] = [[] for _ in network.servers]
        self._stock = [int(n) for shelf in network.shelves for n in shelf.stock]
        self._kept = [n > 0 for n in self._stock]
        self._wanted: dict[int, deque[tuple[Job, float]]] = {}
        self._owed: dict[int, deque[tuple[int, int]]] = {}
        self._first_part = [int(n) for n in network.first_part]
        self._events: list[tuple[float, int, Callable[[float, Any], None], Any]] = []
        self._number = 0
        self._open = 0
        self._month, self._month_ends = 0, MONTH_H
        self._done = array("d")
        self._busy_h = [0.0] * len(network.servers)
        shelves = len(network.shelves)
        self._asked, self._short, self._late_h = [0] * shelves, [0] * shelves, [0.0] * shelves

    def live(self, go_on: Callable[[], bool] = lambda: True) -> Lived | None:
        """Warm up, live the counted years and finish what they left; None if told to stop."""
        year = 0
        last = int(self._end_h / YEAR_H)
        while year < last or (self._open and year < last + DRAIN_YEARS):
            if not go_on():
                return None
            self._live_through(self._dice.year(year), draining=year >= last)
            year += 1
        return self._lived()

    def _live_through(self, failures: Failures, draining: bool) -> None:
        events, works_from, sources = self._events, self._works_from, self._sources
        for hour, source, machine, outside, factor, parts, today in zip(
            failures.hour, failures.source, failures.machine, failures.outside, failures.factor,
            failures.parts, failures.today, strict=True,
        ):  # fmt: skip
            if events and events[0][0] <= hour:
                self._act_until(hour)
            if draining and not self._open:
                return
            if works_from[machine] > hour:
                continue
            about = sources[source]
            if not outside:
                works_from[machine] = hour + about.own_h * factor
            elif about.pool == AS_TODAY:
                self._repair_as_today(hour, source, machine, today)
            else:
                works_from[machine] = _NEVER
                counted = self._warm_h <= hour < self._end_h
                self._open += counted
                job = Job(source, about, machine, hour, factor, parts, counted)
                self._at(job.arrived, self._ask if parts else self._go, job)

    def _act_until(self, hour: float) -> None:
        """Everything that was remembered up to an hour."""
        events = self._events
        while events and events[0][0] <= hour:
            at, _, act, what = heappop(events)
            if at >= self._month_ends:
                self._turn_the_calendar(at)
            act(at, what)

    def _at(self, hour: float, act: Callable[[float, Any], None], what: Any) -> None:
        """Remember to ``act`` at an hour; of two acts at one hour the first remembered is first."""
        self._number += 1
        heappush(self._events, (hour, self._number, act, what))

    def _turn_the_calendar(self, now: float) -> None:
        self._month, self._month_ends = month_of(now), (int(now / MONTH_H) + 1) * MONTH_H

    def _month_at(self, hour: float) -> int:
        """Month of an hour that is not past."""
        return self._month if hour < self._month_ends else month_of(hour)

    def _repair_as_today(
        self, hour: float, source: int, machine: int, today: tuple[float, ...]
    ) -> None:
        report = self._sources[source].report_h
        parts, queue, way, work = today
        self._works_from[machine] = hour + report + parts + queue + way + work
        if self._warm_h <= hour < self._end_h:
            self._done.extend((source, hour, report, parts, queue, way, work, 0.0))

    # From here on: what happens to a job, in the order of its stages.

    def _ask(self, now: float, job: Job) -> None:
        """The hub knows the fault: it takes the parts from its shelves or waits for them."""
        job.ready = now
        for shelf, part, resupply_h in job.parts:
            about = self._net.shelves[shelf]
            comes = now + resupply_h + about.way_h[self._month]
            if job.counted:
                self._asked[shelf] += 1
            if self._stock[part] > 0:
                self._stock[part] -= 1
            else:
                if job.counted:
                    self._short[shelf] += 1
                if about.depot < 0 and not self._kept[part]:  # ordered for this job alone
                    job.ready = max(job.ready, comes)
                    if job.counted:
                        self._late_h[shelf] += comes - now
                    continue
                job.missing += 1
                self._wanted.setdefault(part, deque()).append((job, now))
            if about.depot >= 0:
                self._ask_depot(now, shelf, part, resupply_h)
            else:
                self._at(comes, self._delivered, (shelf, part))
        if not job.missing:
            self._have_parts(now, job)

    def _ask_depot(self, now: float, shelf: int, part: int, resupply_h: float) -> None:
        """A hub orders a piece of the depot, which sends it or owes it, and orders one outside."""
        depot = self._net.shelves[shelf].depot
        mine = part - self._first_part[shelf] + self._first_part[depot]
        counted = self._warm_h <= now < self._end_h
        self._asked[depot] += counted
        comes = now + resupply_h + self._net.shelves[depot].way_h[self._month]
        self._at(comes, self._stocked, mine)
        if self._stock[mine] > 0:
            self._stock[mine] -= 1
            self._send(now, shelf, part)
        else:
            self._short[depot] += counted
            self._owed.setdefault(mine, deque()).append((shelf, part))

    def _stocked(self, now: float, mine: int) -> None:
        """A piece comes in at the depot: for the hub that waits longest, else for its shelf."""
        owed = self._owed.get(mine)
        if owed:
            self._send(now, *owed.popleft())
        else:
            self._stock[mine] += 1

    def _send(self, now: float, shelf: int, part: int) -> None:
        way_h = self._net.shelves[shelf].way_h[self._month_at(now)]
        self._at(now + way_h, self._delivered, (shelf, part))

    def _delivered(self, now: float, what: tuple[int, int]) -> None:
        """A part comes in: for who waits longest, else for the shelf."""
        shelf, part = what
        waiting = self._wanted.get(part)
        if not waiting:
            self._stock[part] += 1
            return
        job, since = waiting.popleft()
        if job.counted:
            self._late_h[shelf] += now - since
        job.missing -= 1
        if not job.missing:
            self._have_parts(now, job)

    def _have_parts(self, now: float, job: Job) -> None:
        if job.ready > now:
            self._at(job.ready, self._go, job)
        else:
            self._go(now, job)

    def _go(self, now: float, job: Job) -> None:
        """All parts are there: the machine drives to the hub, or gets into line for a crew."""
        job.parts_h = now - job.arrived
        tow_h = job.about.tow_h[self._month]
        if tow_h < _NEVER:
            job.go = tow_h
            self._at(now + tow_h, self._arrive, job)
        else:
            job.go = _BY_CREW
            self._arrive(now, job)

    def _arrive(self, now: float, job: Job) -> None:
        """The job is ready for a server: into the line, which waits only while all are busy."""
        job.arrived = now
        self._line_up(now, job)

    def _line_up(self, now: float, job: Job) -> None:
        pool = job.about.pool
        if self._idle[pool]:
            if self._serve(now, pool, job):
                self._idle[pool] -= 1
            return
        self._number += 1
        rank = -job.about.value if self._net.by_value else 0.0
        heappush(self._lines[pool], (rank, self._number, job))

    def _free(self, now: float, pool: int) -> None:
        """A server has nothing to do: it takes the next job of its line that it can get to."""
        line = self._lines[pool]
        while line:
            if self._serve(now, pool, heappop(line)[2]):
                return
        self._idle[pool] += 1

    def _serve(self, now: float, pool: int, job: Job) -> bool:
        """Start a job; False where the way of the crew is closed, so that the job waits for it."""
        about, go = job.about, job.go
        if go == _BY_CREW:
            ways, work_h = about.crew_h, about.field_h
            go = ways[self._month]
            if go == _NEVER:
                self._at(opens(now, ways), self._line_up, job)
                return False
            begin = now + go
        else:
            ways, work_h, begin = about.tow_h, about.bay_h, now
        work = work_h[self._month_at(begin)] * job.factor
        done = begin + work
        back = ways[self._month_at(done)]
        if back == _NEVER:
            back = _way_back(done, ways)
        home, free = (done, done + back) if job.go == _BY_CREW else (done + back, done)
        free += about.setup_h
        self._works_from[job.machine] = home
        self._number += 1
        heappush(self._events, (free, self._number, self._free, pool))
        if self._warm_h <= now < self._end_h:
            self._busy_h[pool] += free - now
        if job.counted:
            self._open -= 1
            self._done.extend(
                (job.source, job.failed, about.report_h, job.parts_h, now - job.arrived, go, work,
                 home - done)
            )  # fmt: skip
        return True

    def _lived(self) -> Lived:
        table = np.frombuffer(self._done, dtype=float).reshape(-1, 2 + len(STAGES))
        return Lived(
            years=self._years, source=table[:, 0].astype(int), failed=table[:, 1] - self._warm_h,
            hours=table[:, 2:], busy_h=np.array(self._busy_h), asked=np.array(self._asked, int),
            short=np.array(self._short, int), late_h=np.array(self._late_h),
            unfinished=self._open,
        )  # fmt: skip


def _way_back(hour: float, ways_h: tuple[float, ...]) -> float:
    """Hours of a way back that is closed when it should start, the wait until it opens included."""
    start = opens(hour, ways_h)
    return start - hour + ways_h[month_of(start)]
