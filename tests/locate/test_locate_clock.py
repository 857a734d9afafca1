"""The clock: compiled work ends with the time, not when it is done."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from optimizer import locate
from optimizer.locate.clock import Clock
from optimizer.locate.costs import read_costs
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.lists import make_task


def _task():
    xy = np.random.default_rng(4).random((120, 2))
    costs = read_costs(locate.from_points(xy))
    return make_task(costs, 10, np.zeros(120), 1)


def _until_the_bell_rings(clock: Clock) -> bool:
    for _ in range(3000):
        if clock.bell[0]:
            return True
        time.sleep(0.01)
    return False


def test_the_bell_rings_when_the_time_is_over():
    clock = Clock(0.2)
    assert clock.in_own_thread(lambda: _until_the_bell_rings(clock.share(0.5, 100.0)))


def test_the_bell_rings_when_the_user_asks_to_stop():
    clock = Clock()
    threading.Timer(0.2, clock.interrupt).start()
    assert clock.in_own_thread(lambda: _until_the_bell_rings(clock))


def test_kicks_end_with_the_time():
    clock, task = Clock(), _task()
    found = Incumbent(task, 0, clock)
    found.offer(found.start_at_random(), search=False)
    clock.bell[0] = True
    assert not found.iterate(1000)
    clock.bell[0] = False
    assert found.iterate(1000)


@pytest.mark.parametrize("rung", [True, False])
def test_prices_end_with_the_time_and_stay_a_bound(rung):
    from optimizer.locate.median.refine_kernel import refine

    task = _task()
    prices = np.full(task.clients, 0.05)
    even = np.full(task.sites, task.p / task.sites)
    bell = np.array([rung])
    _, one, _ = refine(
        task.by_client, prices, task.cap, task.far, task.opening, task.must, task.p, 1, 1e9, 1,
        even, bell,
    )  # fmt: skip
    _, many, _ = refine(
        task.by_client, prices, task.cap, task.far, task.opening, task.must, task.p, 1, 1e9, 500,
        even, bell,
    )  # fmt: skip
    assert (many == one) if rung else (many > one)
    best = Incumbent(task, 0)
    best.offer(best.start_at_random())
    assert many <= best.value
