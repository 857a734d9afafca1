"""Erlang B, Erlang C and mean queues against values that others printed.

Sources:

- pyworkforce (R. Arenas, MIT licence), queuing tests, commit ca48925: Erlang B, call centre.
- Carrier Grade Voice over IP, 2nd ed., appendix A: table of traffic by channels and blocking.
- M. D. Rossetti, Simulation Modeling and Arena, 3rd web ed., appendix on queueing theory: parking
  lot and pharmacy examples.
- M. Marzolla, queueing for GNU Octave, tests of qsmmm, commit 5de78ea.
- AlgoGraph, Queuing-theory, tests of M/M/c: lecture slides.
- N. van Foreest, Queueing Theory, chapter on M/G/1.
- "The Erlang-C formula", a web page in the Nemotron-CC-Math collection: inputs only, so COMPUTED.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from optimizer.turnaround.erlang import erlang_b, erlang_c, mean_queue, queue_factor


def blocking(servers: int, load: float) -> float:
    return float(erlang_b(servers, np.array(load)))


@pytest.mark.parametrize(("servers", "printed"), [(1, 0.5), (2, 0.2)])
def test_blocking_at_one_erlang(servers, printed):
    assert blocking(servers, 1.0) == pytest.approx(printed, abs=1e-15)


def test_channels_for_two_per_cent_blocking():
    assert blocking(17, 10.0) == pytest.approx(0.0129489, abs=5e-8)
    assert blocking(16, 10.0) == pytest.approx(0.0223019, abs=5e-8)
    channels = next(c for c in range(1, 99) if blocking(c, 10.0) <= 0.02)
    assert channels == 17
    assert math.ceil(channels / (1 - 0.3)) == 25  # three tenths of the staff are away


@pytest.mark.parametrize(
    ("channels", "printed"),
    [
        (5, (1.4, 1.7, 1.9, 2.1, 2.2)),
        (6, (1.9, 2.3, 2.5, 2.8, 3.0)),
        (7, (2.5, 2.9, 3.2, 3.5, 3.7)),
        (8, (3.1, 3.6, 4.0, 4.3, 4.5)),
        (9, (3.8, 4.3, 4.7, 5.1, 5.4)),
    ],
)
def test_table_of_traffic_at_one_to_five_per_cent_blocking(channels, printed):
    for per_cent, traffic in enumerate(printed, start=1):
        target = per_cent / 100
        exact = brentq(lambda a, b=target: blocking(channels, a) - b, 0.01, 20)
        assert exact == pytest.approx(traffic, abs=0.051)  # one decimal is printed


def test_cars_that_find_the_parking_lot_full():
    assert 40 * blocking(10, 40.0) == pytest.approx(30.3, abs=0.05)


@pytest.mark.parametrize(
    ("servers", "level", "occupancy", "wait"),
    [(14, 0.888, 0.714, 0.174), (15, 0.941, 0.667, 0.102)],
)
def test_call_centre(servers, level, occupancy, wait):
    """100 calls in 30 minutes of 3 minutes each; share answered within 0.33 minutes."""
    load = 100 / 30 * 3
    assert float(erlang_c(servers, np.array(load))) == pytest.approx(wait, abs=5e-4)
    assert answered_within(servers, load, 0.33 / 3) == pytest.approx(level, abs=5e-4)
    assert load / servers == pytest.approx(occupancy, abs=5e-4)


def answered_within(servers: int, load: float, patience: float) -> float:
    """Share answered in time, which counts in mean calls: 1 − C exp(−(c − a) t)."""
    waiting = float(erlang_c(servers, np.array(load)))
    return 1 - waiting * math.exp(-(servers - load) * patience)


@pytest.mark.parametrize(("occupancy", "printed"), [(0.85, 14), (0.7, 15)])
def test_least_positions_of_the_call_centre(occupancy, printed):
    """Four fifths answered within 0.33 minutes, and nobody busier than allowed."""
    enough = [
        c for c in range(11, 30) if answered_within(c, 10, 0.33 / 3) >= 0.8 and 10 / c <= occupancy
    ]
    assert enough[0] == printed


def test_call_centre_of_fifty_five():
    """COMPUTED: 360 calls in 30 minutes of 4 minutes each, answered within 15 s."""
    waiting = float(erlang_c(55, np.array(48.0)))
    assert waiting == pytest.approx(0.2387009, abs=5e-8)
    assert waiting * 240 / (55 - 48) == pytest.approx(8.184, abs=5e-4)
    assert answered_within(55, 48, 15 / 240) == pytest.approx(0.84588, abs=5e-6)


@pytest.mark.parametrize(
    ("servers", "arrivals", "rate", "queue", "stay"),
    [(2, 9, 5, 7.674, 1.053), (4, 9, 5, 0.105, 0.212)],
)
def test_mean_queue_and_stay(servers, arrivals, rate, queue, stay):
    waiting = float(mean_queue(servers, np.array(arrivals / rate)))
    assert waiting == pytest.approx(queue, abs=5e-4)
    assert waiting / arrivals + 1 / rate == pytest.approx(stay, abs=5e-4)


def test_mean_queue_of_the_lecture():
    """Three servers, an arrival every 10, service of 20: Lq 0.889, W 28.88…"""
    waiting = float(mean_queue(3, np.array(2.0)))
    assert waiting == pytest.approx(0.889, abs=5e-4)
    assert waiting * 10 + 20 == pytest.approx(28.8889, abs=5e-5)


def test_pharmacy_with_one_server():
    waiting = float(mean_queue(1, np.array(10 / 12)))
    assert waiting == pytest.approx(4.1667, abs=5e-5)
    assert waiting / 10 == pytest.approx(0.41667, abs=5e-6)


@pytest.mark.parametrize(("squared_cv", "printed_h"), [(0.5, 4.5), (0.0, 3.0)])
def test_service_less_variable_than_exponential(squared_cv, printed_h):
    """M/G/1, 3/8 arrivals an hour of 2 h each: there Allen–Cunneen's factor is exact."""
    arrivals = 3 / 8
    waiting = float(queue_factor(np.array(squared_cv)) * mean_queue(1, np.array(arrivals * 2)))
    assert waiting / arrivals == pytest.approx(printed_h, rel=1e-12)
