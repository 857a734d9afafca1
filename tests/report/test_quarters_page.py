"""The page of a plan over quarters: what changes is told by quarter, what does not is told once."""

import json
import re

import pytest
from made_line_quarters import made_line_quarters
from made_quarters import ALL, made_quarters

from optimizer.report.map_page import map_html

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def plan():
    return made_quarters()


@pytest.fixture(scope="module")
def data(plan):
    found = re.search(r'id="hubs-data">(.*?)</script>', map_html(plan), re.S)
    return json.loads(found[1])


def working(quarter):
    return {hub["id"] for hub in quarter["hubs"] if "opens" not in hub}


def test_today_comes_first_and_then_every_quarter(plan, data):
    today, *quarters = data["quarters"]
    assert len(quarters) == len(plan.plans)
    assert [working(q) for q in quarters] == [set(p.hubs["park"]) for p in plan.plans]
    assert [hub["id"] for hub in today["hubs"]] == ["north-park"]  # it stands, and is closed then
    assert today["hubs"][0]["stands"] is True
    assert today["figures"]["turnaround_h"]["plan"] == today["figures"]["turnaround_h"]["today"]


def test_money_and_news_are_those_of_the_timeline(plan, data):
    for quarter, row in zip(data["quarters"][1:], plan.timeline.to_dict("records"), strict=True):
        told = quarter["told"]
        assert told["spent"] == pytest.approx(row["spent_mrub"], abs=0.06)
        assert told["capital"] == pytest.approx(row["capital_mrub"], abs=0.06)
        assert told["hours"] == pytest.approx(row["turnaround_h"], abs=0.006)
        assert (told["opened"], told["upgraded"]) == (row["opened"], row["upgraded"])
        assert told["closed"] == row["closed"]
        there = row["spent_mrub"] + row["carried_mrub"]
        assert quarter["figures"]["funds_mrub"] == pytest.approx(there, abs=0.06)
    assert data["quarters"][1]["told"]["months"] == [12, 2]


def test_a_hub_is_under_construction_from_its_decision_until_it_opens(data):
    begun = [
        {hub["id"]: hub["opens"] for hub in quarter["hubs"] if "opens" in hub}
        for quarter in data["quarters"]
    ]
    assert begun == [{}, {"middle-park": 2}, {}, {"south-park": 4}, {}]
    assert {hub["servers"] for hub in data["quarters"][1]["hubs"]} == {2}


def test_fleets_are_packed_and_lose_nothing(plan, data):
    place = {key: n for n, key in enumerate(data["fleetKeys"])}
    assert not place.keys() & {"name", "group", "workshop"}
    for quarter, made in zip(data["quarters"][1:], plan.plans, strict=True):
        wanted = {(row.site, row.park) for row in made.assignments.itertuples()}
        found = {
            (site["id"], fleet[place["park"]])
            for site, fleets in zip(data["sites"], quarter["fleets"], strict=True)
            for fleet in fleets
        }
        assert found == wanted
    assert {site["id"] for site in data["sites"]} == set(ALL)


def test_legs_are_shared_by_the_quarters(plan, data):
    assert len(data["legs"]) == len({tuple(leg) for leg in data["legs"]})
    for quarter, made in zip(data["quarters"][1:], plan.plans, strict=True):
        assert {(park, site) for park, site, _ in quarter["routes"]} == {
            (row.park, row.site) for row in made.routes.itertuples()
        }
        for _, _, seasons in quarter["routes"]:
            for numbers in seasons.values():
                assert max(numbers, default=0) < len(data["legs"])


def test_a_quarter_adds_little_to_the_page(plan, data):
    page = map_html(plan)
    one = map_html(plan.plans[-1])
    assert len(page) < MEGABYTE
    added = (len(page) - len(one)) / len(plan.plans)
    assert added < 0.03 * len(one)


def test_the_same_plan_gives_the_same_bytes(plan):
    assert map_html(plan) == map_html(plan)


def test_both_languages_have_the_same_words():
    from optimizer.report.words import words

    assert words("en")["quarters"].keys() == words("ru")["quarters"].keys()


def test_a_line_is_news_of_its_quarter_and_told_once():
    html = map_html(made_line_quarters())
    found = json.loads(re.search(r'id="hubs-data">(.*?)</script>', html, re.S)[1])
    (line,) = found["lines"]
    assert (line["id"], line["decided"], line["works"]) == ("press south-park", 2, 3)
    assert line["capital"] == pytest.approx(3.0, abs=0.1)
    assert [q["told"].get("lines", []) for q in found["quarters"]] == [
        [], [], [], ["press south-park"], []
    ]  # fmt: skip
    assert all(b["what"] != "line" for b in found["builds"]), "a hub's steps are its own"
