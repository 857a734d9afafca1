"""A site that no crew reaches, a park that no parts reach: named, with what mends it."""

import dataclasses

import pytest
from five_places import LINKS, MODES, a_mode, five_places

from optimizer.errors import InputError
from optimizer.region.geography import Link
from optimizer.region.scenario import Scenario
from optimizer.travel import travel_times

ON_THE_GROUND = tuple(mode for mode in MODES if mode.reach != "anywhere")


def problems(region) -> list[str]:
    with pytest.raises(InputError) as caught:
        travel_times(region)
    return list(caught.value.problems)


def test_a_site_cut_off_in_some_months():
    (problem,) = problems(five_places(modes=ON_THE_GROUND))
    assert "'s-omega' from no park in month 4, 5, 6, 7, 8, 9, 10, 11;" in problem
    assert "open a link to 'omega' in these months, or give a mode with reach 'anywhere'" in problem


def test_a_site_without_a_track():
    modes = tuple(mode for mode in ON_THE_GROUND if mode.reach == "links")
    sites = five_places().sites[3:]
    (problem,) = problems(five_places(modes=modes, sites=sites))
    assert "'s-off' from no park in any month; it lies 22.2 km from 'gamma'" in problem
    assert "reach 'last_km' and crew = yes" in problem


def test_one_park_is_enough():
    region = five_places(modes=ON_THE_GROUND, links=LINKS[3:], sites=five_places().sites[1:2])
    travel = travel_times(region)
    assert travel.crew_h[0, 0, 0] == float("inf")
    assert travel.crew_h[0, 1, 0] == 3


def test_a_park_without_parts():
    modes = tuple(dataclasses.replace(m, parts=m.id == "rail") for m in MODES)
    region = five_places(
        modes=modes, links=LINKS[:2], scenario=Scenario(budget_mrub=1, gateway="alpha")
    )
    (problem,) = problems(region)
    assert "parts do not get from 'alpha' to 'p-gamma' in any month" in problem


def test_a_mode_that_needs_a_speed():
    modes = (*MODES[:5], a_mode("charter", reach="anywhere"))
    assert problems(five_places(modes=modes)) == [
        "modes: 'charter' has reach 'anywhere' but no kmh; give its speed in km/h"
    ]


def test_a_link_without_speed_and_hours():
    bare = Link(origin="alpha", destination="beta", mode="road", km=10)
    (problem,) = problems(five_places(links=(*LINKS, bare)))
    assert problem == (
        "links: 'alpha' to 'beta' by road has neither speed_kmh nor hours; give one of them"
    )


def test_a_gateway_that_is_no_place():
    scenario = Scenario(budget_mrub=1, gateway="alpa")
    assert problems(five_places(scenario=scenario)) == [
        "no place is named 'alpa'; did you mean 'alpha'?"
    ]
