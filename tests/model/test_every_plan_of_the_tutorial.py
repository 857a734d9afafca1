"""Every plan of the three-park region, against the compact MILP and the exact evaluation."""

from dataclasses import replace

import numpy as np
import pytest
from every_plan import best_plan
from proven import prove

from optimizer.model.choice import Choice, evaluate
from optimizer.region import load_region
from optimizer.turnaround.build import turnaround


@pytest.fixture(scope="module")
def tutorial():
    return turnaround(load_region("tutorial")).problem


@pytest.mark.parametrize("budget", [30, 45, 60, 80, 150])
def test_no_plan_is_better_than_that_of_the_milp(tutorial, budget):
    problem = replace(tutorial, budget=float(budget))
    best = best_plan(problem)
    proof = prove(problem)
    assert best.plans > 4**6
    assert proof.objective == pytest.approx(best.objective, rel=1e-6)
    assert proof.bound <= best.objective * (1 + 1e-6)


def test_the_best_of_all_plans_is_evaluated_alike(tutorial):
    best = best_plan(tutorial)
    choice = Choice(
        served=np.array(best.served),
        size=np.array([h.size if h else -1 for h in best.hubs]),
        level=np.array([h.levels if h else (-1, -1) for h in best.hubs]).T,
    )
    exact = evaluate(tutorial, choice)
    assert exact.broken == ()
    assert exact.objective == pytest.approx(best.objective, rel=1e-9)
    assert exact.cost == pytest.approx(sum(h.cost for h in best.hubs if h))


def test_money_in_the_aim(tutorial):
    problem = replace(tutorial, budget=np.inf, money=1.0)
    assert prove(problem).objective == pytest.approx(best_plan(problem).objective, rel=1e-6)


def test_everybody_must_be_served(tutorial):
    problem = replace(tutorial, stay=np.full(6, np.inf), budget=120.0)
    proof = prove(problem)
    assert (proof.choice.served >= 0).all()
    assert proof.objective == pytest.approx(best_plan(problem).objective, rel=1e-6)
