"""What is lost without a hub is evaluated exactly, with its fleets elsewhere."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer.model.choice import TODAY, evaluate
from optimizer.plan.plan import Plan
from optimizer.plan.without import downtime_mrub, without_hub
from optimizer.region import Region
from optimizer.turnaround.build import turnaround


@pytest.mark.parametrize("park", ["middle-park", "south-park"])
def test_it_breaks_no_rule_and_is_the_best_of_all_ways_to_go(
    tutorial_plan: Plan, park: str
) -> None:
    problem, choice = tutorial_plan.problem, tutorial_plan.choice
    j = problem.park_names.index(park)
    other = without_hub(tutorial_plan, j)
    assert other is not None
    assert other.size[j] == TODAY
    found = evaluate(problem, other)
    assert found.feasible
    orphans = np.flatnonzero(choice.served == j)
    open_parks = [TODAY, *(int(k) for k in np.flatnonzero(other.size >= 0))]
    best = np.inf
    for where in itertools.product(open_parks, repeat=len(orphans)):
        served = other.served.copy()
        served[orphans] = where
        tried = evaluate(problem, replace(other, served=served))
        if tried.feasible:
            best = min(best, tried.objective)
    # one fleet after the other is a heuristic; on this region it finds the best
    assert found.objective == pytest.approx(best)


def test_the_worth_of_a_hub_is_the_downtime_that_comes_back(tutorial_plan: Plan) -> None:
    names = tutorial_plan.problem.park_names
    now = tutorial_plan.figures["downtime_mrub"]["plan"]
    assert downtime_mrub(tutorial_plan, tutorial_plan.choice) == pytest.approx(now)
    for hub in tutorial_plan.hubs.itertuples():
        other = without_hub(tutorial_plan, names.index(hub.park))
        assert other is not None
        closed = replace(tutorial_plan, choice=other, stated=None)
        lost = closed.figures["downtime_mrub"]["plan"] - now
        assert hub.worth_mrub == pytest.approx(lost)
        assert lost > 0


def test_no_hub_to_go_to(tutorial: Region, tutorial_plan: Plan) -> None:
    built = turnaround(replace(tutorial, today=()), variability=tutorial_plan.built.variability)
    assert without_hub(replace(tutorial_plan, built=built), 1) is None
