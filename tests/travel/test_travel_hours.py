"""Hours over the five-place network, worked out by hand."""

import numpy as np
import pytest
from five_places import LINKS, MODES, PLACES, a_class, a_mode, a_region, five_places
from geopy.distance import geodesic

from optimizer.region.geography import Link
from optimizer.region.scenario import Scenario
from optimizer.region.sites import Park, Site
from optimizer.travel import travel_times

ALPHA, GAMMA = 0, 1
BETA, DELTA, OMEGA, OFF = 0, 1, 2, 3
WINTER, SPRING, SUMMER = 1, 5, 7


def hours(travel, month, park, site):
    return travel.crew_h[travel.month_variant(month), park, site]


@pytest.fixture(scope="module")
def travel():
    return travel_times(five_places())


def test_months_with_the_same_open_links_are_one_variant(travel):
    assert set(travel.variants) == {
        frozenset({1, 2, 3, 12}),
        frozenset({4, 5, 11}),
        frozenset({6, 7, 8, 9, 10}),
    }
    assert travel.crew_h.shape == (3, 2, 4)


def test_the_mode_caps_the_speed_of_a_link(travel):
    # 120 km at 80 km/h, but no vehicle of ours is faster than 60 by road
    assert hours(travel, WINTER, ALPHA, BETA) == pytest.approx(2.0)


def test_a_slow_link_keeps_its_own_speed(travel):
    assert hours(travel, WINTER, GAMMA, BETA) == pytest.approx(150 / 50)


def test_a_wait_decides_between_modes(travel):
    # by road 2 + 3 = 5 h to gamma; by rail 8 + 2.5
    assert hours(travel, SPRING, ALPHA, DELTA) == pytest.approx(2 + 3 + 60 / 20)
    fast = five_places(
        modes=tuple(m if m.id != "rail" else a_mode("rail", wait_h=1) for m in MODES)
    )
    assert hours(travel_times(fast), SPRING, ALPHA, DELTA) == pytest.approx(1 + 2.5 + 3)


def test_one_waits_again_for_each_boarding_and_not_within_a_mode(travel):
    # road, ferry (wait 3, 2 h); in summer only
    assert hours(travel, SUMMER, ALPHA, DELTA) == pytest.approx(2 + 3 + 2)
    assert hours(travel, SPRING, ALPHA, DELTA) == pytest.approx(8)
    two = (
        Link(origin="alpha", destination="beta", mode="rail", km=100, hours=1.0),
        Link(origin="beta", destination="delta", mode="rail", km=100, hours=1.0),
    )
    assert hours(travel_times(five_places(links=two)), 1, ALPHA, DELTA) == pytest.approx(8 + 2)


def test_charter_beats_a_closed_way(travel):
    straight = geodesic((48, 135), (53, 140)).km * 1.05 / 220 + 30
    assert hours(travel, WINTER, ALPHA, OMEGA) == pytest.approx(8 + 300 / 30)
    assert hours(travel, SPRING, ALPHA, OMEGA) == pytest.approx(straight, rel=1e-12)
    assert travel.main_mode(travel.month_variant(SPRING), ALPHA, OMEGA) == "charter"
    assert travel.main_mode(travel.month_variant(WINTER), ALPHA, OMEGA) == "winter_road"


def test_charter_beats_a_slow_way():
    slow = (*LINKS[:4], Link(origin="delta", destination="omega", mode="road", km=300, speed_kmh=5))
    travel = travel_times(five_places(links=slow))
    straight = geodesic((50, 137), (53, 140)).km * 1.05 / 220 + 30
    assert travel.variants == (frozenset(range(1, 13)),)
    assert travel.crew_h[0, GAMMA, OMEGA] == pytest.approx(straight, rel=1e-12)
    assert straight < 3 + 300 / 5


def test_the_last_kilometres_are_a_straight_track(travel):
    km = geodesic((50, 137), (50.2, 137)).km * 1.3
    v = travel.month_variant(WINTER)
    assert travel.crew_h[v, GAMMA, OFF] == pytest.approx(0.25 + km / 20)
    assert travel.crew_km[v, GAMMA, OFF] == pytest.approx(km)
    assert travel.main_mode(v, GAMMA, OFF) == "track"


def test_a_site_at_its_place_needs_no_track():
    near = Site(id="near", name="N", place="gamma", lat=50.004, lon=137.0)
    travel = travel_times(five_places(sites=(near,)))
    assert travel.crew_h[0, GAMMA, 0] == 0
    assert travel.main_mode(0, GAMMA, 0) == ""
    far = Site(id="far", name="F", place="gamma", lat=50.005, lon=137.0)
    assert travel_times(five_places(sites=(far,))).crew_h[0, GAMMA, 0] > 0.25


def test_the_track_must_be_open_to_the_traveller():
    modes = tuple(
        a_mode("track", reach="last_km", kmh=20.0, detour=1.3, machine=False)
        if m.id == "track" else m
        for m in MODES
    )  # fmt: skip
    travel = travel_times(five_places(modes=modes))
    assert np.isfinite(travel.crew_h[:, :, OFF]).all()
    assert np.isinf(travel.tow_h[30.0][:, :, OFF]).all()


def test_a_tow_keeps_off_rail_air_and_forbidden_links(travel):
    tow = travel.tow_h[30.0]
    winter, summer = travel.month_variant(WINTER), travel.month_variant(SUMMER)
    assert tow[winter, ALPHA, BETA] == pytest.approx(120 / 30)
    assert tow[winter, GAMMA, BETA] == pytest.approx(150 / 30)
    assert np.isinf(tow[winter, :, DELTA]).all()
    # the ferry is by the clock: a slow tow crosses no slower
    assert tow[summer, ALPHA, DELTA] == pytest.approx(4 + 3 + 2)
    assert travel.tow_km[30.0][summer, ALPHA, DELTA] == pytest.approx(160)
    assert np.isinf(travel.tow_km[30.0][winter, :, DELTA]).all()
    assert np.isinf(tow[:, :, OMEGA]).all()


def test_every_towing_speed_has_its_hours():
    classes = (
        a_class("slow", tow_kmh=20.0),
        a_class("lame", tow_kmh=45.0),
        a_class("again", tow_kmh=45.0),
        a_class("stays", tow_kmh=None, service="mobile"),
    )
    travel = travel_times(five_places(classes=classes))
    assert set(travel.tow_h) == set(travel.tow_km) == {20.0, 45.0}
    assert travel.tow_h[20.0][0, ALPHA, BETA] == pytest.approx(6)
    assert travel.tow_h[45.0][0, ALPHA, BETA] == pytest.approx(120 / 45)


def test_each_tow_has_the_length_of_its_own_way():
    links = (
        Link(origin="alpha", destination="beta", mode="road", km=100, speed_kmh=60),
        Link(origin="alpha", destination="beta", mode="winter_road", km=60, speed_kmh=30),
    )
    classes = (a_class("slow", tow_kmh=20.0), a_class("fast", tow_kmh=60.0))
    travel = travel_times(five_places(links=links, classes=classes))
    assert travel.tow_km[20.0][0, ALPHA, BETA] == 60
    assert travel.tow_km[60.0][0, ALPHA, BETA] == 100


def test_hours_of_a_link_win_over_its_speed_until_a_cap_is_lower():
    both = Link(origin="alpha", destination="beta", mode="road", km=100, speed_kmh=50, hours=3.0)
    classes = (a_class("lame", tow_kmh=40.0), a_class("slow", tow_kmh=20.0))
    travel = travel_times(five_places(links=(both,), classes=classes))
    assert travel.crew_h[0, ALPHA, BETA] == pytest.approx(3.0)
    assert travel.tow_h[40.0][0, ALPHA, BETA] == pytest.approx(3.0)
    assert travel.tow_h[20.0][0, ALPHA, BETA] == pytest.approx(5.0)


def test_of_parallel_links_the_faster_is_taken():
    links = (
        Link(origin="alpha", destination="beta", mode="road", km=100, speed_kmh=25),
        Link(origin="beta", destination="alpha", mode="road", km=90, speed_kmh=30),
    )
    travel = travel_times(five_places(links=links))
    assert travel.crew_h[0, ALPHA, BETA] == pytest.approx(3)
    assert travel.crew_km[0, ALPHA, BETA] == pytest.approx(90)


def test_of_equally_fast_parallel_links_the_shorter_is_taken():
    long = Link(origin="alpha", destination="beta", mode="rail", km=90, hours=2.0)
    short = Link(origin="alpha", destination="beta", mode="rail", km=60, hours=2.0)
    for links in ((long, short), (short, long)):
        assert travel_times(five_places(links=links)).crew_km[0, ALPHA, BETA] == 60


def test_parts_come_from_the_gateway():
    scenario = Scenario(budget_mrub=1, gateway="alpha")
    only_parts = a_mode("rail", wait_h=1, crew=False)
    modes = tuple(only_parts if m.id == "rail" else m for m in MODES)
    travel = travel_times(five_places(scenario=scenario, modes=modes))
    assert travel.parts_h[:, ALPHA] == pytest.approx(0)
    assert travel.parts_h[:, GAMMA] == pytest.approx(3.5)
    assert travel.parts_route("p-gamma", 5).modes == ("rail",)


def test_without_a_gateway_parts_are_at_the_park(travel):
    assert travel.parts_h.shape == (3, 2)
    assert not travel.parts_h.any()
    assert travel.parts_route("p-gamma", 5).legs == ()


def test_a_region_without_links_flies():
    travel = travel_times(five_places(links=()))
    assert travel.variants == (frozenset(range(1, 13)),)
    assert travel.crew_h[0, ALPHA, DELTA] == pytest.approx(
        30 + geodesic((48, 135), (51, 138)).km * 1.05 / 220
    )


def test_a_month_must_exist(travel):
    with pytest.raises(ValueError, match="month 13 does not exist"):
        travel.month_variant(13)


def test_months_one_by_one_give_the_same_hours(travel):
    """Each month alone, its links made open all year, equals the variant it was put into."""
    for month in range(1, 13):
        links = tuple(
            Link(
                origin=k.origin, destination=k.destination, mode=k.mode, km=k.km, hours=k.hours,
                speed_kmh=k.speed_kmh, machine=k.machine,
            )
            for k in LINKS
            if month in k.open_months
        )  # fmt: skip
        alone = travel_times(five_places(links=links))
        v = travel.month_variant(month)
        assert len(alone.variants) == 1
        np.testing.assert_allclose(alone.crew_h[0], travel.crew_h[v], rtol=1e-12)
        np.testing.assert_array_equal(alone.crew_mode[0], travel.crew_mode[v])
        np.testing.assert_allclose(alone.tow_h[30.0][0], travel.tow_h[30.0][v], rtol=1e-12)


def test_the_way_back_is_as_long():
    """Parks and sites exchanged: the matrix is turned."""
    there = travel_times(five_places())
    region = there.region
    back = travel_times(
        a_region(
            places=PLACES, modes=MODES, links=LINKS,
            parks=tuple(Park(id=s.id, name=s.name, place=s.place, lat=s.lat, lon=s.lon)
                        for s in region.sites),
            sites=tuple(Site(id=p.id, name=p.name, place=p.place, lat=p.lat, lon=p.lon)
                        for p in region.parks),
        )
    )  # fmt: skip
    np.testing.assert_allclose(back.crew_h, there.crew_h.transpose(0, 2, 1), rtol=1e-12)
    np.testing.assert_allclose(back.tow_h[30.0], there.tow_h[30.0].transpose(0, 2, 1), rtol=1e-12)
