"""A small fleet and its mechanics: every digit of a printed table, and the limit of a large fleet.

Source: M. D. Rossetti, Simulation Modeling and Arena, 3rd web ed., appendix on queueing theory,
example of machine interference (commit b76ee1c of rossetti/RossettiArenaBook): five machines, 10 h
between failures, 4 h of repair; a standing machine costs 60 an hour, a mechanic 15.
"""

import numpy as np
import pytest

from optimizer.simulate.finite import finite_wait
from optimizer.turnaround.erlang import mean_queue

PRINTED = [
    # mechanics, down, waiting, busy, busy share, cost an hour, machines at work
    (1, 2.674, 1.744, 0.930, 0.930, 175.460, 0.465),
    (2, 1.661, 0.325, 1.336, 0.668, 129.655, 0.668),
    (3, 1.457, 0.040, 1.417, 0.472, 132.419, 0.709),
    (4, 1.430, 0.002, 1.428, 0.357, 145.816, 0.714),
    (5, 1.429, 0.000, 1.429, 0.286, 160.714, 0.714),
]


def waiting_and_busy(machines: int, mechanics: int, run_h: float, repair_h: float):
    """Mean machines that wait and that are repaired, by Little's law on the cycle of a machine."""
    wait = finite_wait(mechanics, machines, run_h, repair_h)
    cycles = machines / (run_h + wait + repair_h)
    return cycles * wait, cycles * repair_h


@pytest.mark.parametrize(("mechanics", "down", "waiting", "busy", "share", "cost", "work"), PRINTED)
def test_table(mechanics, down, waiting, busy, share, cost, work):
    wait, repaired = waiting_and_busy(5, mechanics, 10.0, 4.0)
    assert wait + repaired == pytest.approx(down, abs=5e-4)
    assert wait == pytest.approx(waiting, abs=5e-4)
    assert repaired == pytest.approx(busy, abs=5e-4)
    assert repaired / mechanics == pytest.approx(share, abs=5e-4)
    assert 60 * (wait + repaired) + 15 * mechanics == pytest.approx(cost, abs=5e-4)
    assert 1 - (wait + repaired) / 5 == pytest.approx(work, abs=5e-4)


def test_two_mechanics_are_cheapest():
    cost = {c: 60 * sum(waiting_and_busy(5, c, 10.0, 4.0)) + 15 * c for c in range(1, 6)}
    assert min(cost, key=cost.get) == 2


def test_a_large_fleet_waits_as_an_endless_one():
    endless = float(mean_queue(3, np.array(2.0)))
    large = [waiting_and_busy(n, 3, 2.0 * n, 4.0)[0] for n in (20, 200, 2000, 20_000)]
    assert large == sorted(large)
    assert large[-1] < endless
    assert large[-1] == pytest.approx(endless, rel=2e-3)


def test_a_small_fleet_never_waits_longer_than_an_endless_one():
    for machines in (1, 2, 5, 30):
        waiting, _ = waiting_and_busy(machines, 2, 20.0, 6.0)
        assert waiting <= float(mean_queue(2, np.array(machines / 20 * 6)))


def test_more_machines_than_floating_point_has_exponents():
    waiting, busy = waiting_and_busy(5000, 40, 500.0, 3.0)
    assert 0 < waiting < 10
    assert busy == pytest.approx((5000 - waiting - busy) / 500 * 3, rel=1e-9)
