"""Two pools, two families and parks that cost differently: each takes what is its own."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.region import load_region
from optimizer.region.resources import Hosting, Level, Pool
from optimizer.travel import travel_times
from optimizer.turnaround.build import nearby_variability, turnaround
from optimizer.turnaround.kits import demand_classes, kit_frontier

NORTH, MIDDLE, SOUTH = range(3)
TRUCKS, LOADERS = [0, 1, 3, 5], [2, 4]


def bays(servers: int, capital: float) -> Level:
    return Level(pool="bay", servers=servers, capital_mrub=capital, running_mrub=1.0)


def two_pools(**changes):
    """The tutorial, its loaders repaired in bays that only the centre hosts, at most two."""
    region = load_region("tutorial")
    truck, loader = region.classes
    spares = region.families[0]
    north, middle, south = region.parks
    small = replace(spares, id="filters", price_krub=40.0, part_numbers=3, resupply_h=20.0)
    need = region.needs[0]
    return replace(
        region,
        classes=(truck, replace(loader, pool="bay")),
        pools=(Pool(id="bay", name="bays"), *region.pools),
        levels=(bays(3, 30.0), bays(1, 10.0), *region.levels[::-1], bays(2, 20.0)),
        hosting=(*region.hosting, Hosting(size="centre", pool="bay", max_servers=2)),
        parks=(replace(north, capital_factor=1.5, running_factor=1.1), middle, south),
        families=(spares, small),
        needs=(need, replace(need, family="filters", machine_class="loader", share=0.9)),
        **changes,
    )


@pytest.fixture(scope="module")
def built():
    return turnaround(two_pools())


@pytest.fixture(scope="module")
def stations(built):
    return {station.name: station for station in built.problem.stations}


def test_a_pool_repairs_its_own_classes(stations):
    assert list(stations) == ["bay", "crew", "spares", "filters"]
    assert stations["bay"].cells.tolist() == LOADERS
    assert stations["crew"].cells.tolist() == TRUCKS
    assert stations["bay"].rate == pytest.approx(np.array([[0.05, 0.06]] * 2))


def test_levels_are_of_the_pool_and_rise(stations):
    assert [curve.servers for curve in stations["bay"].curves] == [1, 2, 3]
    assert [curve.servers for curve in stations["crew"].curves] == [1, 2, 4]
    # a tenth of 10, 20, 30 and 1 a year; the north builds for half more and runs for a tenth more
    assert stations["bay"].cost[MIDDLE] == pytest.approx([2, 3, 4])
    assert stations["bay"].cost[NORTH] == pytest.approx([2.6, 4.1, 5.6])


def test_a_size_without_a_row_hosts_no_server_of_the_pool(stations):
    assert stations["bay"].allowed.tolist() == [[False] * 3, [True, True, False]]
    assert stations["crew"].allowed.tolist() == [[True, True, False], [True] * 3]


def test_a_pool_that_repairs_nothing_is_no_station():
    region = load_region("tutorial")
    idle = Pool(id="bay", name="bays")
    region = replace(region, pools=(idle, *region.pools), levels=(*region.levels, bays(1, 1.0)))
    assert [s.name for s in turnaround(region).problem.stations] == ["crew", "spares"]


def test_costs_of_a_park_are_its_own(built):
    # post 100 and 5, centre 200 and 10; an annuity of a tenth
    assert built.problem.size_cost[NORTH] == pytest.approx([20.5, 41])
    assert built.problem.size_cost[SOUTH] == pytest.approx([15, 30])


def test_a_family_is_asked_for_by_its_own_classes(stations):
    spares, filters = stations["spares"], stations["filters"]
    assert spares.cells.tolist() == TRUCKS
    assert filters.cells.tolist() == LOADERS
    assert filters.rate == pytest.approx(np.array([[0.045, 0.054]] * 2))
    assert spares.weight == pytest.approx([87.6] * 3)
    assert filters.weight == pytest.approx([43.8] * 3)
    assert filters.hours[:, 0, :].tolist() == [[22, 20, 23]] * 2


def test_a_family_that_nobody_needs_is_no_station():
    region = two_pools()
    named = turnaround(replace(region, needs=region.needs[:1])).problem.stations
    assert [station.name for station in named] == ["bay", "crew", "spares"]


def test_owners_shelves_are_asked_first():
    region = two_pools()
    today = tuple(
        replace(row, own_cover=0.75 if row.machine_class == "loader" else 1.0)
        for row in region.today
    )
    stations = turnaround(replace(region, today=today)).problem.stations
    assert [station.name for station in stations] == ["bay", "crew", "filters"]
    assert stations[-1].rate == pytest.approx(np.array([[0.01125, 0.0135]] * 2))


def test_kits_are_offered_for_the_whole_demand_at_the_mean_lead(stations):
    """0.099 pieces an hour x the mean of 22, 20 and 23 h; a piece costs 0.01 against 43.8."""
    classes = demand_classes(3, 0.0)
    kits = kit_frontier(classes, 0.099 * 65 / 3, 3, 0.01 / 43.8)
    assert [kit.stock for kit in stations["filters"].curves] == [kit.stock for kit in kits]
    assert stations["filters"].cost[SOUTH] == pytest.approx([0.01 * kit.pieces for kit in kits])
    assert stations["filters"].allowed.shape == (2, 3)
    assert stations["filters"].allowed.all()


def test_kits_of_cheap_machines_are_few():
    """Standing costs 0.2 million a year here, so that a piece for 0.01 must save much."""
    region = two_pools()
    truck, loader = region.classes
    cheap = replace(loader, value_krub_h=0.2 / 8.76)
    stations = turnaround(replace(region, classes=(truck, cheap))).problem.stations
    kits = kit_frontier(demand_classes(3, 0.0), 0.099 * 65 / 3, 3, 0.01 / 0.2)
    assert [kit.stock for kit in stations[-1].curves] == [kit.stock for kit in kits]
    dear = kit_frontier(demand_classes(3, 0.0), 0.099 * 65 / 3, 3, 0.01)
    assert [kit.stock for kit in dear] != [kit.stock for kit in kits]


def test_lead_time_is_the_mean_of_the_months_with_handling():
    region = two_pools()
    region = replace(region, scenario=region.scenario.model_copy(update={"parts_handling_h": 6.0}))
    travel = travel_times(region)
    rows = [travel.month_variant(month) for month in range(1, 13)]
    way = travel.parts_h[rows]
    way[[0, 1, 5], SOUTH] += [12.0, 6.0, 60.0]  # January, February, June
    months = tuple(frozenset({month}) for month in range(1, 13))
    travel = replace(travel, variants=months, crew_h=travel.crew_h[rows], parts_h=way)
    lead = turnaround(region, travel).lead_h
    # summer (May to October) and winter have six months each
    assert lead[0, :, SOUTH] == pytest.approx([100 + 6 + 3 + 10, 100 + 6 + 3 + 3])
    assert lead[1, :, MIDDLE] == pytest.approx([26, 26])


def test_first_guess_of_variability_weighs_the_near(built):
    """Trucks from Middle: (1 + the shortest way) over (1 + this way), squared, by repairs."""
    region, d, st = built.region, built.demand, built.stages
    cv2 = nearby_variability(region, d, st, built.season_share, built.rate)
    assert cv2.keys() == {"crew", "bay"}
    least, here = np.array([0.0, 1.0, 1.5, 2.0]), np.array([2.0, 3.0, 1.5, 5.0])
    assert st.go_h[:, TRUCKS, MIDDLE].mean(axis=0) == pytest.approx(here)
    assert st.go_h[:, TRUCKS].mean(axis=0).min(axis=1) == pytest.approx(least)
    near = d.rate[TRUCKS] * ((1 + least) / (1 + here)) ** 2
    busy = st.busy_h[:, TRUCKS, MIDDLE].mean(axis=0)
    square = st.busy_square[:, TRUCKS, MIDDLE].mean(axis=0)
    mean = near @ busy / near.sum()
    assert cv2["crew"][MIDDLE] == pytest.approx(near @ square / near.sum() / mean**2 - 1)


def test_a_pool_where_nobody_is_served_has_exponential_service():
    region = two_pools()
    truck, loader = region.classes
    idle = replace(loader, failures=0.0)
    built = turnaround(replace(region, classes=(truck, idle)))
    assert built.variability["bay"] == pytest.approx([1, 1, 1])
    bay = next(s for s in built.problem.stations if s.name == "bay")
    assert np.isfinite(bay.weight).all()
    assert built.variability_factor["bay"] == pytest.approx([1, 1, 1])
