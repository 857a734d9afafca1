"""Ctrl-C at any moment: the best plan is kept, its status is honest, the next Ctrl-C is normal."""

import os
import signal
import threading
import time

import pytest
from agreement import disagreements
from pressed_problems import pressed_problem

from optimizer.solve.solve import solve
from optimizer.solve.status import Status

LARGE = 5
"""A problem that neither method proves within seconds."""


@pytest.mark.parametrize("method", ["milp", "patterns"])
@pytest.mark.parametrize("after_s", [0.05, 0.6, 2.0])
def test_ctrl_c_in_the_middle(method, after_s):
    problem = pressed_problem(LARGE)
    handler = signal.getsignal(signal.SIGINT)
    hand = threading.Timer(after_s, os.kill, (os.getpid(), signal.SIGINT))
    started = time.monotonic()
    hand.start()
    solution = solve(problem, method=method, time_limit=60, gap=1e-9, threads=1)
    hand.join()
    assert solution.status == Status.INTERRUPTED
    assert disagreements(problem, solution, 1e-9) == []
    assert signal.getsignal(signal.SIGINT) is handler
    assert time.monotonic() - started < after_s + 15


def test_the_second_one_is_ours_or_nobodys():
    """It comes while the solve is ending, or after: then it goes where it went before."""
    after = []
    before = signal.signal(signal.SIGINT, lambda *_: after.append(1))
    hands = [threading.Timer(t, os.kill, (os.getpid(), signal.SIGINT)) for t in (0.3, 0.31, 1.5)]
    try:
        for hand in hands:
            hand.start()
        solution = solve(pressed_problem(LARGE), method="patterns", time_limit=60, gap=1e-9)
        for hand in hands:
            hand.join()
        time.sleep(0.05)
    finally:
        signal.signal(signal.SIGINT, before)
    assert solution.status == Status.INTERRUPTED
    assert 1 <= len(after) <= 2


def test_a_solve_in_another_thread_leaves_ctrl_c_alone():
    box = {}
    problem = pressed_problem(0)
    thread = threading.Thread(
        target=lambda: box.update(solution=solve(problem, method="milp", time_limit=20))
    )
    handler = signal.getsignal(signal.SIGINT)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is handler
    assert disagreements(problem, box["solution"], 0.005) == []
