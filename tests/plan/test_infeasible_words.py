"""Where no plan keeps all rules: which one, and the least change that mends it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from optimizer.errors import InfeasibleError, InputError
from optimizer.plan.infeasible import can_fail, why_infeasible
from optimizer.plan.optimize import optimize
from optimizer.region import Region
from optimizer.turnaround.build import turnaround


def _must_be_served(region: Region, budget: float) -> Region:
    rules = region.scenario.model_copy(update={"keep_today": False, "budget_mrub": budget})
    return replace(region, scenario=rules)


def test_budget_short_by_so_much(tutorial: Region) -> None:
    with pytest.raises(InfeasibleError) as error:
        optimize(_must_be_served(tutorial, 40.0), time_limit=10)
    said = str(error.value)
    assert error.value.exit_code == 3
    assert "the budget is 40: short by" in said
    short = float(re.search(r"short by ([\d.]+)", said)[1])
    enough = optimize(_must_be_served(tutorial, 40.0 + short + 0.1), time_limit=10)
    assert (enough.assignments["park"] != "").all()
    with pytest.raises(InfeasibleError):
        optimize(_must_be_served(tutorial, 40.0 + 0.9 * short), time_limit=10)


def test_a_fleet_too_large_for_any_hub(tutorial: Region) -> None:
    fleets = tuple(replace(f, count=f.count * 40) for f in tutorial.fleets)
    with pytest.raises(InfeasibleError) as error:
        optimize(replace(_must_be_served(tutorial, 900.0), fleets=fleets), time_limit=10)
    said = str(error.value)
    assert "north-pit / truck keeps" in said
    assert "the largest level carries 3.60; add a level" in said


def test_all_parks_together_are_too_small(tutorial: Region) -> None:
    fleets = tuple(replace(f, count=f.count * 4.5) for f in tutorial.fleets)
    region = replace(_must_be_served(tutorial, 5000.0), fleets=fleets, parks=tutorial.parks[1:2])
    with pytest.raises(InfeasibleError, match="no money would do"):
        optimize(region, time_limit=10)


def test_a_site_out_of_reach_of_every_park(tutorial: Region) -> None:
    links = tuple(link for link in tutorial.links if link.mode not in ("ferry", "winter_road"))
    with pytest.raises(InputError, match="reaches 'river-mine' from no park in any month; open"):
        optimize(replace(tutorial, links=links))


def test_a_fleet_whom_no_park_can_serve(tutorial: Region) -> None:
    built = turnaround(_must_be_served(tutorial, 100.0))
    linear = built.problem.linear.copy()
    linear[3] = float("inf")
    cut = replace(built, problem=replace(built.problem, linear=linear))
    (said,) = why_infeasible(cut)
    assert said.startswith("river-mine / truck is out of reach of every park")


def test_there_is_always_a_plan_where_today_may_be_kept(tutorial: Region) -> None:
    assert not can_fail(turnaround(tutorial).problem)
    assert can_fail(turnaround(_must_be_served(tutorial, 80.0)).problem)
    assert why_infeasible(turnaround(_must_be_served(tutorial, 80.0))) == []
