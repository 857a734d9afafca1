"""Weather stations, cold steps, kilometres and hours where a table stops short or meets a limit."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.region import load_region
from optimizer.region.machines import Activity
from optimizer.region.seasons import Climate, Cold
from optimizer.travel import travel_times
from optimizer.turnaround.demand import HOURS_PER_YEAR, demand, failures_per_year
from optimizer.turnaround.stages import Stages, stages

NORTH, MIDDLE, SOUTH = range(3)
NORTH_PIT, HILL_PIT, QUARRY, RIVER, PORT, FOREST = range(6)
SUMMER, WINTER = range(2)
MILD, FROST = (10.0,) * 12, (-20.0,) * 12
STEPS = (
    Cold(setting="outdoor", below_c=0, factor=1.2),
    Cold(setting="bay", below_c=0, factor=1.05),
    Cold(setting="outdoor", below_c=-30, factor=2.0),
    Cold(setting="outdoor", below_c=-15, factor=1.5),
)


def stages_of(region) -> Stages:
    return stages(region, travel_times(region), demand(region))


def cold(*climate: Climate, **truck):
    region = load_region("tutorial")
    first, loader = region.classes
    classes = (replace(first, **truck), loader)
    return replace(region, classes=classes, climate=climate, cold=STEPS)


def test_the_nearest_weather_station_counts():
    region = cold(Climate(place="south", months=FROST), Climate(place="north", months=MILD))
    work = stages_of(region).handson_h[SUMMER, :, MIDDLE]
    # the forest and the port are nearer to the south, everybody else to the north
    assert work == pytest.approx([8, 8, 4, 8, 6, 12])


def test_a_bay_is_as_cold_as_its_park_not_as_the_site():
    changes = {"service": "to_hub", "tow_kmh": 40.0, "cold": "outdoor"}
    region = cold(
        Climate(place="south", months=FROST), Climate(place="north", months=MILD), **changes
    )
    work = stages_of(region).handson_h[SUMMER, FOREST]
    # 3 h of road from Middle; the park there has 10 degrees, that of the south -20
    assert work == pytest.approx([8, 8, 12])
    inside = replace(region, classes=(replace(region.classes[0], cold="bay"), region.classes[1]))
    assert stages_of(inside).handson_h[SUMMER, FOREST] == pytest.approx([8, 8, 8.4])


@pytest.mark.parametrize(
    ("degrees", "factor"),
    [(0.0, 1), (-0.1, 1.2), (-15.0, 1.2), (-15.1, 1.5), (-30.0, 1.5), (-31.0, 2)],
)
def test_a_step_applies_below_its_temperature(degrees, factor):
    """The coldest of the steps that apply, in whatever order they stand in the table."""
    st = stages_of(cold(Climate(place="middle", months=(degrees,) * 12)))
    assert st.handson_h[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(8 * factor)


def test_without_a_weather_station_it_is_mild():
    assert stages_of(cold()).handson_h[WINTER, :, MIDDLE] == pytest.approx([8, 8, 4, 8, 4, 8])


def test_each_class_reports_and_varies_by_itself():
    region = cold(report_h=6.5, handson_cv=0.5, setup_h=1.0)
    st = stages_of(region)
    assert st.report_h.tolist() == [6.5, 6.5, 4, 6.5, 4, 6.5]
    # 8 h of work, 1 of setting up, 2 of road each way; only the work varies
    assert st.busy_square[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(13**2 + 4**2)
    assert st.busy_square[SUMMER, QUARRY, MIDDLE] == pytest.approx(4**2 + 4**2)


def test_a_machine_that_must_come_and_cannot_is_visited():
    region = cold(service="to_hub", tow_kmh=None)
    st = stages_of(region)
    assert st.mobile == pytest.approx(np.ones((2, 6, 3)))
    assert st.busy_h[SUMMER, NORTH_PIT, MIDDLE] == pytest.approx(12)


def test_a_crew_that_drives_out_leaves_the_machine_where_it_is():
    """A class that is visited stays, even where the table knows how fast it could be towed."""
    st = stages_of(cold(service="mobile", tow_kmh=40.0))
    assert st.mobile == pytest.approx(np.ones((2, 6, 3)))
    assert (st.back_h == 0).all()


def test_all_year_is_the_mean_of_its_months():
    """Ferry in half of the year, ice in the other half, and one season for both."""
    region = load_region("tutorial")
    whole = replace(region.seasons[0], id="year", months=frozenset(range(1, 13)))
    st = stages_of(replace(region, seasons=(whole,)))
    assert st.go_h[0, RIVER, MIDDLE] == pytest.approx(1.5)
    assert st.busy_h[0, RIVER, MIDDLE] == pytest.approx(11)
    assert st.busy_square[0, RIVER, MIDDLE] == pytest.approx((144 + 100) / 2 + 64)


def test_a_fleet_without_hours_or_kilometres_does_not_fail():
    region = load_region("tutorial")
    truck = region.classes[0]
    still = replace(region.fleets[0], hours_per_year=None, km_per_year=None)
    for per in ("1000 h", "10000 km"):
        assert failures_per_year(still, replace(truck, failures_per=per)) == 0
    d = demand(replace(region, fleets=(still, *region.fleets[1:])))
    assert d.rate[0] == 0
    assert d.by_month[:, 0].tolist() == [0] * 12


def test_both_spans_of_failures_by_hand():
    region = load_region("tutorial")
    truck = replace(region.classes[0], failures=7.0)
    fleet = replace(region.fleets[0], hours_per_year=3000, km_per_year=80_000)
    assert failures_per_year(fleet, truck) == pytest.approx(21)
    assert failures_per_year(fleet, replace(truck, failures_per="10000 km")) == pytest.approx(56)


def test_what_the_table_of_today_says_is_taken_by_class_and_workshop():
    region = load_region("tutorial")
    own = tuple(replace(row, own_cover=0.3, parts_h=20.0) for row in region.today[:1])
    fleets = (*region.fleets[:5], replace(region.fleets[5], workshop="strong"))
    d = demand(replace(region, today=(*own, region.today[1]), fleets=fleets))
    assert d.own_cover.tolist() == [0.3, 0.3, 0, 0.3, 0, 0]
    assert d.today_h.tolist() == [50, 50, 50, 50, 50, np.inf]
    assert d.count.tolist() == [40, 20, 50, 30, 60, 20]
    assert d.site.tolist() == [0, 1, 2, 3, 4, 5]
    assert d.machine_class.tolist() == [0, 0, 1, 0, 1, 0]


def test_machines_count_alike_even_where_none_fails():
    region = load_region("tutorial")
    alike = region.scenario.model_copy(update={"aim": "machines"})
    never = tuple(replace(machine, failures=0.0) for machine in region.classes)
    d = demand(replace(region, scenario=alike, classes=never))
    assert d.rate.tolist() == [0] * 6
    assert d.value.tolist() == [1] * 6


def test_the_mean_value_is_that_of_the_mean_repair():
    region = load_region("tutorial")
    alike = replace(region, scenario=region.scenario.model_copy(update={"aim": "machines"}))
    # 0.11 repairs an hour of trucks at 87.6, 0.11 of loaders at 43.8
    assert demand(alike).value == pytest.approx([65.7] * 6)


def test_only_the_ratios_of_the_months_matter():
    region = load_region("tutorial")
    months = (2.0, 4, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    d = demand(replace(region, activity=(Activity(machine_class="loader", months=months),)))
    assert d.by_month[:3, QUARRY] == pytest.approx(0.05 * np.array([2, 4, 6]))
    assert d.by_month[:, QUARRY].sum() * HOURS_PER_YEAR / 12 == pytest.approx(438)
    assert d.by_month[5, NORTH_PIT] == pytest.approx(0.04)
