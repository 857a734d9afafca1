"""Lines of the event loop against formulas and against values that others printed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lived import always, interval, live, stage, stream

from optimizer.simulate.network import YEAR_H, Network, Source
from optimizer.turnaround.erlang import mean_queue


def wait_of(network: Network, years: int) -> tuple[float, float]:
    """Mean hours in line and twice the half-width: about one in 20,000 runs lies outside."""
    lived = live(network, years)
    mean, half = interval(lived, stage(lived, "queue"))
    return mean, 2.0 * half


@pytest.mark.parametrize(
    ("servers", "rate", "work_h"), [(1, 0.7, 1.0), (3, 0.4, 5.0), (6, 0.6, 7.5)]
)
def test_poisson_jobs_and_exponential_work_wait_as_erlang_says(servers, rate, work_h):
    load = np.array(rate * work_h)
    exact = float(mean_queue(servers, load)) / rate
    mean, most = wait_of(Network(sources=(stream(rate, work_h),), servers=(servers,)), 15)
    assert most < 0.25 * exact
    assert abs(mean - exact) < most


@pytest.mark.parametrize("cv", [0.0, 0.5, 0.9, 1.0, 1.6])
def test_one_server_waits_as_pollaczek_and_khinchine_say(cv):
    rate, work_h = 0.6, 1.0
    exact = rate * work_h**2 * (1 + cv**2) / 2 / (1 - rate * work_h)
    source = stream(rate, work_h, work_cv=cv)
    mean, most = wait_of(Network(sources=(source,), servers=(1,)), 10)
    assert most < 0.25 * exact
    assert abs(mean - exact) < most


@pytest.mark.parametrize(
    ("repairmen", "down", "waiting", "busy"),
    [(1, 2.674, 1.744, 0.930), (2, 1.661, 0.325, 1.336), (3, 1.457, 0.040, 1.417)],
)
def test_five_machines_and_their_repairmen(repairmen, down, waiting, busy):
    """Machine interference, 5 machines, 10 h between failures, 4 h a repair.

    Rossetti, Simulation Modeling and Arena, 3rd ed., App. Queueing Theory (all digits read and
    computed again).
    """
    network = Network(sources=(stream(0.5, 4.0, machines=5),), servers=(repairmen,))
    lived = live(network, 20)
    hours = lived.years * YEAR_H
    assert lived.hours.sum() / hours == pytest.approx(down, rel=0.02)
    assert stage(lived, "queue").sum() / hours == pytest.approx(waiting, rel=0.05, abs=0.003)
    assert lived.busy_h[0] / hours == pytest.approx(busy, rel=0.02)


def test_the_dearer_machine_goes_first():
    """Emergency room, one doctor: waits 0.238, 0.325 and 0.909 h by class.

    Rates of Hillier and Lieberman; the waits follow from Cobham's formula.
    """
    sources = tuple(
        stream(rate, 1 / 3, value=value) for rate, value in ((0.2, 3.0), (0.6, 2.0), (1.2, 1.0))
    )
    network = Network(sources=sources, servers=(1,), by_value=True)
    lived = live(network, 7)
    waits = [stage(lived, "queue")[lived.source == n].mean() for n in range(3)]
    assert waits == pytest.approx([0.238095, 0.324675, 0.909091], rel=0.06)


def test_without_the_rule_of_value_all_wait_alike():
    sources = tuple(stream(rate, 1 / 3, value=rate) for rate in (0.5, 1.5))
    lived = live(Network(sources=sources, servers=(1,)), 4)
    first, second = (stage(lived, "queue")[lived.source == n].mean() for n in range(2))
    assert first == pytest.approx(second, rel=0.08)


def test_a_crew_is_busy_on_both_ways_and_with_its_set_up():
    way, work, setup, rate = 3.0, 4.0, 1.0, 0.05
    source = stream(rate, work, work_cv=0.0, crew_h=always(way), setup_h=setup)
    lived = live(Network(sources=(source,), servers=(1,)), 60)
    busy = 2 * way + work + setup
    assert lived.busy_h[0] / (lived.years * YEAR_H) == pytest.approx(rate * busy, rel=0.02)
    exact = rate * busy**2 / 2 / (1 - rate * busy)
    mean, half = interval(lived, stage(lived, "queue"))
    assert abs(mean - exact) < 2 * half
    # the machine works again when the work is done
    assert np.allclose(lived.hours.sum(axis=1) - stage(lived, "queue"), way + work)


def test_a_machine_that_comes_leaves_the_bay_when_the_work_is_done():
    source = stream(0.05, 0.0, tow_h=always(5.0), bay_h=always(6.0), work_cv=0.0, setup_h=1.0)
    lived = live(Network(sources=(source,), servers=(1,)), 40)
    assert lived.busy_h[0] / (lived.years * YEAR_H) == pytest.approx(0.05 * 7.0, rel=0.03)
    assert np.allclose(lived.hours.sum(axis=1) - stage(lived, "queue"), 5.0 + 6.0 + 5.0)
    exact = 0.05 * 7.0**2 / 2 / (1 - 0.35)
    mean, half = interval(lived, stage(lived, "queue"))
    assert abs(mean - exact) < 2 * half


def test_pools_do_not_help_each_other():
    sources = (stream(0.7, 1.0), stream(0.1, 1.0, pool=1))
    lived = live(Network(sources=sources, servers=(1, 1)), 12)
    waits = [stage(lived, "queue")[lived.source == n].mean() for n in range(2)]
    assert waits == pytest.approx([0.7 / 0.3, 0.1 / 0.9], rel=0.1)


def test_todays_way_has_its_mean_and_its_stages():
    source = Source(
        machines=100, failures_per_h=always(1e-4), report_h=6.0, today=(40.0, 12.0, 7.0, 11.0),
        work_cv=0.8,
    )  # fmt: skip
    lived = live(Network(sources=(source,), servers=()), 100)
    assert lived.hours.mean(axis=0) == pytest.approx([6.0, 40.0, 12.0, 7.0, 11.0, 0.0], rel=0.03)
    assert stage(lived, "handson").std() / 11.0 == pytest.approx(0.8, rel=0.05)
    # 100 machines at 1e-4 an hour, each away for 76 h
    rate = len(lived.source) / (lived.years * YEAR_H)
    assert rate == pytest.approx(0.01 / (1 + 1e-4 * 76.0), rel=3 / math.sqrt(len(lived.source)))
