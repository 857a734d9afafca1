"""Routes: legs in order, waits where one boards, sums that equal the matrix."""

import itertools

import pytest
from five_places import a_class, five_places

from optimizer.errors import InputError
from optimizer.travel import route_between, travel_times


@pytest.fixture(scope="module")
def travel():
    return travel_times(
        five_places(classes=(a_class("a", tow_kmh=30.0), a_class("b", tow_kmh=50.0)))
    )


def test_legs_tell_the_way(travel):
    route = travel.route("p-alpha", "s-delta", 7)
    told = [(x.origin.id, x.destination.id, x.mode, x.km, x.hours, x.wait_h) for x in route.legs]
    assert told == [("alpha", "beta", "road", 120, 2, 0), ("beta", "delta", "ferry", 40, 2, 3)]
    assert (route.hours, route.km, route.wait_h, route.modes) == (7, 160, 3, ("road", "ferry"))
    first = route.legs[0]
    assert (first.origin.lat, first.origin.lon) == (48, 135)
    assert (first.destination.name, first.destination.lat) == ("Beta", 49)


def test_every_route_adds_up_to_the_matrix(travel):
    region = travel.region
    parks, sites = enumerate(region.parks), list(enumerate(region.sites))
    for (j, park), (i, site), month in itertools.product(parks, sites, (2, 5, 8)):
        v = travel.month_variant(month)
        route = travel.route(park.id, site.id, month)
        assert route.hours == pytest.approx(travel.crew_h[v, j, i], rel=1e-12)
        assert route.km == pytest.approx(travel.crew_km[v, j, i], rel=1e-12)
        for speed, tow_h in travel.tow_h.items():
            if tow_h[v, j, i] < float("inf"):
                tow = travel.route(park.id, site.id, month, "tow", tow_kmh=speed)
                assert tow.hours == pytest.approx(tow_h[v, j, i], rel=1e-12)
                assert tow.km == pytest.approx(travel.tow_km[speed][v, j, i], rel=1e-12)
        for a, b in itertools.pairwise(route.legs):
            assert a.destination == b.origin


def test_a_tow_goes_from_the_site_to_the_park(travel):
    route = travel.route("p-gamma", "s-off", 1, "tow", tow_kmh=30.0)
    assert [(leg.origin.id, leg.destination.id, leg.mode) for leg in route.legs] == [
        ("s-off", "gamma", "track")
    ]
    assert route.wait_h == 0.25


def test_the_default_tow_is_the_fastest(travel):
    assert travel.route("p-alpha", "s-beta", 1, "tow").hours == pytest.approx(120 / 50)


def test_air_is_one_leg(travel):
    (leg,) = travel.route("p-alpha", "s-omega", 5).legs
    assert (leg.origin.id, leg.destination.id, leg.mode) == ("p-alpha", "s-omega", "charter")
    assert leg.wait_h == 30
    assert leg.hours == pytest.approx(leg.km / 220)


def test_both_ends_in_one_spot(travel):
    assert route_between(travel.region, "beta", "beta").legs == ()
    assert route_between(travel.region, "beta", "beta").hours == 0


def test_between_places_by_chosen_modes(travel):
    region = travel.region
    assert route_between(region, "alpha", "gamma", month=5).km == 270
    assert route_between(region, "alpha", "gamma", modes=["rail"]).hours == 10.5
    assert route_between(region, "gamma", "alpha", modes=["rail"]).km == 250
    assert route_between(region, "beta", "omega", month=5).modes == ("charter",)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda t: t.route("p-alpa", "s-beta", 1), r"no park is named 'p-alpa'; did you mean 'p-a"),
        (lambda t: t.route("p-alpha", "s-bta", 1), r"no site is named 's-bta'; did you mean 's-b"),
        (lambda t: t.route("p-alpha", "s-beta", 1, "crwe"), "no profile is named 'crwe'; did you"),
        (lambda t: t.route("p-alpha", "s-beta", 0), "month 0 does not exist; give 1 to 12"),
        (
            lambda t: t.route("p-alpha", "s-beta", 1, "tow", tow_kmh=31),
            "towed at 31 km/h; known: 3",
        ),
        (
            lambda t: t.route("p-alpha", "s-delta", 1, "tow"),
            "no way from 's-delta' to 'p-alpha' in",
        ),
        (lambda t: route_between(t.region, "alhpa", "beta"), "no place is named 'alhpa'; did you"),
        (lambda t: route_between(t.region, "alpha", "beta", modes=["raod"]), "no mode is named 'r"),
        (
            lambda t: route_between(t.region, "beta", "delta", modes=["ferry"], month=5),
            "no way from 'beta' to 'delta' in month 5 by ferry; add a link",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(travel, ask, words):
    with pytest.raises(InputError, match=words):
        ask(travel)
