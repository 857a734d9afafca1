"""Few machines: the machine repair model."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.simulate.finite import finite_factor, finite_wait
from optimizer.turnaround.erlang import mean_queue


@pytest.mark.parametrize(
    ("repairmen", "waiting"), [(1, 1.744), (2, 0.325), (3, 0.040), (4, 0.002), (5, 0.000)]
)
def test_five_machines(repairmen, waiting):
    """Rossetti, machine interference: 5 machines, 10 h between failures, 4 h a repair."""
    wait = finite_wait(repairmen, 5.0, 10.0, 4.0)
    jobs = 5.0 / (10.0 + wait + 4.0)
    assert jobs * wait == pytest.approx(waiting, abs=5e-4)


@pytest.mark.parametrize("servers", [1, 3, 6])
def test_machines_without_end_wait_as_erlang_says(servers):
    load = 0.7 * servers
    wait = finite_wait(servers, 1e5, 1e5 * 10.0 / load, 10.0)
    assert wait == pytest.approx(float(mean_queue(servers, np.array(load))) * 10.0 / load, rel=1e-3)


def test_a_part_of_a_machine_lies_between_its_neighbours():
    low, middle, high = (finite_wait(1, n, 20.0, 5.0) for n in (3.0, 3.5, 4.0))
    assert low < middle < high


def test_one_machine_never_waits_and_fewer_wait_less():
    assert finite_wait(1, 1.0, 5.0, 5.0) == 0.0
    machines = np.array([2.0, 5.0, 20.0, 200.0])
    factor = finite_factor(1, machines, machines * 10.0, np.full(4, 3.0), np.full(4, 6.0))
    assert (np.diff(factor) > 0).all()
    assert 0 < factor[0] < factor[-1] <= 1.0


def test_many_machines_do_not_overflow():
    found = finite_wait(9, 5000.0, 5000.0, 8.9)
    assert np.isfinite(found)
    assert found > 0


def test_a_server_that_takes_no_time_makes_nobody_wait():
    one, nothing = np.ones(1), np.zeros(1)
    assert finite_factor(1, 5 * one, 50 * one, nothing, nothing) == 1.0
