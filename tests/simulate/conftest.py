"""Plans to live through."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice, evaluate
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import load_region
from optimizer.solve.status import Status
from optimizer.turnaround.build import turnaround

HUBS = ("khv-rtz", "novy-urgal")


@pytest.fixture(scope="session")
def tutorial() -> Plan:
    """The plan of the tutorial."""
    return optimize("tutorial", time_limit=10)


@pytest.fixture(scope="session")
def khabarovsk() -> Plan:
    """Two large hubs in the default region, filled nearest first to a half; not the best.

    Quicker than a solve, and the same on every machine.
    """
    built = turnaround(load_region("khabarovsk"))
    problem, parks = built.problem, [park.id for park in built.region.parks]
    hubs = [parks.index(hub) for hub in HUBS]
    size = np.full(problem.parks, CLOSED)
    level = np.full((len(problem.stations), problem.parks), NONE)
    size[hubs] = problem.sizes - 1
    for k, station in enumerate(problem.stations):
        allowed = np.flatnonzero(station.allowed[problem.sizes - 1])
        level[k, hubs] = allowed[-1] if station.kind == "servers" else len(station.curves) // 2
    served = np.full(problem.cells, TODAY)
    for d in np.argsort(np.min(problem.linear[:, hubs], axis=1)):
        for j in sorted(hubs, key=lambda j: problem.linear[d, j]):
            tried = served.copy()
            tried[d] = j
            loads = evaluate(problem, Choice(tried, size, level)).loads
            if np.isfinite(problem.linear[d, j]) and _bearable(problem, level, loads):
                served = tried
                break
    return Plan(built, Choice(served, size, level), Status.TIME_LIMIT, -np.inf)


def _bearable(problem, level, loads) -> bool:
    return all(
        loads[k][:, j].max() <= 0.5 * station.capacity[level[k, j]]
        for k, station in enumerate(problem.stations)
        if station.kind == "servers"
        for j in np.flatnonzero(level[k] >= 0)
    )
