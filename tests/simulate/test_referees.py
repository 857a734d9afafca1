"""Two known simulation libraries as referees of the event loop."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import simpy
from lived import always, interval, live, stage, stream

from bench.simulate_vs_ciw import compare, made_up
from optimizer.simulate.engine import Lived
from optimizer.simulate.network import YEAR_H, Network, Shelf, Source

NEVER = float("inf")
ENGINES = ("ours", "Ciw", "SimPy")
NETWORK = Network(
    sources=(
        stream(0.020, 9.0, machines=4, needs=((0, 0.5), (1, 0.4)), crew_h=always(3.0),
               report_h=5.0, setup_h=1.0, outside=0.5, own_h=6.0),
        stream(0.015, 0.0, machines=6, needs=((0, 0.3),), tow_h=always(2.0), bay_h=always(7.0),
               report_h=2.0, work_cv=0.5),
        stream(0.010, 12.0, machines=2, pool=1, crew_h=always(8.0), work_cv=0.0),
    ),
    servers=(1, 1),
    shelves=(
        Shelf(share=np.array([0.7, 0.3]), stock=np.array([1, 0]), resupply_h=80.0, resupply_cv=0.5,
              way_h=always(10.0)),
        Shelf(share=np.ones(1), stock=np.array([1]), resupply_h=150.0),
    ),
)  # fmt: skip
"""Everything at once but the calendar: finite fleets, own repairs, shelves, crews and bays."""


class InSimpy:
    """The same network, written for SimPy: one process for each machine."""

    def __init__(self, network: Network, years: int, seed: int) -> None:
        self.chance, self.env = random.Random(seed), simpy.Environment()
        self.pools = [simpy.Resource(self.env, n) for n in network.servers]
        self.parts = [
            [simpy.Container(self.env, init=int(n)) for n in shelf.stock]
            for shelf in network.shelves
        ]
        self.network, self.done = network, []
        for number, source in enumerate(network.sources):
            for _ in range(int(source.machines)):
                self.env.process(self.machine(number, source))
        self.env.run(until=years * YEAR_H)

    def factor(self, cv: float) -> float:
        if cv == 1.0:
            return self.chance.expovariate(1.0)
        squared = np.log1p(cv * cv)
        return self.chance.lognormvariate(-squared / 2, np.sqrt(squared))

    def machine(self, number: int, source: Source):
        env = self.env
        while True:
            yield env.timeout(self.chance.expovariate(source.failures_per_h[0]))
            if self.chance.random() >= source.outside:
                yield env.timeout(source.own_h * self.factor(source.work_cv))
                continue
            failed = env.now
            yield env.timeout(source.report_h)
            yield env.all_of([self.part(shelf) for shelf, p in source.needs
                              if self.chance.random() < p])  # fmt: skip
            ready = env.now
            comes = source.tow_h[0] < NEVER
            yield env.timeout(source.tow_h[0] if comes else 0.0)
            in_line = env.now
            server = self.pools[source.pool].request()
            yield server
            served = env.now
            work = (source.bay_h if comes else source.field_h)[0] * self.factor(source.work_cv)
            yield env.timeout(work + (0.0 if comes else source.crew_h[0]))
            back = 0.0 if comes else source.crew_h[0]
            env.process(self.leave(self.pools[source.pool], server, back + source.setup_h))
            parts, queue = ready - failed - source.report_h, served - in_line
            yield env.timeout(source.tow_h[0] if comes else 0.0)
            self.done.append((number, failed, parts, queue, env.now - failed))

    def part(self, shelf: int):
        about = self.network.shelves[shelf]
        number = self.chance.choices(range(len(about.share)), about.share)[0]
        kept = self.parts[shelf][number]
        hours = about.resupply_h * self.factor(about.resupply_cv) + about.way_h[0]
        self.env.process(self.resupply(kept, hours))
        return kept.get(1)

    def resupply(self, kept: simpy.Container, hours: float):
        yield self.env.timeout(hours)
        yield kept.put(1)

    def leave(self, pool: simpy.Resource, server, hours: float):
        yield self.env.timeout(hours)
        pool.release(server)


def in_batches(years: int, failed: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    nothing = np.zeros(0)
    lived = Lived(years, nothing, failed, nothing, nothing, nothing, nothing, nothing, 0)
    return interval(lived, values)


def test_simpy_lives_the_same_years():
    years = 40
    ours = live(NETWORK, years, seed=11, warm_years=0)
    theirs = np.array(InSimpy(NETWORK, years, seed=12).done)
    for number in range(len(NETWORK.sources)):
        mine, other = ours.source == number, theirs[:, 0] == number
        assert mine.sum() == pytest.approx(other.sum(), rel=0.05)
        pairs = (
            (stage(ours, "parts"), theirs[:, 2]), (stage(ours, "queue"), theirs[:, 3]),
            (ours.hours.sum(axis=1), theirs[:, 4]),
        )  # fmt: skip
        for ours_h, theirs_h in pairs:
            first, half = in_batches(years, ours.failed[mine], ours_h[mine])
            second, other_half = in_batches(years, theirs[other, 1], theirs_h[other])
            assert abs(first - second) <= 2.0 * np.hypot(half, other_half)


def test_ciw_and_simpy_find_the_same_lines():
    streams, servers = made_up()
    runs = [compare(streams, servers, 1, seed) for seed in (1, 2, 3)]
    waits = {name: np.array([rows[n][3] for rows in runs]) for n, name in enumerate(ENGINES)}
    jobs = [np.mean([rows[n][1] for rows in runs]) for n in range(len(ENGINES))]
    assert jobs == pytest.approx([jobs[0]] * 3, rel=0.05)
    ours = waits["ours"].mean(axis=0)
    for name in ENGINES[1:]:
        theirs = waits[name]
        spread = np.hypot(waits["ours"].std(axis=0, ddof=1), theirs.std(axis=0, ddof=1))
        assert (np.abs(ours - theirs.mean(axis=0)) <= np.maximum(4 * spread, 0.3 * ours)).all()


def test_we_are_ten_times_as_fast_as_ciw():
    """In a process of their own: coverage traces this package here, and not the others."""
    bench = Path(__file__).resolve().parents[2] / "bench" / "simulate_vs_ciw.py"
    text = subprocess.run(
        [sys.executable, str(bench), "--years", "2"], capture_output=True, text=True, check=True
    ).stdout
    ratio = re.search(r"^Ciw +[\d,]+ +[\d.]+ +([\d.]+)", text, re.M)
    assert ratio is not None
    assert float(ratio[1]) >= 10.0
