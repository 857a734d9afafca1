"""The Problem that is built of a region: its numbers by hand, and ways that are closed."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.model.choice import Choice, evaluate
from optimizer.region import load_region
from optimizer.region.machines import Activity
from optimizer.travel import travel_times
from optimizer.turnaround.build import mix_variability, turnaround, with_variability

NORTH, MIDDLE, SOUTH = range(3)
RIVER = 3


@pytest.fixture(scope="module")
def built():
    return turnaround(load_region("tutorial"))


def with_scenario(region, **changes):
    return replace(region, scenario=region.scenario.model_copy(update=changes))


def test_hours_without_waiting(built):
    # north pit from Middle: 0.04 repairs an hour x (4 + 2 + 8) h x 87.6 million a year
    assert built.problem.linear[0, MIDDLE] == pytest.approx(0.04 * 14 * 87.6)
    assert built.problem.linear[RIVER, MIDDLE] == pytest.approx(0.03 * (4 + 1.5 + 8) * 87.6)
    assert built.problem.stay == pytest.approx([280.32, 140.16, 109.5, 210.24, 131.4, 140.16])


def test_costs(built):
    # a tenth of the capital and the running cost; the north is a fifth dearer
    assert built.problem.size_cost.tolist() == [[18, 36], [15, 30], [15, 30]]
    crews, spares = built.problem.stations
    assert crews.cost.tolist() == [[12, 24, 48], [10, 20, 40], [10, 20, 40]]
    assert crews.allowed.tolist() == [[True, True, False], [True, True, True]]
    assert spares.cost[0].tolist() == [kit.pieces for kit in spares.curves]


def test_lead_times(built):
    # 100 h to the gateway at Middle, then 2 h to the north and 3 h to the south
    spares = built.problem.stations[1]
    assert spares.hours[:, 0, :].tolist() == [[102, 100, 103]] * 2
    assert spares.rate[0] == pytest.approx([0.02, 0.01, 0.0125, 0.015, 0.015, 0.01])
    assert spares.weight == pytest.approx((87.6 * 0.055 + 43.8 * 0.0275) / 0.0825)


def test_queue_weight_is_value_and_variability(built):
    """Only the quarry is served: its service is exponential but for nothing, so k = 1."""
    crews = built.problem.stations[0]
    served = np.zeros((6, 3))
    served[2, MIDDLE] = 1.0
    cv2 = mix_variability(
        built.region, "crew", built.demand, built.stages, built.season_share, built.rate, served
    )
    assert cv2 == pytest.approx([1, 1, 1])
    other = with_variability(built, {"crew": np.array([0.0, 1.0, 3.0])})
    assert other.problem.stations[0].weight == pytest.approx(65.7 * np.array([0.5, 1, 2]))
    assert (other.problem.stations[1].weight == built.problem.stations[1].weight).all()
    assert crews.weight[MIDDLE] != pytest.approx(65.7)


def test_variability_of_a_mix_by_hand(built):
    """North pit (12 h, 208 h2) and forest (18 h, 388 h2) from Middle, repairs two to one."""
    served = np.zeros((6, 3))
    served[[0, 5], MIDDLE] = 1.0
    cv2 = mix_variability(
        built.region, "crew", built.demand, built.stages, built.season_share, built.rate, served
    )
    mean, square = (2 * 12 + 18) / 3, (2 * 208 + 388) / 3
    assert cv2[MIDDLE] == pytest.approx(square / mean**2 - 1)


def test_hours_beyond_the_reach_target_count_more():
    region = with_scenario(load_region("tutorial"), reach_target_h=2.0, reach_weight=3.0)
    problem = turnaround(region).problem
    # hill pit from Middle: 3 h, one beyond the target
    assert problem.linear[1, MIDDLE] == pytest.approx(0.02 * (15 + 3) * 87.6)
    assert problem.linear[0, MIDDLE] == pytest.approx(0.04 * 14 * 87.6)
    # nearer than the target is no gain
    assert problem.linear[0, NORTH] == pytest.approx(0.04 * 12 * 87.6)
    assert problem.linear[2, MIDDLE] == pytest.approx(0.05 * 8 * 43.8)
    assert problem.stay[0] == pytest.approx(0.04 * (80 + 6) * 87.6)


def test_today_may_be_ruled_out():
    region = with_scenario(load_region("tutorial"), keep_today=False)
    assert np.isinf(turnaround(region).problem.stay).all()


def cut_off(region, park: int, site: int, months: set[int]):
    """Travel of a region without the way from a park to a site in some months."""
    travel = travel_times(region)
    rows = [travel.month_variant(month) for month in range(1, 13)]
    hours = travel.crew_h[rows]
    hours[[month - 1 for month in months], park, site] = np.inf
    return replace(
        travel,
        variants=tuple(frozenset({month}) for month in range(1, 13)),
        crew_h=hours,
        parts_h=travel.parts_h[rows],
    )


def test_a_closed_way_says_nothing_of_the_variability():
    """In the season that closes it nobody comes; the mix is that of all other repairs."""
    region = load_region("tutorial")
    built = turnaround(region, cut_off(region, MIDDLE, RIVER, set(range(5, 11))))
    served = np.zeros((6, 3))
    served[[0, RIVER], MIDDLE] = 1.0
    cv2 = mix_variability(
        region, "crew", built.demand, built.stages, built.season_share, built.rate, served
    )
    # north pit all year: 12 h and 208 h2, 0.04; river in winter: 10 h and 164 h2, 0.03
    weight, mean, square = np.array([0.04, 0.015]), np.array([12, 10]), np.array([208, 164])
    first, second = weight @ mean / weight.sum(), weight @ square / weight.sum()
    assert cv2[MIDDLE] == pytest.approx(second / first**2 - 1)


@pytest.mark.parametrize("target", [None, 2.0])
def test_a_closed_way_leaves_the_park_to_the_others(target):
    region = with_scenario(load_region("tutorial"), reach_target_h=target)
    built = turnaround(region, cut_off(region, NORTH, RIVER, set(range(5, 11))))
    problem = built.problem
    assert np.isinf(problem.linear[RIVER, NORTH])
    assert np.isfinite(problem.linear).sum() == 17
    crews = problem.stations[0]
    # no way in summer; 3 + 8 + 3 h in winter
    assert crews.hours[:, RIVER, NORTH] == pytest.approx([0, 14])
    assert all(np.isfinite(s.hours).all() and np.isfinite(s.weight).all() for s in problem.stations)
    others = Choice(
        served=np.array([0, 0, -1, -1, -1, -1]),
        size=np.array([0, -1, -1]),
        level=np.array([[1, -1, -1], [0, -1, -1]]),
    )
    exact = evaluate(problem, others)
    assert exact.broken == ()
    assert np.isfinite(exact.objective)
    river = replace(others, served=np.array([0, -1, -1, 0, -1, -1]))
    assert "river-mine / truck: cannot be served from north-park" in evaluate(problem, river).broken


def test_a_way_may_be_closed_while_nothing_breaks():
    """Trucks that stand all winter do not need the ice."""
    region = load_region("tutorial")
    summer = (0.0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0)
    region = replace(region, activity=(Activity(machine_class="truck", months=summer),))
    winter = {11, 12, 1, 2, 3, 4}
    open_way = turnaround(region).problem
    closed = turnaround(region, cut_off(region, MIDDLE, RIVER, winter)).problem
    assert closed.linear == pytest.approx(open_way.linear)
    assert closed.linear[RIVER, MIDDLE] == pytest.approx(0.03 * (4 + 2 + 8) * 87.6)


def test_a_way_may_be_closed_in_a_month_while_nothing_breaks():
    region = load_region("tutorial")
    but_january = (0.0, *[1.0] * 11)
    region = replace(region, activity=(Activity(machine_class="truck", months=but_january),))
    closed = turnaround(region, cut_off(region, MIDDLE, RIVER, {1})).problem
    assert closed.linear == pytest.approx(turnaround(region).problem.linear)
    february = turnaround(region, cut_off(region, MIDDLE, RIVER, {2})).problem
    assert np.isinf(february.linear[RIVER, MIDDLE])


def test_a_machine_that_costs_nothing_cannot_be_served_where_no_way_leads():
    region = load_region("tutorial")
    truck, loader = region.classes
    region = replace(region, classes=(replace(truck, value_krub_h=0.0), loader))
    problem = turnaround(region, cut_off(region, NORTH, RIVER, {7})).problem
    assert np.isinf(problem.linear[RIVER, NORTH])
    assert problem.linear[RIVER, MIDDLE] == 0


def test_parts_follow_one_profile_over_the_year():
    """So that every stock has a single load, whatever cells it serves."""
    region = load_region("tutorial")
    months = (1.0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1)
    built = turnaround(replace(region, activity=(Activity(machine_class="truck", months=months),)))
    spares = built.problem.stations[1]
    assert spares.scale is not None
    assert built.season_share @ spares.rate == pytest.approx(
        [0.02, 0.01, 0.0125, 0.015, 0.015, 0.01]
    )
    # trucks: 4/3 and 2/3 of their mean; loaders alike all year
    profile = (0.055 * np.array([4 / 3, 2 / 3]) + 0.0275) / 0.0825
    assert spares.rate.sum(axis=1) == pytest.approx(0.0825 * profile)
