"""What must hold of any region: the best of all plans, found by looking at every one of them.

The variability of service is held fixed, since each plan has its own; stocks offer every depth.
"""

import os

import numpy as np
import pytest
from changed_regions import (
    in_minutes,
    in_thousands,
    renamed,
    shuffled,
    with_faster_link,
    with_fleets,
    without_park,
)
from every_plan import Best, best_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from made_regions import made_region, problem_of, with_budget

from optimizer.region.region import Region
from optimizer.travel import travel_times

LONG = bool(os.environ.get("HUBS_LONG_TESTS"))
SEED = st.integers(0, 10**6)
EXACT = 1e-9
some = settings(max_examples=200 if LONG else 15, deadline=None, derandomize=not LONG)


def region_of(seed: int) -> Region:
    return made_region(seed, sites=3, parks=2)


def best(region: Region) -> Best:
    return best_plan(problem_of(region))


def parks_by_fleet(region: Region, plan: Best) -> dict[tuple[str, str], str]:
    """Park of each fleet by name; today's way has none."""
    return {
        (f.site, f.machine_class): region.parks[j].id if j >= 0 else ""
        for f, j in zip(region.fleets, plan.served, strict=True)
    }


@some
@given(seed=SEED, more=st.floats(1.0, 3.0))
def test_more_budget_is_never_worse(seed, more):
    region = region_of(seed)
    richer = with_budget(region, more * region.scenario.budget_mrub)
    assert best(richer).objective <= best(region).objective * (1 + EXACT)


@some
@given(seed=SEED, park=st.integers(0, 1))
def test_an_added_park_is_never_worse(seed, park):
    region = region_of(seed)
    assert best(region).objective <= best(without_park(region, park)).objective * (1 + EXACT)


@some
@given(seed=SEED, link=st.integers(0, 2), factor=st.floats(1.0, 3.0))
def test_a_faster_link_is_never_slower(seed, link, factor):
    region = region_of(seed)
    faster = with_faster_link(region, min(link, len(region.links) - 1), factor)
    before, after = travel_times(region), travel_times(faster)
    for month in range(1, 13):
        v, w = before.month_variant(month), after.month_variant(month)
        assert (after.crew_h[w] <= before.crew_h[v] + EXACT).all()
        assert (after.parts_h[w] <= before.parts_h[v] + EXACT).all()
        for kmh, hours in before.tow_h.items():
            assert (after.tow_h[kmh][w] <= hours[v] + EXACT).all()
    assert best(faster).objective <= best(region).objective * (1 + EXACT)


@some
@given(seed=SEED)
def test_twice_the_machines_are_never_repaired_sooner(seed):
    """Each standing machine costs the same, so the aim per machine is the mean turnaround."""
    region = region_of(seed)
    assert best(with_fleets(region, 2.0)).objective / 2 >= best(region).objective * (1 - EXACT)


@some
@given(seed=SEED)
def test_names_do_not_matter(seed):
    region = region_of(seed)
    other = best(renamed(region))
    assert other.objective == pytest.approx(best(region).objective, rel=EXACT)
    assert other.served == best(region).served


@some
@given(seed=SEED, order=st.integers(0, 99))
def test_order_of_rows_does_not_matter(seed, order):
    region = region_of(seed)
    other = shuffled(region, order)
    ours, theirs = best(region), best(other)
    assert theirs.objective == pytest.approx(ours.objective, rel=EXACT)
    assert parks_by_fleet(other, theirs) == parks_by_fleet(region, ours)


@some
@given(seed=SEED)
def test_minutes_instead_of_hours_give_the_same_plan(seed):
    region = region_of(seed)
    ours, theirs = best(region), best(in_minutes(region))
    assert theirs.objective == pytest.approx(ours.objective, rel=EXACT)
    assert theirs.served == ours.served


@some
@given(seed=SEED)
def test_other_roubles_give_the_same_plan(seed):
    region = region_of(seed)
    ours, theirs = best(region), best(in_thousands(region))
    assert theirs.objective == pytest.approx(1000 * ours.objective, rel=EXACT)
    assert theirs.served == ours.served


@some
@given(seed=SEED)
def test_todays_network_is_never_better(seed):
    region = region_of(seed)
    today = float(problem_of(region).stay.sum())
    assert best(region).objective <= today * (1 + EXACT)
    assert best(with_budget(region, 1e-6)).objective == pytest.approx(today, rel=EXACT)


@some
@given(seed=SEED)
def test_less_variable_service_is_never_slower(seed):
    region = region_of(seed)
    steady, erratic = (best_plan(problem_of(region, c2)).objective for c2 in (0.25, 1.0))
    assert steady <= erratic * (1 + EXACT)


@some
@given(seed=SEED)
def test_every_month_has_a_way_and_a_season(seed):
    """The made-up regions are what they should be: served from anywhere, in two seasons."""
    region = region_of(seed)
    problem = problem_of(region)
    assert np.isfinite(problem.linear).all()
    assert problem.season_share == pytest.approx([0.5, 0.5])
