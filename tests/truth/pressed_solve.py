"""A solve under pressure: little time, few threads, a hand on the plug."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Problem
from optimizer.solve.milp import solve_milp
from optimizer.solve.patterns.method import solve_patterns
from optimizer.solve.solution import Solution, conclude
from optimizer.solve.watch import Watch


@dataclass(frozen=True)
class Pressure:
    """How a solve is pressed; ``plug_s`` is when it is interrupted."""

    method: str
    limit_s: float
    gap: float
    threads: int
    plug_s: float | None


def pressure(seed: int) -> Pressure:
    """Some pressure, another for each seed."""
    rng = np.random.default_rng(seed)
    return Pressure(
        method=str(rng.choice(["milp", "patterns"])),
        limit_s=float(np.exp(rng.uniform(np.log(0.05), np.log(3.0)))),
        gap=float(rng.choice([1e-5, 0.005, 0.05])),
        threads=int(rng.integers(1, 3)),
        plug_s=float(rng.uniform(0.0, 1.5)) if rng.random() < 0.35 else None,
    )


def solve_pressed(problem: Problem, press: Pressure) -> tuple[Solution, Watch]:
    """Solve as `optimizer.solve` does, and pull the plug on time."""
    watch = Watch(problem, time_limit=press.limit_s, gap=press.gap)
    plug = None
    if press.plug_s is not None:
        plug = threading.Timer(press.plug_s, watch.interrupt)
        plug.start()
    try:
        if press.method == "milp":
            solve_milp(watch, solver="HiGHS", threads=press.threads, seed=0)
        else:
            solve_patterns(watch, threads=press.threads, seed=0)
    finally:
        if plug is not None:
            plug.cancel()
            plug.join()
    return conclude(watch, press.method, "pressed"), watch
