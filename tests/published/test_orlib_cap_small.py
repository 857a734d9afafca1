"""OR-Library cap41 to cap134: capacitated location through the same model as the hubs.

Instances: Beasley, OR-Library, capacitated warehouse location; customers may be split. They are not
part of this project: the tests read them from the folder in HUBS_INSTANCES, or from a folder
``shared/instances`` beside the checkout, and skip where neither is there.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from optimizer.model.choice import evaluate
from optimizer.model.compact import build, read_choice
from optimizer.model.free_curve import FreeCurve
from optimizer.problem import Problem, Station
from optimizer.solve.adapter import run

OPTIMUM = {
    "cap41": 1040444.375, "cap44": 1235500.450, "cap51": 1025208.225, "cap61": 932615.750,
    "cap71": 932615.750, "cap74": 1034976.975, "cap81": 838499.288, "cap91": 796648.438,
    "cap94": 946051.325, "cap101": 796648.437, "cap104": 928941.750, "cap111": 826124.713,
    "cap121": 793439.563, "cap131": 793439.562, "cap134": 928941.750,
}  # fmt: skip
"""Published by OR-Library for the capacitated problem with split customers."""
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("HUBS_INSTANCES", BESIDE)) / "orlib_cap"


def capacitated(path: Path) -> Problem:
    """An OR-Library file as a Problem: a warehouse is a hub with a station that nobody waits at."""
    numbers = iter(path.read_text().split())
    warehouses, customers = int(next(numbers)), int(next(numbers))
    sites = np.array([[float(next(numbers)) for _ in range(2)] for _ in range(warehouses)])
    demand, cost = np.empty(customers), np.empty((customers, warehouses))
    for d in range(customers):
        demand[d] = float(next(numbers))
        cost[d] = [float(next(numbers)) for _ in range(warehouses)]
    hours = np.broadcast_to(1.0 / sites[:, 0], (1, customers, warehouses))
    yard = Station(
        name="yard",
        kind="servers",
        curves=(FreeCurve(capacity=1.0),),
        cost=np.zeros((warehouses, 1)),
        allowed=np.ones((1, 1), dtype=bool),
        cells=np.arange(customers),
        rate=demand[None, :],
        hours=hours,
        weight=np.ones(warehouses),
    )
    return Problem(
        season_share=np.ones(1), linear=cost, stay=np.full(customers, np.inf),
        size_cost=sites[:, 1:], stations=(yard,), budget=np.inf, money=1.0, split=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", OPTIMUM)
def test_published_optimum(name):
    path = FOLDER / f"{name}.txt"
    if not path.is_file():
        pytest.skip("OR-Library instances are not here: set HUBS_INSTANCES to their folder")
    problem = capacitated(path)
    model = build(problem)
    answer = run(model.prob, gap=1e-6)
    plan = evaluate(problem, read_choice(model))
    assert answer.finished
    assert plan.broken == ()
    assert plan.objective == pytest.approx(OPTIMUM[name], rel=2e-6)
    assert answer.bound == pytest.approx(OPTIMUM[name], rel=2e-6)
    assert answer.bound <= plan.objective * (1 + 1e-9)
