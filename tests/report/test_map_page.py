import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from hostile import PAYLOAD, hostile_plan

from optimizer.report.map_page import map_html, map_inline, write_map

MEGABYTE = 1_000_000


class Fetched(HTMLParser):
    """Every address that the elements of a page would fetch."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        names = ("src", "srcset", "data", "poster", "href") if tag != "a" else ()
        self.found += [value for name, value in attrs if name in names]


def block(page):
    found = re.search(r'<script type="application/json" id="hubs-data">(.*?)</script>', page, re.S)
    return json.loads(found[1])


def scripts(page):
    return re.findall(r"<script>(.*?)</script>", page, re.S)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_page_is_one_file_of_at_most_a_megabyte(plan, tmp_path, lang):
    path = write_map(plan, tmp_path / "deep" / "map.html", lang)
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size <= MEGABYTE
    assert f'<html lang="{lang}">' in page
    assert Fetched(page).found == ["data:,"]
    assert "sourceMappingURL" not in page
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.S))
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_same_plan_gives_the_same_bytes(plan):
    assert map_html(plan) == map_html(plan)
    assert not re.search(r"_[0-9a-f]{32}", map_html(plan))


def test_the_policy_names_every_script_and_allows_nothing_else(plan):
    page = map_html(plan)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy.split("style-src")[0]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    found = {
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts(page)
    }
    assert len(found) == 5
    assert found == allowed


def test_the_data_block_holds_what_the_plan_says(plan):
    data = block(map_html(plan))
    assert {h["id"]: h["servers"] for h in data["hubs"]} == dict(
        zip(plan.hubs.park, plan.hubs.servers, strict=True)
    )
    assert sum(len(s["fleets"]) for s in data["sites"]) == len(plan.assignments)
    assert data["figures"]["turnaround_h"]["plan"] == round(plan.figures["turnaround_h"]["plan"], 2)
    assert sorted(data["assumptions"]) == sorted([k, *v] for k, v in plan.assumptions.items())
    okhotsk = next(h for h in data["hubs"] if h["id"] == "okhotsk")
    assert okhotsk["worth"] is None
    assert len(okhotsk["stations"]) == (plan.stations.park == "okhotsk").sum()


def test_every_route_keeps_its_legs_in_order(plan):
    data = block(map_html(plan))
    assert len(data["legs"]) < len(plan.routes)
    rebuilt = {
        (park, site, season): [data["legs"][n][4:6] for n in numbers]
        for park, site, seasons in data["routes"]
        for season, numbers in seasons.items()
    }
    for key, legs in plan.routes.groupby(["park", "site", "season"]):
        ordered = legs.sort_values("leg")
        assert rebuilt[key] == [[m, k] for m, k in zip(ordered["mode"], ordered["km"], strict=True)]


def test_russian_names_come_where_russian_is_asked_for(plan):
    english, russian = block(map_html(plan)), block(map_html(plan, lang="ru"))
    assert english["region"] == "Khabarovsk Krai"
    assert russian["region"] == "Хабаровский край"
    assert "Хабаровск" in {leg[8] for leg in russian["legs"]}
    assert all(leg[8].isascii() for leg in english["legs"])
    latin = [s["name"] for s in russian["sites"] if s["name"].isascii()]
    assert latin == []


def test_the_ground_names_its_sources(plan):
    text = " ".join(name for name, _ in block(map_html(plan))["credits"])
    assert "Natural Earth" in text
    assert "OpenStreetMap contributors, ODbL 1.0" in text


def test_hostile_names_stay_inside_the_data_block(plan, tmp_path):
    page = map_html(hostile_plan(plan, tmp_path), lang="ru")
    before, rest = page.split('id="hubs-data">')
    inside, after = rest.split("</script>", 1)
    assert "<" not in inside
    assert "`" not in inside
    assert "<img" not in before.split("</title>")[1]
    assert "hacked" not in after
    assert "hacked" not in "".join(scripts(page))
    assert html.escape(PAYLOAD) in before
    data = json.loads(inside)
    assert data["region"].endswith(PAYLOAD)
    assert data["credits"][-1][0].endswith(PAYLOAD)


def test_the_inline_map_carries_the_whole_page_as_text(plan):
    frame = map_inline(plan, height_px=500)
    assert frame.startswith("<iframe srcdoc=")
    assert frame.count("<") == 2
    assert "height:500px" in frame
    source = re.search(r'srcdoc="([^"]*)"', frame)[1]
    assert html.unescape(source) == map_html(plan)


def test_a_plan_without_hubs_still_has_a_page(plan):
    kept = plan.assignments.assign(park="", way="today", next_park=None, next_h=float("nan"))
    empty = replace(
        plan,
        hubs=pd.DataFrame(columns=["park"]),
        stations=pd.DataFrame(columns=["park", "kind", "servers"]),
        routes=pd.DataFrame(),
        assignments=kept,
        figures={**plan.figures, "hubs": 0, "gap": float("inf"), "bound": float("-inf")},
    )
    data = block(map_html(empty))
    assert data["hubs"] == data["legs"] == data["routes"] == []
    assert data["figures"]["gap"] is None
    assert {f["park"] for s in data["sites"] for f in s["fleets"]} == {""}
