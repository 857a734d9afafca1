"""A small fleet and its mechanics: every digit of a printed table, and the limit of a large fleet.

Source: M. D. Rossetti, Simulation Modeling and Arena, 3rd web ed., appendix on queueing theory,
example of machine interference (commit b76ee1c of rossetti/RossettiArenaBook): five machines, 10 h
between failures, 4 h of repair; a standing machine costs 60 an hour, a mechanic 15.
"""

import numpy as np
import pytest

from optimizer.turnaround.erlang import mean_queue
from optimizer.turnaround.finite_source import finite_source

PRINTED = [
    # mechanics, down, waiting, busy, busy share, cost an hour, machines at work
    (1, 2.674, 1.744, 0.930, 0.930, 175.460, 0.465),
    (2, 1.661, 0.325, 1.336, 0.668, 129.655, 0.668),
    (3, 1.457, 0.040, 1.417, 0.472, 132.419, 0.709),
    (4, 1.430, 0.002, 1.428, 0.357, 145.816, 0.714),
    (5, 1.429, 0.000, 1.429, 0.286, 160.714, 0.714),
]


@pytest.mark.parametrize(("mechanics", "down", "waiting", "busy", "share", "cost", "work"), PRINTED)
def test_table(mechanics, down, waiting, busy, share, cost, work):
    fleet = finite_source(5, mechanics, 1 / 10, 4.0)
    assert fleet.down == pytest.approx(down, abs=5e-4)
    assert fleet.waiting == pytest.approx(waiting, abs=5e-4)
    assert fleet.served == pytest.approx(busy, abs=5e-4)
    assert fleet.served / mechanics == pytest.approx(share, abs=5e-4)
    assert 60 * fleet.down + 15 * mechanics == pytest.approx(cost, abs=5e-4)
    assert 1 - fleet.down / 5 == pytest.approx(work, abs=5e-4)


def test_two_mechanics_are_cheapest():
    cost = {c: 60 * finite_source(5, c, 0.1, 4.0).down + 15 * c for c in range(1, 6)}
    assert min(cost, key=cost.get) == 2


@pytest.mark.parametrize("mechanics", [1, 2, 5])
def test_littles_law_and_the_work_done(mechanics):
    fleet = finite_source(12, mechanics, 0.03, 7.0)
    assert fleet.arrivals == pytest.approx(0.03 * (12 - fleet.down), rel=1e-12)
    assert fleet.served == pytest.approx(fleet.arrivals * 7.0, rel=1e-12)
    assert fleet.wait_h * fleet.arrivals == pytest.approx(fleet.waiting, rel=1e-12)


def test_a_large_fleet_waits_as_an_endless_one():
    endless = float(mean_queue(3, np.array(2.0)))
    large = [finite_source(n, 3, 0.5 / n, 4.0).waiting for n in (20, 200, 2000, 20_000)]
    assert large == sorted(large)
    assert large[-1] < endless
    assert large[-1] == pytest.approx(endless, rel=2e-3)


def test_a_small_fleet_never_waits_longer_than_an_endless_one():
    for machines in (1, 2, 5, 40):
        fleet = finite_source(machines, 2, 0.05, 6.0)
        load = machines * 0.05 * 6.0
        assert fleet.waiting <= float(mean_queue(2, np.array(load)))


def test_nothing_breaks_or_nothing_takes_time():
    idle = finite_source(5, 2, 0.0, 4.0)
    assert (idle.waiting, idle.served, idle.arrivals, idle.wait_h) == (0, 0, 0, 0)
    at_once = finite_source(5, 2, 0.1, 0.0)
    assert (at_once.waiting, at_once.served, at_once.arrivals) == (0, 0, 0.5)
    assert finite_source(0, 2, 0.1, 4.0).down == 0


def test_more_machines_than_floating_point_has_exponents():
    fleet = finite_source(5000, 40, 0.002, 3.0)
    assert np.isfinite(fleet.waiting)
    assert fleet.served == pytest.approx(fleet.arrivals * 3.0, rel=1e-9)
