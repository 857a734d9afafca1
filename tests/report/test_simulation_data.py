"""A simulation on the map page."""

import json
import re

from made_simulation import made_simulation

from optimizer.report.map_page import map_html
from optimizer.report.simulation_data import simulation_data
from optimizer.report.words import words

MEGABYTE = 1_000_000


def block(page):
    found = re.search(r'<script type="application/json" id="hubs-data">(.*?)</script>', page, re.S)
    return json.loads(found[1])


def test_without_a_simulation_there_is_none(plan):
    assert block(map_html(plan))["simulation"] is None


def test_the_page_holds_what_the_simulation_says(plan):
    lived = made_simulation(plan.hubs)
    page = map_html(plan, lang="ru", lived=lived)
    assert len(page.encode()) <= MEGABYTE
    data = block(page)["simulation"]
    assert data["hours"] == 48.66
    assert data["range"] == [48.4, 48.92]
    assert data["quantiles"] == [[50, 30], [90, 90.2], [95, 120.7], [99, 260]]
    assert len(data["down"]) == 12
    assert [pool["park"] for pool in data["pools"]] == list(plan.hubs.park)
    assert [pool["hub"] for pool in data["pools"]] == list(plan.hubs.name_ru)


def test_verdicts_and_stages_have_their_words(plan):
    data = simulation_data(made_simulation(plan.hubs), "en")
    for lang in ("en", "ru"):
        assert {pool["verdict"] for pool in data["pools"]} == words(lang)["verdicts"].keys()
        assert {row[0] for row in data["stages"]} == words(lang)["lived_stages"].keys()
        assert {f"p{q}" for q, _ in data["quantiles"]} == words(lang)["within"].keys()


def test_an_interval_that_is_not_known_is_left_open(plan):
    lived = made_simulation(plan.hubs) | {"ci95_h": [None, None]}
    assert simulation_data(lived, "en")["range"] == [None, None]
