"""Lanes of spare parts: chosen with the kits, paid for, lived through and checked again."""

from dataclasses import replace

import pytest

from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import load_region
from optimizer.region.region import Region
from optimizer.region.supply import Carry, Lane
from optimizer.simulate.simulate import simulate
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.ways import USUAL, ways_of


def lane(name: str, hours: float, price: float, **more: object) -> Lane:
    return Lane(id=name, name=name, hours=hours, price_rub_kg=price, source="made", **more)


LANES = (
    lane("air", 20.0, 300.0, max_piece_kg=500.0),
    lane("truck", 200.0, 40.0),
    lane("rail", 700.0, 5.0),
    lane("river", 300.0, 2.0, open_months=frozenset(range(6, 10))),
    lane("cart", 900.0, 60.0),
)


def with_lanes(on: bool = True, **scenario: object) -> Region:
    """The tutorial, its parts also on lanes; a piece weighs 40 kg and costs 5 kRUB by today's."""
    region = load_region("tutorial")
    families = tuple(
        replace(f, weight_kg=40.0, freight_krub=5.0, factory_h=10.0) for f in region.families
    )
    carries = tuple(
        Carry(family=f.id, lane=one.id, source="made") for f in families for one in LANES
    )
    changed = region.scenario.model_copy(update={"lanes": on, **scenario})
    return replace(region, families=families, lanes=LANES, carries=carries, scenario=changed)


def test_ways_are_the_lanes_that_no_mix_beats():
    region = with_lanes()
    built = turnaround(region)
    ways = built.ways[region.families[0].id]
    names = [w.name for w in ways]
    assert names[0] == USUAL
    assert "air" in names and "cart" not in names
    assert len(set(names)) == len(names)
    halves = [w for w in ways if len(w.lanes) == 2]
    assert halves and all(share == 0.5 for w in halves for _, share in w.lanes)
    by_name = {w.name: w for w in ways}
    assert by_name["air"].price_krub == pytest.approx(300 * 40 / 1000 - 5)
    assert by_name["air"].hours[0] == pytest.approx(30.0)


def test_in_closed_months_parts_go_the_usual_way_at_its_price():
    region = with_lanes()
    region = replace(region, lanes=tuple(one for one in region.lanes if one.id == "river"))
    share = turnaround(region).season_share
    family = region.families[0]
    _, river, half = ways_of(region, family, share)
    assert (river.name, half.lanes) == ("river", ((USUAL, 0.5), ("river", 0.5)))
    assert river.price_krub == pytest.approx((2 * 40 / 1000 - 5) * 4 / 12)
    assert share @ river.hours == pytest.approx((310.0 * 4 + family.resupply_h * 8) / 12)
    assert half.price_krub == pytest.approx(river.price_krub / 2)


def test_too_heavy_for_the_air():
    region = with_lanes()
    heavy = replace(region.families[0], weight_kg=600.0)
    ways = ways_of(region, heavy, turnaround(region).season_share)
    assert not any("air" in w.name for w in ways)


def test_switched_off_it_is_the_smaller_model():
    plain, off = optimize("tutorial", gap=1e-6), optimize(with_lanes(on=False), gap=1e-6)
    assert off.evaluation.objective == plain.evaluation.objective
    assert (off.choice.level == plain.choice.level).all()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return optimize(with_lanes(), gap=1e-4, time_limit=60)


def test_lanes_never_make_it_worse(plan):
    assert plan.evaluation.objective <= optimize("tutorial", gap=1e-6).evaluation.objective * 1.0001


def test_the_plan_says_how_parts_come_and_what_it_costs(plan):
    stocks = plan.stations[plan.stations["kind"] == "stock"]
    assert set(stocks["supply"]) - {USUAL}, "some lane pays in the tutorial"
    assert plan.hubs["cost_mrub"].sum() == pytest.approx(plan.evaluation.cost)
    assert plan.costs["total"].sum() == pytest.approx(plan.evaluation.cost)


def test_the_second_reckoning_agrees(plan, tmp_path):
    assert plan.verify() == []
    plan.save(tmp_path / "plan.json")
    again = Plan.load(tmp_path / "plan.json")
    assert again.verify() == []
    assert list(again.stations["supply"]) == list(plan.stations["supply"])


def test_the_plan_with_lanes_is_lived_through(plan):
    lived = simulate(plan, years=20, replications=8, seed=1)
    low, high = lived.ci95_h
    width = (high - low) / 2
    assert abs(lived.simulated_h - lived.mean["corrected_h"]) < 3 * width + 0.02 * lived.simulated_h
