"""Priorities by value in one pool, from the product's queues: COMPUTED values, a regression.

Inputs: emergency room of Hillier and Lieberman, Introduction to Operations Research: patients of
three classes, 0.2, 0.6 and 1.2 an hour, 3 an hour treated, one or two doctors (read at
real-statistics.com, "M/M/s with pre-emptive priority", whose results are pictures). Waits were
computed from the standard formulas, and agree with those remembered of the book but for one:
non-preemptive, one doctor, class 3, where the formula gives 0.909 h.
"""

import numpy as np
import pytest

from optimizer.turnaround.erlang import erlang_c, mean_queue

ARRIVALS, RATE = np.array([0.2, 0.6, 1.2]), 3.0
BEFORE = np.concatenate([[0.0], np.cumsum(ARRIVALS)])


@pytest.mark.parametrize(
    ("doctors", "hours"),
    [
        (1, (0.2380952, 0.3246753, 0.9090909)),
        (2, (0.0287356, 0.0331565, 0.0480769)),
    ],
)
def test_nobody_is_sent_away_half_treated(doctors, hours):
    """Non-preemptive: C/(c mu) over the free shares before and after the class (Cobham 1954)."""
    waiting = float(erlang_c(doctors, np.array(BEFORE[-1] / RATE))) / (doctors * RATE)
    free = 1 - BEFORE / (doctors * RATE)
    assert waiting / (free[:-1] * free[1:]) == pytest.approx(hours, abs=5e-7)


@pytest.mark.parametrize(
    ("doctors", "hours", "digits"),
    [
        (1, (0.0238095, 0.1536797, 1.0303030), 5e-7),
        (2, (0.00037078, 0.00792065, 0.0654223), 5e-8),
    ],
)
def test_the_more_urgent_takes_the_doctor(doctors, hours, digits):
    """Pre-emptive: the classes up to each one see a queue of their own, nested loads."""
    queue = mean_queue(doctors, BEFORE / RATE)
    assert np.diff(queue) / ARRIVALS == pytest.approx(hours, abs=digits)


@pytest.mark.parametrize("doctors", [1, 2])
def test_priority_moves_waiting_and_makes_none(doctors):
    """All classes together wait as first come, first served would have them wait."""
    load = BEFORE / RATE
    waiting = float(erlang_c(doctors, np.array(load[-1]))) / (doctors * RATE)
    free = 1 - BEFORE / (doctors * RATE)
    together = float(ARRIVALS @ (waiting / (free[:-1] * free[1:])))
    assert together == pytest.approx(float(mean_queue(doctors, np.array(load[-1]))), rel=1e-12)
