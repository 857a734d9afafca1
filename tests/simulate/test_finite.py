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
    wait = finite_wait(repairmen, np.array(5.0), np.array(10.0), np.array(4.0))
    jobs = 5.0 / (10.0 + wait + 4.0)
    assert jobs * wait == pytest.approx(waiting, abs=5e-4)


@pytest.mark.parametrize("servers", [1, 3, 6])
def test_machines_without_end_wait_as_erlang_says(servers):
    load = np.array(0.7 * servers)
    wait = finite_wait(servers, np.array(1e6), 1e6 * 10.0 / load, np.array(10.0))
    assert wait == pytest.approx(mean_queue(servers, load) * 10.0 / load, rel=1e-3)


def test_a_part_of_a_machine_lies_between_its_neighbours():
    think, service = np.full(3, 20.0), np.full(3, 5.0)
    low, middle, high = finite_wait(1, np.array([3.0, 3.5, 4.0]), think, service)
    assert low < middle < high


def test_one_machine_never_waits_and_fewer_wait_less():
    assert finite_wait(1, np.array(1.0), np.array(5.0), np.array(5.0)) == 0.0
    machines = np.array([2.0, 5.0, 20.0, 200.0])
    factor = finite_factor(1, machines, machines * 10.0, np.full(4, 3.0), np.full(4, 6.0))
    assert (np.diff(factor) > 0).all()
    assert 0 < factor[0] < factor[-1] <= 1.0


def test_many_machines_do_not_overflow():
    found = finite_wait(9, np.array(5000.0), np.array(5000.0), np.array(8.9))
    assert np.isfinite(found)
    assert found > 0
