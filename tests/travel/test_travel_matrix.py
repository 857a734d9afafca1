"""A user's own hours: read with the same tolerance as a table, and every fault named."""

import dataclasses

import numpy as np
import pytest
from five_places import LINKS, a_class, five_places

from optimizer.errors import InputError
from optimizer.region.scenario import Scenario
from optimizer.travel import travel_times

PAIRS = [(park.id, site.id) for park in five_places().parks for site in five_places().sites]
HEAD = "park,site,season,crew_h,tow_h,km"
ROWS = tuple(
    f"{park},{site},,{n + 1},{2 * n + 2},{100 * n + 50}" for n, (park, site) in enumerate(PAIRS)
)


def region_with(tmp_path, *lines, encoding="utf-8", **changes):
    (tmp_path / "own.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
    scenario = Scenario(budget_mrub=1.0, matrix="own.csv", gateway="alpha")
    return five_places(folder=tmp_path, scenario=scenario, **changes)


def problems(tmp_path, *lines):
    with pytest.raises(InputError) as caught:
        travel_times(region_with(tmp_path, *lines))
    return [text.replace(str(tmp_path), "").lstrip("/") for text in caught.value.problems]


def test_the_matrix_takes_the_place_of_the_network(tmp_path):
    travel = travel_times(region_with(tmp_path, HEAD, *ROWS))
    own = np.arange(1, 9).reshape(2, 4)
    assert len(travel.variants) == 3  # the way of the parts still knows the months
    for v in range(3):
        np.testing.assert_array_equal(travel.crew_h[v], own)
        np.testing.assert_array_equal(travel.tow_h[30.0][v], 2 * own)
        np.testing.assert_array_equal(travel.tow_km[30.0][v], 100 * own - 50)
    assert travel.main_mode(0, 1, 1) == ""
    assert travel.parts_h[:, 1] == pytest.approx(5)


def test_hours_of_a_season_or_month_win_over_the_year(tmp_path):
    lines = (
        HEAD.replace("season", "season,month"),
        *(row.replace(",,", ",,,", 1) for row in ROWS),
        "p-alpha,s-beta,winter,,40,,300",
        "p-gamma,s-off,,7-8,50,60,400",
    )
    travel = travel_times(region_with(tmp_path, *lines))
    for month in range(1, 13):
        v = travel.month_variant(month)
        assert travel.crew_h[v, 0, 0] == (40 if month in (12, 1, 2, 3) else 1)
        assert np.isinf(travel.tow_h[30.0][v, 0, 0]) == (month in (12, 1, 2, 3))
        assert travel.crew_h[v, 1, 3] == (50 if month in (7, 8) else 8)
    assert frozenset({7, 8}) in travel.variants


def test_a_russian_spreadsheet_is_read(tmp_path):
    rows = (row.replace(",", ";").replace(";1;", ";1,5;") for row in ROWS)
    travel = travel_times(region_with(tmp_path, HEAD.replace(",", ";"), *rows, encoding="cp1251"))
    assert travel.crew_h[0, 0, 0] == 1.5


def test_one_tow_column_serves_every_speed(tmp_path):
    classes = (a_class("a", tow_kmh=20.0), a_class("b", tow_kmh=45.0))
    travel = travel_times(region_with(tmp_path, HEAD, *ROWS, classes=classes))
    np.testing.assert_array_equal(travel.tow_h[20.0], travel.tow_h[45.0])


def test_a_route_is_one_leg(tmp_path):
    travel = travel_times(region_with(tmp_path, HEAD, *ROWS))
    (leg,) = travel.route("p-alpha", "s-omega", 4).legs
    assert (leg.origin.id, leg.destination.id, leg.mode) == ("p-alpha", "s-omega", "")
    assert (leg.hours, leg.km, leg.wait_h) == (3, 250, 0)
    (tow,) = travel.route("p-alpha", "s-omega", 4, "tow").legs
    assert (tow.origin.id, tow.destination.id, tow.hours) == ("s-omega", "p-alpha", 6)


def test_a_closed_tow_has_no_route(tmp_path):
    rows = (*ROWS[:2], "p-alpha,s-omega,,3,,250", *ROWS[3:])
    travel = travel_times(region_with(tmp_path, HEAD, *rows))
    assert np.isinf(travel.tow_km[30.0][:, 0, 2]).all()
    assert travel.crew_km[0, 0, 2] == 250
    with pytest.raises(InputError, match="no way from 's-omega' to 'p-alpha'"):
        travel.route("p-alpha", "s-omega", 4, "tow")


def test_parts_still_come_over_the_network_month_by_month(tmp_path):
    summer = dataclasses.replace(LINKS[0], open_months=frozenset({6, 7}))
    travel = travel_times(region_with(tmp_path, HEAD, *ROWS, links=(summer, *LINKS[1:])))
    assert travel.parts_h[travel.month_variant(7), 1] == pytest.approx(5)
    assert travel.parts_h[travel.month_variant(5), 1] == pytest.approx(10.5)


def test_a_matrix_of_noise(tmp_path):
    (tmp_path / "own.csv").write_bytes(bytes(range(256)) * 50)
    scenario = Scenario(budget_mrub=1.0, matrix="own.csv")
    with pytest.raises(InputError, match=r"own\.csv.*this is not a text file"):
        travel_times(five_places(folder=tmp_path, scenario=scenario))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((HEAD, *ROWS[:-1]), "own.csv: pair 'p-gamma'–'s-off' is missing; add a row with its"),
        (
            (HEAD, *ROWS[:-1], "p-gamma,s-off,winter,8,16,750"),
            "own.csv: pair 'p-gamma'–'s-off' is missing in month 4, 5, 6, 7, 8, 9, 10, 11; add",
        ),
        (
            (HEAD, *ROWS, ROWS[0]),
            "own.csv:10: column 'park': hours of this pair and month are given in line 2 already",
        ),
        (
            (HEAD, *ROWS[:-1], "p-gama,s-off,,8,16,750"),
            "own.csv:9: column 'park': no park has this id (got 'p-gama'); did you mean 'p-gamma'?",
        ),
        (
            (HEAD, *ROWS[:-1], "p-gamma,s-of,,8,16,750"),
            "own.csv:9: column 'site': no site has this id (got 's-of'); did you mean 's-off'?",
        ),
        (
            (HEAD, *ROWS[:-1], "p-gamma,s-off,wintr,8,16,750"),
            "own.csv:9: column 'season': no season has this id (got 'wintr'); did you mean 'w",
        ),
        ((HEAD, *ROWS[:-1], "p-gamma,s-off,,-8,16,750"), "own.csv:9: column 'crew_h': is negative"),
        ((HEAD, *ROWS[:-1], "p-gamma,s-off,,,16,750"), "own.csv:9: column 'crew_h': is empty"),
        ((HEAD, *ROWS[:-1], "p-gamma,s-off,,nan,16,7"), "own.csv:9: column 'crew_h': is "),
        ((HEAD, *ROWS[:-1], "p-gamma,s-off"), "own.csv:9: the row has 2 cells, the heading has 6"),
        ((HEAD.replace("crew_h", "crew"), *ROWS), "own.csv:1: column 'crew': is not known"),
        ((HEAD,), "own.csv:1: the table has no rows"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_line(tmp_path, lines, expected):
    assert any(text.startswith(expected) for text in problems(tmp_path, *lines)), problems(
        tmp_path, *lines
    )


def test_a_row_has_a_season_or_months_but_not_both(tmp_path):
    (problem,) = problems(
        tmp_path,
        HEAD.replace("season", "season,month"),
        *(row.replace(",,", ",,,", 1) for row in ROWS),
        "p-alpha,s-beta,winter,7,40,,300",
    )
    assert problem.startswith("own.csv:10: column 'month': a season is given too (got '7')")


def test_a_matrix_that_is_not_there(tmp_path):
    scenario = Scenario(budget_mrub=1.0, matrix="none.csv")
    with pytest.raises(InputError, match=r"none\.csv: the scenario's matrix is not there"):
        travel_times(five_places(folder=tmp_path, scenario=scenario))
