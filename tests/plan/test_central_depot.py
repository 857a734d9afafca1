"""Central depot of a plan: built where it pays, paid once, lived through and checked again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from optimizer.cli.plan_json import plan_object
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import load_region
from optimizer.region.region import Region
from optimizer.region.supply import Depot
from optimizer.simulate.setting import setting
from optimizer.simulate.simulate import simulate
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.depot_curve import DepotCurve


def with_depot(capital: float = 0.1, on: bool = True, price: float = 300.0, **more) -> Region:
    """The tutorial with far plants, dear parts and two places for a depot, one without room."""
    region = load_region("tutorial")
    depots = tuple(
        Depot(park=park.id, capital_mrub=capital, running_mrub=0.01, area_m2=500.0, source="made")
        for park in region.parks
    )
    parks = tuple(replace(p, area_m2=1000.0 if n else 0.0) for n, p in enumerate(region.parks))
    families = tuple(
        replace(f, resupply_h=900.0, price_krub=price, part_numbers=30) for f in region.families
    )
    fleets = tuple(replace(f, count=4.0 * f.count) for f in region.fleets)
    rules = {"depot": on, "budget_mrub": 4.0 * region.scenario.budget_mrub, **more}
    scenario = region.scenario.model_copy(update=rules)
    return replace(
        region, depots=depots, parks=parks, scenario=scenario, families=families, fleets=fleets
    )


def test_depots_that_fit_are_sources_at_the_cost_of_store_and_stock():
    built = turnaround(with_depot())
    region = built.region
    assert {at.park.id for at in built.depots} == {p.id for p in region.parks[1:]}
    families = {f.id: f for f in region.families}
    for at, cost in zip(built.depots, built.problem.sources.cost, strict=True):
        stock = sum(
            kept.pieces * families[f].price_krub / 1000 * families[f].holding_rate
            for f, kept in at.carried.items()
        )
        store = 0.1 * region.scenario.annuity_rate * at.park.capital_factor
        assert cost == pytest.approx(store + 0.01 * at.park.running_factor + stock)
        assert at.carried and stock > 0
    assert turnaround(with_depot(on=False)).problem.sources is None
    assert (built.problem.source_floor > 0).all(), "no more is charged than a depot costs"


def test_nothing_is_offered_where_stock_never_pays():
    built = turnaround(with_depot(price=1e9))
    assert built.depots == () and built.problem.sources is None


def test_a_level_through_the_depot_sees_the_share_of_the_demand():
    built = turnaround(with_depot())
    found = 0
    for station in built.problem.stations:
        for levels in station.behind_levels().values():
            whole = station.rate.sum(axis=1)
            for park in range(built.problem.parks):
                load = 0.25 * whole * station.hours[:, 0, park]
                assert station.level_load(levels[0], park, load) == pytest.approx(0.25)
                assert isinstance(station.curve(levels[0], 0, park), DepotCurve)
            found += 1
    assert found


@pytest.fixture(scope="module")
def plan() -> Plan:
    return optimize(with_depot(), gap=1e-3, time_limit=120)


def test_a_cheap_depot_is_built_and_a_dear_one_is_not(plan):
    assert len(plan.depot) == 1
    row = plan.depot.iloc[0]
    assert 0 < row["fill_rate"] < 1 and row["hubs"] >= 1 and row["families"] >= 1
    assert 0 < row["metric_waiting"] < row["waiting"]
    supplied = plan.stations[plan.stations["supply"].str.contains("depot")]
    assert len(supplied) and (supplied["kind"] == "stock").all()
    dear = optimize(with_depot(capital=5000.0), gap=1e-3, time_limit=120)
    assert dear.depot.empty
    assert plan_object(dear, {}, [])["depot"] is None


def test_switched_off_it_is_the_plan_without_the_table(plan):
    off = optimize(with_depot(on=False), gap=1e-4, time_limit=60)
    bare = optimize(replace(with_depot(on=False), depots=()), gap=1e-4, time_limit=60)
    assert off.evaluation.objective == bare.evaluation.objective
    assert np.array_equal(off.choice.served, bare.choice.served)
    assert plan.evaluation.objective < off.evaluation.objective


def test_it_is_paid_once_and_said(plan):
    row = plan.depot.iloc[0]
    hubs = float(plan.hubs["cost_mrub"].sum())
    assert plan.evaluation.cost == pytest.approx(hubs + row["cost_mrub"])
    assert "depot" in plan.summary() and "Центральный склад" in plan.summary("ru")
    told = plan_object(plan, {}, [])["depot"]
    assert told == {
        "park": row["park"], "name": row["park_name"], "stock_mrub": row["stock_mrub"],
        "cost_mrub": row["cost_mrub"], "families": row["families"],
        "fill_rate": row["fill_rate"],
    }  # fmt: skip


def test_the_second_reckoning_agrees_and_the_file_keeps_it(plan, tmp_path):
    assert plan.verify() == []
    plan.save(tmp_path / "plan.json")
    again = Plan.load(tmp_path / "plan.json")
    assert again.verify() == []
    assert again.depot.equals(plan.depot)
    data = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    data["depot"] = None
    (tmp_path / "without.json").write_text(json.dumps(data), "utf-8")
    found = Plan.load(tmp_path / "without.json").verify()
    assert any("not built" in str(finding) for finding in found)


def test_the_plan_with_a_depot_is_lived_through(plan):
    network = setting(plan).network
    tied = [shelf for shelf in network.shelves if shelf.depot >= 0]
    assert tied and len(network.shelves) > len(setting(plan).shelves)
    lived = simulate(plan, years=20, replications=8, seed=1)
    low, high = lived.ci95_h
    width = (high - low) / 2
    assert abs(lived.simulated_h - lived.mean["corrected_h"]) < 3 * width + 0.02 * lived.simulated_h
