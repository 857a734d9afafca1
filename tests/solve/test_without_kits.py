"""A region without spare parts goes through both methods to the same plan."""

from dataclasses import replace

import pytest

from optimizer.region import load_region
from optimizer.solve.solve import solve
from optimizer.solve.status import Status
from optimizer.turnaround.build import turnaround


def test_patterns_and_milp_agree_where_no_part_is_ever_needed():
    region = replace(load_region("tutorial"), families=(), needs=())
    problem = turnaround(region).problem
    assert all(station.kind == "servers" for station in problem.stations)
    milp = solve(problem, method="milp", gap=1e-5, time_limit=20)
    patterns = solve(problem, method="patterns", gap=1e-3, time_limit=20)
    assert milp.status == Status.OPTIMAL
    assert patterns.value == pytest.approx(milp.value, rel=1.1e-3)
    assert patterns.bound <= milp.value * (1 + 1e-6)
