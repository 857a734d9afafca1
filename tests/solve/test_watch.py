"""The watch keeps the best plan, believes no impossible bound, and knows when to stop."""

import math
import os
import signal
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from small_problems import small_problem

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice
from optimizer.solve.levels import best_levels
from optimizer.solve.watch import Progress, Watch, relative_gap

INF = math.inf


def today(problem):
    """Everybody keeps today's way."""
    return Choice(
        np.full(problem.cells, TODAY),
        np.full(problem.parks, CLOSED),
        np.full((len(problem.stations), problem.parks), NONE),
    )


@pytest.fixture
def problem():
    return replace(small_problem(1), budget=1000.0)


@pytest.fixture
def better(problem):
    """A plan that is better than today's."""
    served = np.where(np.isfinite(problem.linear[:, 0]), 0, TODAY)
    choice = best_levels(problem, served)
    assert choice is not None
    return choice


def test_the_best_plan_is_kept(problem, better):
    watch = Watch(problem)
    assert watch.value == INF and watch.gap == INF
    assert watch.offer(better)
    kept = watch.value
    assert kept < problem.stay.sum()
    assert not watch.offer(today(problem)), "worse"
    assert not watch.offer(better), "no better"
    assert not watch.offer(None)
    assert watch.value == kept and watch.best is better


def test_a_plan_that_breaks_a_rule_is_not_kept(problem, better):
    watch = Watch(replace(problem, budget=1.0))
    watch.raise_bound(1e5)
    assert not watch.offer(better)
    assert watch.best is None and not watch.contradicted


def test_a_bound_only_rises(problem, better):
    watch = Watch(problem)
    watch.offer(better)
    for bound, kept in ((10.0, 10.0), (5.0, 10.0), (-INF, 10.0), (math.nan, 10.0), (20.0, 20.0)):
        watch.raise_bound(bound)
        assert watch.bound == kept


def test_a_bound_above_the_plan_is_refused(problem, better):
    watch = Watch(problem)
    watch.offer(better)
    watch.raise_bound(watch.value * 0.9)
    watch.raise_bound(watch.value * (1 + 3e-6))
    assert watch.contradicted
    assert watch.bound == watch.value * 0.9


def test_a_bound_above_the_plan_by_rounding_is_the_plan(problem, better):
    watch = Watch(problem)
    watch.offer(better)
    watch.raise_bound(watch.value * (1 + 5e-7))
    assert not watch.contradicted
    assert watch.bound == watch.value and watch.gap == 0.0


def test_a_plan_below_the_bound_ends_all_belief(problem, better):
    watch = Watch(problem)
    watch.offer(today(problem))
    watch.raise_bound(0.999 * watch.value)
    watch.offer(better)
    assert watch.contradicted and watch.best is better
    assert watch.bound == -INF and watch.gap == INF
    watch.raise_bound(1.0)
    assert watch.bound == -INF


def test_a_plan_below_the_bound_by_rounding_takes_it_along(problem, better):
    watch = Watch(problem)
    watch.offer(better)
    value = watch.value
    again = Watch(problem)
    again.raise_bound(value * (1 + 5e-7))
    again.offer(better)
    assert not again.contradicted and again.bound == again.value == value


def test_an_endless_bound_is_no_bound(problem):
    watch = Watch(problem)
    watch.raise_bound(INF)
    assert watch.bound == -INF


def test_time_and_interrupt():
    watch = Watch(small_problem(1), time_limit=0.05)
    assert 0 < watch.remaining() <= 0.05 and not watch.over()
    time.sleep(0.06)
    assert watch.remaining() == 0.0 and watch.over()
    endless = Watch(small_problem(1))
    assert endless.remaining() == INF
    endless.interrupt()
    assert endless.remaining() == 0.0 and endless.over() and endless.interrupted


def test_done_when_the_gap_is_proven(problem, better):
    watch = Watch(problem, gap=0.02)
    watch.offer(better)
    watch.raise_bound(0.975 * watch.value)
    assert not watch.done
    watch.raise_bound(0.985 * watch.value)
    assert watch.done and watch.over()


def test_progress_is_told_in_order(problem, better):
    told: list[Progress] = []
    watch = Watch(problem, on_progress=told.append)
    watch.raise_bound(1.0, "a bound")
    watch.offer(better, "a plan")
    assert [p.doing for p in told] == ["a bound", "a plan"]
    assert [(p.value, p.bound) for p in told] == [(INF, 1.0), (watch.value, 1.0)]
    assert told == watch.history
    assert told[-1].gap == watch.gap


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(200.0, 190.0, 0.05), (100.0, 101.0, 0.0), (-100.0, -110.0, 0.1), (INF, 1.0, INF),
     (1.0, -INF, INF)],
)  # fmt: skip
def test_relative_gap(value, bound, gap):
    assert relative_gap(value, bound) == pytest.approx(gap)


def test_ctrl_c_asks_to_stop_and_the_old_handler_returns():
    watch = Watch(small_problem(1))
    before = signal.getsignal(signal.SIGINT)
    with watch.catching_ctrl_c():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert watch.interrupted
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_is_left_alone_in_other_threads():
    watch, seen = Watch(small_problem(1)), []

    def elsewhere():
        with watch.catching_ctrl_c():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
