"""Properties that hold on any network."""

import dataclasses

import numpy as np
from five_places import MODES, PLACES, a_class, five_places
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.region.geography import Link
from optimizer.travel import travel_times

NAMES = [place.id for place in PLACES]
SPEEDS = st.floats(5, 90)


@st.composite
def networks(draw):
    ends = draw(st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), min_size=1, max_size=9))
    return tuple(
        Link(
            origin=a,
            destination=b,
            mode=draw(st.sampled_from(["road", "rail", "ferry", "winter_road"])),
            km=draw(st.floats(5, 400)),
            speed_kmh=draw(SPEEDS),
            open_months=frozenset(draw(st.sets(st.sampled_from(range(1, 13)), min_size=1))),
            machine=draw(st.booleans()),
        )
        for a, b in ends
        if a != b
    )


def by_month(travel, hours):
    return np.array([hours[travel.month_variant(month)] for month in range(1, 13)])


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_a_faster_link_is_never_slower(links, data):
    if not links:
        return
    before = travel_times(five_places(links=links))
    n = data.draw(st.integers(0, len(links) - 1))
    faster = dataclasses.replace(links[n], speed_kmh=links[n].speed_kmh * data.draw(SPEEDS))
    after = travel_times(five_places(links=(*links[:n], faster, *links[n + 1 :])))
    assert (by_month(after, after.crew_h) <= by_month(before, before.crew_h) + 1e-9).all()
    assert (by_month(after, after.tow_h[30.0]) <= by_month(before, before.tow_h[30.0]) + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(networks())
def test_a_link_more_is_never_slower_and_a_longer_wait_never_faster(links):
    less, more = travel_times(five_places(links=links[1:])), travel_times(five_places(links=links))
    assert (by_month(more, more.crew_h) <= by_month(less, less.crew_h) + 1e-9).all()
    waits = tuple(dataclasses.replace(mode, wait_h=mode.wait_h + 1) for mode in MODES)
    later = travel_times(five_places(links=links, modes=waits))
    assert (later.crew_h >= more.crew_h - 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(links, random):
    shuffled = random.sample(links, len(links))
    one, two = travel_times(five_places(links=links)), travel_times(five_places(links=shuffled))
    np.testing.assert_allclose(by_month(one, one.crew_h), by_month(two, two.crew_h), rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(1, 12))
def test_a_route_adds_up_and_a_fast_tow_is_no_slower(links, month):
    classes = (a_class("slow", tow_kmh=20.0), a_class("fast", tow_kmh=50.0))
    travel = travel_times(five_places(links=links, classes=classes))
    v = travel.month_variant(month)
    for j, park in enumerate(travel.region.parks):
        for i, site in enumerate(travel.region.sites):
            route = travel.route(park.id, site.id, month)
            np.testing.assert_allclose(route.hours, travel.crew_h[v, j, i], rtol=1e-12)
            np.testing.assert_allclose(route.km, travel.crew_km[v, j, i], rtol=1e-12)
    assert (travel.tow_h[50.0] <= travel.tow_h[20.0] + 1e-9).all()
