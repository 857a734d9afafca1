"""Facts that are legal one by one and wrong together."""

from __future__ import annotations

from pathlib import Path

import pytest
from region_files import add_row, change, problems, rename, rows_of, scenario, write_rows

from optimizer.region import load_region


def _isolated_place(folder: Path) -> None:
    add_row(folder, "places", id="ayan", name="Ayan", lat="56.46", lon="138.17")


def _isolated_park(folder: Path) -> None:
    _isolated_place(folder)
    add_row(folder, "parks", id="ayan-port", place="ayan", lat="56.46", lon="138.17")


CHARTER = {"id": "charter", "reach": "anywhere", "kmh": "220", "detour": "1.05"}


def test_a_park_that_nothing_reaches(folder: Path) -> None:
    _isolated_park(folder)
    assert problems(folder) == [
        "parks.csv:3: column 'place': nothing reaches the park: no links lead from 'ayan' to any "
        "site (got 'ayan'); add links that a crew may use, or a mode with reach 'anywhere'"
    ]


def test_a_charter_reaches_it_with_a_warning(folder: Path) -> None:
    _isolated_park(folder)
    add_row(folder, "modes", **CHARTER)
    (warning,) = load_region(folder).warnings
    assert "no link joins 'ayan', the place of the park, to another" in warning


def test_a_charter_that_takes_no_crew_does_not_help(folder: Path) -> None:
    _isolated_park(folder)
    add_row(folder, "modes", **CHARTER, crew="no")
    assert "nothing reaches the park" in problems(folder)[0]


def test_a_site_that_no_park_reaches(folder: Path) -> None:
    _isolated_place(folder)
    add_row(folder, "sites", id="ayan-mine", place="ayan", lat="56.46", lon="138.17")
    add_row(folder, "fleets", site="ayan-mine")
    (found,) = problems(folder)
    assert found.startswith("sites.csv:3: column 'place': no park reaches the site: no links lead")


def test_a_site_without_machines_may_be_out_of_reach(folder: Path) -> None:
    _isolated_place(folder)
    add_row(folder, "sites", id="ayan-mine", place="ayan", lat="56.46", lon="138.17")
    assert problems(folder) == []


def test_no_links_at_all(folder: Path) -> None:
    (folder / "links.csv").unlink()
    (found,) = problems(folder)
    assert found.startswith("links.csv: no links that a crew may use")


def test_a_matrix_of_the_users_own_replaces_the_links(folder: Path) -> None:
    (folder / "links.csv").unlink()
    (folder / "hours.csv").write_text("park,site,crew_h\n", encoding="utf-8")
    scenario(folder, 'budget_mrub = 5\nmatrix = "hours.csv"\n')
    region = load_region(folder)
    assert region.links == ()
    assert region.warnings == ()


def test_off_the_network_without_a_way_for_the_last_kilometres(folder: Path) -> None:
    write_rows(folder, "modes", rows_of(folder, "modes")[:2])
    (found,) = problems(folder)
    assert found.startswith("parks.csv:2: column 'place': lies 6.2 km from its place, and no mode")


def test_exchanged_coordinates_that_are_both_legal(folder: Path) -> None:
    for table in ("places", "parks", "sites"):
        for line in range(2, len(rows_of(folder, table)) + 1):
            at = 53.9 + line / 100 if table == "places" else 53.9
            change(folder, table, line, lat=f"{at}", lon="27.57")
    change(folder, "places", 3, lat="27.57", lon="53.9")
    (found,) = problems(folder)
    assert found == (
        "places.csv:3: column 'lat': the point lies 26 degrees from the others of the region "
        "(got '27.57'); latitude and longitude look exchanged: exchange them"
    )


def test_a_far_point_alone_is_no_problem(folder: Path) -> None:
    add_row(folder, "places", id="minsk", name="Minsk", lat="53.90", lon="27.57")
    assert problems(folder) == []


def test_a_site_far_from_its_place_is_a_warning(folder: Path) -> None:
    change(folder, "sites", lat="45.0")
    assert "lies 547 km from its place 'malmyzh' (got 'malmyzh')" in load_region(folder).warnings[0]


def test_a_link_shorter_than_the_straight_way_is_a_warning(folder: Path) -> None:
    change(folder, "links", 2, km="200")
    assert "is less than the straight way of 270 km (got '200')" in load_region(folder).warnings[0]


def test_a_slow_ferry_is_a_warning(folder: Path) -> None:
    change(folder, "places", 3, lat="48.5", lon="135.1")
    change(folder, "links", 2, km="5", hours="3")
    warnings = load_region(folder).warnings
    assert "5 km in 3 h is 1.7 km/h (got '3'); looks like minutes" in warnings[0]


def test_needs_of_a_class_sum_to_more_than_one(folder: Path) -> None:
    add_row(folder, "families", id="belaz_big")
    add_row(folder, "needs", family="belaz_big", share="0.8")
    assert problems(folder) == [
        "needs.csv:3: column 'share': the low shares of class 'belaz_220' sum to 1.09, more than 1 "
        "(got '0.8'); lower them: a repair needs one family or none"
    ]


def test_needs_are_summed_at_every_level(folder: Path) -> None:
    add_row(folder, "families", id="belaz_big")
    add_row(folder, "needs", family="belaz_big")
    rows = rows_of(folder, "needs")
    at = rows[0].index("share")
    rows[0][at : at + 1] = ["share_low", "share_base", "share_high"]
    rows[1][at : at + 1] = ["0.1", "0.3", "0.5"]
    rows[2][at : at + 1] = ["0.2", "0.4", "0.6"]
    write_rows(folder, "needs", rows)
    (found,) = problems(folder)
    assert "column 'share_high': the high shares of class 'belaz_220' sum to 1.1" in found


@pytest.mark.parametrize("missing", ["hosting", "levels"])
def test_a_pool_that_no_hub_can_have(folder: Path, missing: str) -> None:
    add_row(folder, "pools", id="truck_bay")
    change(folder, missing, pool="truck_bay")
    (found,) = problems(folder)
    assert found.startswith("classes.csv:2: column 'pool': ")
    assert ("no hub size can host" in found) == (missing == "hosting")
    assert ("has no level of servers" in found) == (missing == "levels")


def test_a_class_by_km_needs_km(folder: Path) -> None:
    change(folder, "classes", failures_per="10000 km")
    (found,) = problems(folder)
    assert found == (
        "fleets.csv:2: column 'km_per_year': class 'belaz_220' counts failures per 10000 km and "
        "the fleet has no km; give km_per_year"
    )


def test_a_class_by_hours_with_a_mean_speed_takes_km(folder: Path) -> None:
    change(folder, "fleets", hours_per_year="", km_per_year="60000")
    assert "give hours_per_year, or mean_kmh of the class" in problems(folder)[0]
    change(folder, "classes", mean_kmh="25")
    assert problems(folder) == []


def test_today_is_not_asked_for_where_it_is_not_kept(folder: Path) -> None:
    (folder / "today.csv").unlink()
    assert (
        "fleets.csv:2: column 'class': today has no row for class 'belaz_220'"
        in (problems(folder)[0])
    )
    scenario(folder, "budget_mrub = 5\nkeep_today = false\n")
    assert problems(folder) == []


def test_a_season_table_with_a_bad_row_is_not_said_to_have_a_gap(folder: Path) -> None:
    change(folder, "seasons", 3, months="x")
    (found,) = problems(folder)
    assert "are no months" in found


def test_an_unreadable_row_does_not_make_its_id_unknown_elsewhere(folder: Path) -> None:
    rename(folder, "places", "kind", "sort")
    (found,) = problems(folder)
    assert found == "places.csv:1: column 'sort': is not known; did you mean 'source'?"


def test_activity_that_is_zero_all_year(folder: Path) -> None:
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    change(folder, "activity", **dict.fromkeys(months, "0"))
    assert "activity.csv:2: column 'jan': is zero in every month" in problems(folder)[0]


def test_one_cell_in_minutes_among_hours_is_a_warning(folder: Path) -> None:
    for number, hours in enumerate(("4", "5", "6", "300")):
        add_row(folder, "families", id=f"f{number}", resupply_h=hours)
    change(folder, "families", resupply_h="4")
    (warning,) = load_region(folder).warnings
    assert "families.csv:6: column 'resupply_h': is 60 times what is usual" in warning
    assert "looks like minutes: 300 minutes is 5 h" in warning


def test_activity_of_a_kind_that_no_site_has_is_a_warning(folder: Path) -> None:
    change(folder, "activity", kind="mines")
    (warning,) = load_region(folder).warnings
    assert "column 'kind': no site is of this kind (got 'mines'); did you mean 'mine'?" in warning


def test_cold_without_climate_is_a_warning(folder: Path) -> None:
    (folder / "climate.csv").unlink()
    (warning,) = load_region(folder).warnings
    assert "cold.csv: the cold factor needs temperatures" in warning
