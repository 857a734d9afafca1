"""Where parts come from, and what a line is good for: held against the model and other solves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_lanes_of_parts import with_lanes
from test_product_lines import with_lines

from optimizer.model.choice import evaluate
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.plan.ways import middle_month
from optimizer.report.tables import write_csv
from optimizer.solve.levels import best_levels
from optimizer.travel.between_parks import between_parks
from optimizer.turnaround.build import turnaround


@pytest.fixture(scope="module")
def lanes_plan() -> Plan:
    return optimize(with_lanes(), gap=1e-3, time_limit=30)


@pytest.fixture(scope="module")
def lines_plan() -> Plan:
    return optimize(with_lines(), gap=1e-4, time_limit=30)


@pytest.mark.parametrize("made", ["lanes_plan", "lines_plan", "laid_plan"])
def test_origins_add_up_to_the_lead_times_of_the_model(made: str, request) -> None:
    plan: Plan = request.getfixturevalue(made)
    share, problem = plan.built.season_share, plan.problem
    parks = {p.id: j for j, p in enumerate(plan.region.parks)}
    stations = {s.name: k for k, s in enumerate(problem.stations)}
    assert len(plan.supplies)
    for (park, family), rows in plan.supplies.groupby(["park", "family"]):
        j, k = parks[park], stations[family]
        station, level = problem.stations[k], int(plan.choice.level[k, j])
        assert rows["share"].sum() == pytest.approx(1.0)
        asked = station.rate @ plan.choice.shares(problem)[station.cells, j]
        assert rows["parts_per_year"].sum() == pytest.approx(8760 * share @ asked)
        factor = 1.0 if station.supply is None else station.supply.factor[
            station.supply.way[level], :, j]  # fmt: skip
        lead = share @ (station.hours[:, 0, j] * factor)
        assert (rows["share"] * rows["lead_h"]).sum() == pytest.approx(lead)


def test_lanes_and_lines_are_among_the_origins(lanes_plan: Plan, lines_plan: Plan) -> None:
    lanes = lanes_plan.supplies
    assert {"lane"} <= set(lanes["source"]) <= {"usual", "lane"}
    assert set(lanes.loc[lanes["source"] == "lane", "from_id"]) <= {"air", "truck", "rail", "river"}
    made = lines_plan.supplies[lines_plan.supplies["source"] == "line"]
    assert set(made["from_name"]) == {"Press"}
    assert set(made["from_park"]) == set(lines_plan.lines["park"])
    assert made["share"].to_numpy() == pytest.approx(0.6667)


def test_parts_take_the_hours_of_their_legs(laid_plan: Plan, lines_plan: Plan) -> None:
    for plan in (laid_plan, lines_plan):
        travel, parks = plan.built.travel, [p.id for p in plan.region.parks]
        between = between_parks(travel)
        for season in plan.region.seasons:
            month = middle_month(season)
            rows = plan.part_routes[plan.part_routes["season"] == season.id]
            pairs = plan.supplies[["park", "from_park"]].drop_duplicates()
            for park, origin in pairs.itertuples(index=False):
                legs = rows[(rows["park"] == park) & (rows["from_park"] == origin)]
                j = parks.index(park)
                known = travel.parts_h[travel.month_variant(month), j]
                if origin:
                    known = between[month - 1, parks.index(origin), j]
                total = float(legs["hours"].sum() + legs["wait_h"].sum())
                assert total == pytest.approx(known), (park, origin, month)


def test_a_line_is_worth_what_the_region_without_it_would_lose(lines_plan: Plan) -> None:
    """The region without the tables, for the same fleets: another problem, the same answer."""
    off = turnaround(with_lines(on=False), variability=lines_plan.built.variability)
    levels = best_levels(off.problem, lines_plan.choice.served)
    assert levels is not None
    lost = evaluate(off.problem, levels).objective - lines_plan.evaluation.objective
    row, together = (lines_plan.line_effects.iloc[n] for n in (0, 1))
    assert (row["line"], together["line"]) == ("press", "")
    assert row["saved_mrub"] == together["saved_mrub"]
    assert row["saved_mrub"] == pytest.approx(lost, rel=1e-5) and lost > 0
    without = replace(lines_plan, built=off, choice=levels)
    hours = without.figures["turnaround_h"]["plan"]
    more = hours - lines_plan.figures["turnaround_h"]["plan"]
    assert row["turnaround_h"] == together["turnaround_h"]
    assert row["turnaround_h"] == pytest.approx(more)
    text = lines_plan.summary().replace("\u00a0", " ").replace("\u202f", " ")
    assert f"without it downtime would cost RUB {lost:,.0f} M a year more, {more:.1f} h" in text


def test_a_line_that_pays_for_the_hubs_is_told_as_needed(lines_plan: Plan) -> None:
    cost = lines_plan.evaluation.cost
    sources = replace(lines_plan.problem.sources, cost=np.full(2, -40.0))
    problem = replace(lines_plan.problem, sources=sources, budget=cost - 40.0)
    earning = replace(lines_plan, built=replace(lines_plan.built, problem=problem))
    tight = replace(problem, budget=float(earning.evaluation.size_cost.sum()) - 20.0)
    poor = replace(earning, built=replace(earning.built, problem=tight))
    assert np.isinf(poor.line_effects["saved_mrub"]).all()
    assert "the budget would not carry these hubs" in poor.summary()


def test_origins_are_written_where_there_is_more_than_the_usual(
    lanes_plan: Plan, laid_plan: Plan, tmp_path
) -> None:
    names = [
        {path.name for path in write_csv(plan, tmp_path / str(n))}
        for n, plan in enumerate((lanes_plan, laid_plan))
    ]
    assert "supplies.csv" in names[0] and "supplies.csv" not in names[1]
