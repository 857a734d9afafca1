"""What the plan's formulas say with more care."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.plan.hours import STAGES
from optimizer.plan.plan import Plan
from optimizer.simulate.predict import by_month, promised, with_own_mix
from optimizer.simulate.refresh import refreshed
from optimizer.turnaround.build import turnaround

QUEUE = STAGES.index("queue_h")


def every(plan: Plan) -> np.ndarray:
    return np.arange(len(plan.region.fleets))


@pytest.mark.parametrize("name", ["tutorial", "khabarovsk"])
def test_the_promise_is_the_plans_own_figure(name, request):
    plan = request.getfixturevalue(name)
    found = promised(plan)
    assert found.stages(every(plan)).sum() == pytest.approx(plan.figures["turnaround_h"]["plan"])
    for n, season in enumerate(plan.region.seasons):
        months = np.array(sorted(season.months)) - 1
        assert found.in_months(months) == pytest.approx(plan.by_season()["turnaround_h"][n])
    assert found.down.mean() == pytest.approx(plan.figures["machines_down"]["plan"], rel=2e-3)


def test_where_every_month_brings_the_same_work_months_change_little(tutorial):
    months, seasons = by_month(tutorial), with_own_mix(tutorial)
    mine = every(tutorial)
    assert months.stages(mine) == pytest.approx(seasons.stages(mine), rel=0.02)


def test_a_season_with_uneven_months_waits_longer_than_its_mean_says(khabarovsk):
    """A convex wait: the mean over the months lies above the wait at their mean."""
    plan = khabarovsk
    mine = np.flatnonzero(plan.choice.served >= 0)
    assert by_month(plan).stages(mine)[QUEUE] > with_own_mix(plan).stages(mine)[QUEUE]


def test_other_variation_moves_the_line_and_nothing_else(tutorial):
    low, high = (promised(tutorial, cv).stages(every(tutorial)) for cv in (0.0, 1.0))
    assert low[QUEUE] < high[QUEUE]
    assert np.delete(low, QUEUE) == pytest.approx(np.delete(high, QUEUE))


def test_machines_that_stand_do_not_fail(tutorial):
    plain, few = by_month(tutorial), refreshed(tutorial)
    assert (few.rate < plain.rate).all()
    assert few.stages(every(tutorial))[QUEUE] < plain.stages(every(tutorial))[QUEUE]
    # N machines: N minus those that stand, at the rate of one
    standing = few.rate * few.hours.sum(axis=0) / tutorial.built.demand.count
    own = 1.0 - few.rate / plain.rate - standing
    assert (own > -1e-6).all()
    assert (own < 0.05).all()


def test_fleets_without_end_need_no_correction(tutorial):
    fleets = tuple(replace(f, count=f.count * 200) for f in tutorial.region.fleets)
    classes = tuple(
        replace(c, failures=c.failures / 200, own_repair_h=0.0) for c in tutorial.region.classes
    )
    region = replace(tutorial.region, fleets=fleets, classes=classes)
    built = turnaround(region, variability=tutorial.built.variability)
    endless = replace(tutorial, built=built)
    assert refreshed(endless).stages(every(endless)) == pytest.approx(
        by_month(endless).stages(every(endless)), rel=5e-3
    )
