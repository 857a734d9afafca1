"""The mean queue as a curve: its slope, its convexity, its end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.turnaround.erlang import (
    QueueCurve,
    erlang_b,
    erlang_c,
    mean_queue,
    mean_queue_slope,
)  # fmt: skip

SERVERS = st.integers(1, 60)
BUSY = st.floats(0.01, 0.97)
at_leisure = settings(deadline=None)


@at_leisure
@given(servers=SERVERS, busy=BUSY)
def test_slope_is_the_derivative(servers, busy):
    load, step = busy * servers, 1e-5 * servers
    around = mean_queue(servers, np.array([load - step, load + step]))
    numeric = (around[1] - around[0]) / (2 * step)
    slope = float(mean_queue_slope(servers, np.array(load)))
    assert slope == pytest.approx(numeric, rel=2e-4, abs=1e-9)


@at_leisure
@given(servers=SERVERS, ends=st.tuples(BUSY, BUSY), part=st.floats(0, 1))
def test_curve_is_convex(servers, ends, part):
    first, last = (servers * b for b in ends)
    inside = part * first + (1 - part) * last
    low, high, mid = mean_queue(servers, np.array([first, last, inside]))
    assert mid <= part * low + (1 - part) * high + 1e-9 * (1 + low + high)


@at_leisure
@given(servers=SERVERS, busy=BUSY)
def test_more_servers_wait_less_and_more_load_waits_more(servers, busy):
    load = np.array(busy * servers)
    assert mean_queue(servers + 1, load) <= mean_queue(servers, load)
    assert mean_queue_slope(servers, load) >= 0


@at_leisure
@given(servers=SERVERS, busy=BUSY)
def test_waiting_is_likelier_than_being_lost(servers, busy):
    load = np.array(busy * servers)
    assert 0 <= erlang_b(servers, load) <= erlang_c(servers, load) <= 1


def test_one_server_by_hand():
    load = np.array([0.0, 0.5, 0.9])
    assert mean_queue(1, load) == pytest.approx([0, 0.5, 8.1])
    assert mean_queue_slope(1, load) == pytest.approx([0, 3, 99], abs=1e-9)


def test_a_queue_without_end():
    load = np.array([2.0, 2.5])
    assert mean_queue(2, load).tolist() == [np.inf, np.inf]
    assert mean_queue_slope(2, load).tolist() == [np.inf, np.inf]
    assert erlang_c(2, load).tolist() == [1, 1]


def test_nobody_waits_without_load():
    for servers in (1, 3, 200):
        assert float(mean_queue(servers, np.array(0.0))) == 0
        assert float(mean_queue_slope(servers, np.array(0.0))) == pytest.approx(0, abs=1e-9)


def test_curve_ends_at_the_utilisation_allowed():
    curve = QueueCurve(4, max_utilisation=0.85)
    assert curve.capacity == pytest.approx(3.4)
    assert QueueCurve(4).capacity == pytest.approx(3.6)
    load = np.array([1.0, 3.4])
    assert (curve.value(load) == mean_queue(4, load)).all()
    assert (curve.slope(load) == mean_queue_slope(4, load)).all()
