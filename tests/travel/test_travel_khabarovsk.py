"""The network of Khabarovsk Krai: published distances, reach in every month, speed."""

import time

import numpy as np
import pytest

from optimizer.region import load_region
from optimizer.travel import route_between, travel_times


@pytest.fixture(scope="module")
def region():
    return load_region("khabarovsk")


@pytest.fixture(scope="module")
def travel(region):
    return travel_times(region)


@pytest.mark.parametrize(
    ("origin", "destination", "modes", "km"),
    [
        ("khabarovsk", "komsomolsk", ["road"], 349),
        ("selikhino", "nikolaevsk", ["road", "ferry"], 589),
        ("khabarovsk", "vladivostok", ["rail"], 759),
    ],
)
def test_published_distances(region, origin, destination, modes, km):
    for a, b in ((origin, destination), (destination, origin)):
        assert route_between(region, a, b, modes=modes, month=7).km == pytest.approx(km, rel=0.03)


def test_a_crew_reaches_every_site_from_every_park_in_every_month(travel):
    assert np.isfinite(travel.crew_h).all()
    assert sorted(month for months in travel.variants for month in months) == list(range(1, 13))


def test_nothing_is_far_from_its_place(travel):
    """A wrong place or coordinate would show as hundreds of kilometres of track."""
    assert travel.network.joint_km.max() < 50


def test_parts_reach_every_park(travel):
    assert np.isfinite(travel.parts_h).all()


def test_the_winter_road_to_sofiysk_closes(travel):
    ids = [site.id for site in travel.region.sites]
    site = ids.index("sofiysk-placers")
    winter, summer = travel.month_variant(2), travel.month_variant(7)
    assert travel.crew_h[winter, :, site].min() < travel.crew_h[summer, :, site].min()
    assert np.isfinite(travel.tow_h[45.0][winter, :, site]).any()
    assert np.isinf(travel.tow_h[45.0][summer, :, site]).all()


def test_routes_add_up(travel):
    for j, park in enumerate(travel.region.parks[::5]):
        for i, site in enumerate(travel.region.sites):
            for month in (2, 7):
                route = travel.route(park.id, site.id, month)
                expected = travel.crew_h[travel.month_variant(month), 5 * j, i]
                assert route.hours == pytest.approx(expected, rel=1e-9)


def test_the_whole_krai_takes_less_than_a_second(region):
    """Measured: 0.09 s on one core; the least of three, as other work may slow one down."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        travel_times(region)
        taken.append(time.process_time() - start)
    assert min(taken) < 1.0
