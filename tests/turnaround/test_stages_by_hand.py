"""Stages of a repair on the tutorial region, worked out by hand, and its variations."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.region import load_region
from optimizer.region.machines import Activity
from optimizer.region.seasons import Climate, Cold
from optimizer.travel import travel_times
from optimizer.turnaround.demand import demand
from optimizer.turnaround.stages import Stages, season_weights, stages

NORTH, MIDDLE, SOUTH = range(3)
NORTH_PIT, HILL_PIT, QUARRY, RIVER, PORT, FOREST = range(6)
SUMMER, WINTER = range(2)


def stages_of(region) -> Stages:
    return stages(region, travel_times(region), demand(region))


def tutorial(**changes):
    return replace(load_region("tutorial"), **changes)


def trucks_changed(**changes):
    region = load_region("tutorial")
    truck, loader = region.classes
    return replace(region, classes=(replace(truck, **changes), loader))


def test_crews_drive_out():
    st = stages_of(tutorial())
    # road at 60 km/h; river by ferry in summer (1 h wait + 20 km at 20), on the ice in winter
    summer = [[0, 1, 2, 4, 5, 7], [2, 3, 0, 2, 3, 5], [5, 6, 3, 5, 0, 2]]
    winter = [[0, 1, 2, 3, 5, 7], [2, 3, 0, 1, 3, 5], [5, 6, 3, 4, 0, 2]]
    assert pytest.approx(np.array(summer, float)) == st.go_h[SUMMER].T
    assert pytest.approx(np.array(winter, float)) == st.go_h[WINTER].T
    assert (st.back_h == 0).all()
    assert st.mobile == pytest.approx(np.ones((2, 6, 3)))
    assert st.report_h.tolist() == [4] * 6


def test_busy_hours_are_both_ways_and_the_work():
    st = stages_of(tutorial())
    assert st.handson_h[SUMMER, :, MIDDLE] == pytest.approx([8, 8, 4, 8, 4, 8])
    assert st.busy_h[SUMMER, :, MIDDLE] == pytest.approx([12, 14, 4, 12, 10, 18])
    assert st.busy_h[WINTER, RIVER, MIDDLE] == pytest.approx(10)
    # hours at work are exponential (cv 1), the way takes as long as it takes: 12^2 + 8^2
    assert st.busy_square[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(208)


def test_setup_makes_the_server_busy_but_the_machine_does_not_wait_for_it():
    st = stages_of(trucks_changed(setup_h=1.5, shift_factor=2.0))
    assert st.handson_h[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(16)
    assert st.busy_h[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(16 + 1.5 + 4)


@pytest.mark.parametrize(("tow_range", "comes"), [(None, True), (180, True), (130, False)])
def test_a_machine_comes_to_the_hub_within_its_range(tow_range, comes):
    st = stages_of(trucks_changed(service="both", tow_kmh=40.0, tow_range_km=tow_range))
    # 120 km at 40 km/h, and home again; the bay is busy with the work alone
    for stage, hours in (("go_h", 3), ("back_h", 3), ("busy_h", 8), ("mobile", 0)):
        assert getattr(st, stage)[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(hours)
    # 180 km: a tow of 4.5 h, or a crew in 3 h
    far = st.go_h[SUMMER, HILL_PIT, MIDDLE], st.busy_h[SUMMER, HILL_PIT, MIDDLE]
    assert far == pytest.approx((4.5, 8) if comes else (3, 14))
    assert st.mobile[SUMMER, QUARRY] == pytest.approx([1, 1, 1])


def frost(months: tuple[float, ...]) -> dict:
    return {
        "climate": (Climate(place="middle", months=months),),
        "cold": (
            Cold(setting="outdoor", below_c=-15, factor=1.5),
            Cold(setting="outdoor", below_c=0, factor=1.2),
            Cold(setting="bay", below_c=-15, factor=1.1),
        ),
    }


YEAR = (-20.0, -20, -5, 5, 10, 15, 20, 15, 10, 5, -5, -20)


def test_cold_slows_the_work_month_by_month():
    st = stages_of(tutorial(**frost(YEAR)))
    # winter is November to April: -5 -20 -20 -20 -5 5
    factor = (1.2 + 3 * 1.5 + 1.2 + 1) / 6
    assert st.handson_h[SUMMER, :, MIDDLE] == pytest.approx([8, 8, 4, 8, 4, 8])
    assert st.handson_h[WINTER, NORTH_PIT, MIDDLE] == pytest.approx(8 * factor)
    assert st.busy_h[WINTER, NORTH_PIT, MIDDLE] == pytest.approx(8 * factor + 4)
    square = [(8 * f + 4) ** 2 + (8 * f) ** 2 for f in (1.2, 1.5, 1.5, 1.5, 1.2, 1)]
    assert st.busy_square[WINTER, NORTH_PIT, MIDDLE] == pytest.approx(np.mean(square))


def test_a_heated_bay_is_warmer_than_the_open():
    changes = {"service": "to_hub", "tow_kmh": 40.0, "cold": "bay"}
    region = replace(trucks_changed(**changes), **frost(YEAR))
    st = stages_of(region)
    assert st.handson_h[WINTER, NORTH_PIT, MIDDLE] == pytest.approx(8 * (3 * 1.1 + 3) / 6)
    # the loaders' crew still works outdoors
    assert st.handson_h[WINTER, QUARRY, MIDDLE] == pytest.approx(4 * 7.9 / 6)


def test_months_count_by_their_repairs():
    """Three quarters of winter's repairs in January: its cold weighs three quarters."""
    months = (9.0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    region = tutorial(activity=(Activity(machine_class="truck", months=months),), **frost(YEAR))
    weights = season_weights(region, demand(region))
    assert weights[WINTER, :, NORTH_PIT] == pytest.approx(np.array([9, 1, *[0] * 8, 1, 1]) / 12)
    assert weights[WINTER, :, QUARRY] == pytest.approx(np.array([1, 1, 1, 1, *[0] * 6, 1, 1]) / 6)
    st = stages_of(region)
    mean = (9 * 1.5 + 1.5 + 1.2 + 1.5) / 12
    assert st.handson_h[WINTER, NORTH_PIT, MIDDLE] == pytest.approx(8 * mean)


def test_a_season_without_repairs_weighs_its_months_alike():
    months = (0.0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0)
    region = tutorial(activity=(Activity(machine_class="truck", months=months),))
    weights = season_weights(region, demand(region))
    assert weights[WINTER, :, NORTH_PIT].sum() == pytest.approx(1)
    assert stages_of(region).go_h[WINTER, RIVER, MIDDLE] == pytest.approx(1)
