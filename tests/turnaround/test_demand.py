"""Repairs that go outside: the tutorial by hand, the krai against its published picture."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.region import load_region
from optimizer.region.machines import Activity
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.demand import HOURS_PER_YEAR, demand


@pytest.fixture(scope="module")
def krai():
    return turnaround(load_region("khabarovsk"))


def test_tutorial_by_hand():
    d = demand(load_region("tutorial"))
    # 4380 h a year, 5 failures in 1000 h, 0.4 of them outside: one repair in 1000 h of the calendar
    assert d.rate == pytest.approx([0.04, 0.02, 0.05, 0.03, 0.06, 0.02])
    assert d.by_month == pytest.approx(np.tile(d.rate, (12, 1)))
    # 10 and 5 thousand roubles an hour
    assert d.value == pytest.approx([87.6, 87.6, 43.8, 87.6, 43.8, 87.6])
    assert d.today_h.tolist() == [80, 80, 50, 80, 50, 80]
    assert d.own_cover.tolist() == [0] * 6


def test_kilometres_count_as_hours_do():
    region = load_region("tutorial")
    truck, loader = region.classes
    driven = replace(truck, failures=4.38, failures_per="10000 km")
    fleets = tuple(replace(f, km_per_year=50_000, hours_per_year=None) for f in region.fleets)
    d = demand(replace(region, classes=(driven, loader), fleets=fleets))
    assert d.rate[0] * HOURS_PER_YEAR == pytest.approx(40 * 4.38 * 5 * 0.4)


@pytest.mark.parametrize(("workshop", "share"), [("strong", 0.1), ("weak", 0.2), ("none", 0.4)])
def test_a_better_workshop_sends_less_outside(workshop, share):
    region = load_region("tutorial")
    fleets = (replace(region.fleets[0], workshop=workshop), *region.fleets[1:])
    d = demand(replace(region, fleets=fleets))
    assert d.rate[0] == pytest.approx(40 * 0.0025 * share)
    assert np.isfinite(d.today_h[0]) == (workshop == "none")  # the other rows are not in the table


def test_months_keep_the_year():
    region = load_region("tutorial")
    months = (0.0, 0, 0, 1, 1, 1, 1, 5, 5, 1, 0, 0)
    d = demand(replace(region, activity=(Activity(machine_class="truck", months=months),)))
    assert d.by_month.mean(axis=0) == pytest.approx(d.rate)
    assert d.by_month[7, 0] == pytest.approx(4 * d.rate[0])
    assert d.by_month[7, 2] == pytest.approx(d.rate[2])


def test_activity_of_a_kind_of_site_wins_over_the_rest():
    region = load_region("tutorial")
    even, summer = (1.0,) * 12, (0.0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0)
    rows = (
        Activity(machine_class="truck", months=even),
        Activity(machine_class="truck", kind="timber", months=summer),
    )
    d = demand(replace(region, activity=rows))
    assert d.by_month[0].tolist() == pytest.approx([0.04, 0.02, 0.05, 0.03, 0.06, 0])


def test_all_machines_may_count_alike():
    region = load_region("tutorial")
    alike = replace(region, scenario=region.scenario.model_copy(update={"aim": "machines"}))
    own, same = demand(region), demand(alike)
    assert len(set(same.value.tolist())) == 1
    assert same.value @ same.rate == pytest.approx(own.value @ own.rate)


def test_repairs_of_the_krai(krai):
    assert krai.demand.rate.sum() * HOURS_PER_YEAR == pytest.approx(4306, rel=0.01)


def test_what_standing_costs_the_krai_today(krai):
    d = krai.demand
    assert (d.value * d.rate * d.today_h).sum() == pytest.approx(1667, rel=0.02)


def test_seasons_of_the_krai_keep_the_year(krai):
    assert krai.season_share.sum() == pytest.approx(1)
    assert krai.season_share @ krai.rate == pytest.approx(krai.demand.rate)


def test_every_part_that_is_needed_loads_a_stock(krai):
    """Parts an hour at all stocks: repairs x share that needs the family x not at hand."""
    region, d = krai.region, krai.demand
    need = np.zeros(len(region.classes))
    index = {machine.id: k for k, machine in enumerate(region.classes)}
    for row in region.needs:
        need[index[row.machine_class]] += row.share
    wanted = float((d.rate * need[d.machine_class] * (1 - d.own_cover)).sum())
    stocks = [s for s in krai.problem.stations if s.kind == "stock"]
    told = sum(float(krai.season_share @ s.rate.sum(axis=1)) for s in stocks)
    assert told == pytest.approx(wanted)
