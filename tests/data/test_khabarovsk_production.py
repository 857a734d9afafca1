"""Lanes, lines and depots of Khabarovsk Krai: they agree with one another and with their words."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from optimizer.region import load_region

FOLDER = Path(__file__).resolve().parents[2] / "data" / "khabarovsk"
LEVELS = ("low", "base", "high")


@pytest.fixture(scope="module")
def region():
    return load_region("khabarovsk", scenario="production")


@pytest.fixture(scope="module")
def by_level():
    return {v: load_region("khabarovsk", scenario="production", values=v) for v in LEVELS}


def source_of_families():
    with (FOLDER / "families.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["source"] for row in csv.DictReader(file)}


def test_production_is_base_with_three_switches_and_depot_with_two_of_them(region):
    base = load_region("khabarovsk")
    rules = region.scenario
    assert (rules.lanes, rules.lines, rules.depot, rules.line_copies) == (True, True, True, 1)
    stock = load_region("khabarovsk", scenario="depot").scenario
    assert (stock.lanes, stock.lines, stock.depot) == (True, False, True)
    same = {"name", "title", "title_ru", "lanes", "lines", "depot"}
    assert rules.model_dump(exclude=same) == base.scenario.model_dump(exclude=same)
    assert region.fleets == base.fleets


def test_there_is_as_much_as_promised(region):
    assert {lane.id for lane in region.lanes} == {
        "by-rail", "by-fast", "by-truck", "by-air", "ru-ural", "cn-road", "kem",
    }  # fmt: skip
    assert len(region.lines) == 8
    assert len(region.depots) == 4
    assert all(row.assumption for name in ("lanes", "carries", "lines", "line_parts", "depots")
               for row in getattr(region, name))  # fmt: skip


def test_every_family_has_a_weight_and_a_lane(region):
    assert all(family.weight_kg > 0 for family in region.families)
    carried = Counter(carry.family for carry in region.carries)
    assert set(carried) == {family.id for family in region.families}
    assert min(carried.values()) >= 2


def test_nothing_flies_that_may_not(region):
    weight = {family.id: family.weight_kg for family in region.families}
    flown = {carry.family for carry in region.carries if carry.lane == "by-air"}
    assert flown
    assert not any("tyre" in family or family == "eb_hv" for family in flown)
    assert max(weight[family] for family in flown) <= 500


def test_hours_at_the_plant_are_those_in_the_resupply_hours(region):
    """Resupply = factor x (0.4 x stock + 0.6 x way + 0.6 x hours at the plant), at base."""
    sources = source_of_families()
    number = r"(\d+(?:\.\d+)?)"
    for family in region.families:
        source = sources[family.id]
        factor, stock = map(float, re.search(rf"{number} x \(0.4 x {number} h", source).groups())
        wait = float(re.search(rf"factory wait {number}", source)[1])
        both = re.search(rf"mean of truck {number} and air {number}", source)
        alone = re.search(rf"truck {number} \(no air\)", source)
        way = sum(map(float, both.groups())) / 2 if both else float(alone[1])
        assert family.factory_h == pytest.approx(0.15 * wait)
        resupply = factor * (0.4 * stock + 0.6 * way + 0.6 * family.factory_h)
        assert resupply == pytest.approx(family.resupply_h, rel=2e-3)


@pytest.mark.parametrize("level", LEVELS)
def test_the_freight_of_today_is_that_of_the_ways_in_the_resupply_hours(by_level, level):
    sources = source_of_families()
    price = {lane.id: lane.price_rub_kg for lane in by_level[level].lanes}
    for family in by_level[level].families:
        road = price["ru-ural" if family.id == "maz_body_hyd" else "by-truck"]
        no_air = "(no air)" in sources[family.id]
        mean = road if no_air else (road + price["by-air"]) / 2
        expected = 0.6 * mean * family.weight_kg / 1000
        assert family.freight_krub == pytest.approx(expected, rel=1e-3)


def test_faster_lanes_from_belarus_cost_more(by_level):
    for region in by_level.values():
        lanes = {lane.id: lane for lane in region.lanes}
        ways = [lanes[one] for one in ("by-rail", "by-fast", "by-truck", "by-air")]
        assert [lane.hours for lane in ways] == sorted((w.hours for w in ways), reverse=True)
        assert [lane.price_rub_kg for lane in ways] == sorted(w.price_rub_kg for w in ways)


def test_belaz_lines_supply_all_three_class_groups(region):
    belaz = Counter(p.family.split("_")[1] for p in region.line_parts if p.family[:3] == "bz_")
    assert belaz == {"small": 6, "susp": 6, "drive": 6, "engine": 3, "hyd": 3}
    shares = {(part.line, part.family): part.share for part in region.line_parts}
    assert shares["small_parts", "bz_small_220"] == 0.3
    assert shares["reman", "bz_engine_90_136"] == 1
    assert shares["municipal_bodies", "maz_chassis"] == 0.2


def test_what_the_krai_takes_follows_its_fleets(by_level):
    """Renewal: BelAZ live 10 years, MAZ 8."""
    for region in by_level.values():
        volume = {line.id: line.volume for line in region.lines}
        stock = Counter()
        for fleet in region.fleets:
            stock[next((m for m in ("belaz", "maz") if m in fleet.machine_class), "")] += (
                fleet.count
            )
        assert volume["belaz_assembly"] == pytest.approx(stock["belaz"] / 10, abs=0.6)
        assert volume["maz_assembly"] == pytest.approx(stock["maz"] / 8, abs=0.6)


def test_the_lines_that_make_sense_at_base(region):
    sensible = {line.id for line in region.lines if line.volume >= line.least_volume}
    assert sensible == {"small_parts", "reman"}


def test_every_line_fits_in_some_park_and_the_large_ones_need_a_siding(region):
    parks = [park for park in region.parks if park.area_m2]
    assert {park.place for park in parks} == {
        "khabarovsk", "rakitnoye", "komsomolsk", "amursk", "vanino",
    }  # fmt: skip
    for line in region.lines:
        fitting = [
            park for park in parks
            if park.area_m2 >= line.area_m2 and park.power_mw >= line.power_mw
            and (park.rail_siding or not line.rail)
        ]  # fmt: skip
        assert len(fitting) >= 2, line.id


def test_switching_off_leaves_the_facts_of_the_other_scenarios(region):
    base = load_region("khabarovsk")
    for name in ("families", "needs", "parks", "sizes", "levels", "links"):
        assert getattr(region, name) == getattr(base, name)
