"""Lines and a depot in a plan over quarters: dates, money, words, file, check and life."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from test_central_depot import with_depot
from test_product_lines import with_lines

from optimizer.cli.roll_out import roll_out_object
from optimizer.plan.rollout.best import roll_out
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.region.region import Region
from optimizer.region.scenario import RollOut
from optimizer.simulate.simulate import simulate
from optimizer.turnaround.quarters import quarters


def over_quarters(region: Region, *, build: int, budget: float = 80.0) -> Region:
    """Three quarters; what is built once takes ``build`` quarters."""
    rules = RollOut(quarters=3, budget_mrub=budget, growth=0.2)
    scenario = region.scenario.model_copy(update={"roll_out": rules})
    lines = tuple(replace(line, build_quarters=build) for line in region.lines)
    depots = tuple(replace(row, build_quarters=build) for row in region.depots)
    return replace(region, scenario=scenario, lines=lines, depots=depots)


@pytest.fixture(scope="module")
def plan() -> RollOutPlan:
    region = over_quarters(with_lines(capital=0.5), build=1)
    return roll_out(region, time_limit=40, gap=0.002)


def test_a_line_comes_a_quarter_after_its_decision_and_stays(plan: RollOutPlan) -> None:
    assert plan.status == "optimal" and plan.verify() == []
    (row,) = plan.lines.to_dict("records")
    assert row["line"] == "press"
    assert row["works_quarter"] == row["decided_quarter"] + 1 >= 2
    there = [len(quarter.lines) for quarter in plan.plans]
    assert there == [int(t + 1 >= row["works_quarter"]) for t in range(3)]


def test_its_capital_is_paid_while_it_is_built(plan: RollOutPlan) -> None:
    (row,) = plan.lines.to_dict("records")
    step = plan.steps[plan.steps["what"] == "line"].iloc[0]
    assert (step["park"], step["after"]) == (row["park"], "press")
    assert step["capital_mrub"] == pytest.approx(row["capital_mrub"])
    paid = plan.steps.groupby("decided_quarter")["capital_mrub"].sum()  # nothing takes longer
    in_quarter = plan.timeline.set_index("quarter")["capital_mrub"]
    assert in_quarter[in_quarter > 0].to_dict() == pytest.approx(paid.to_dict())
    assert plan.timeline["lines"].tolist() == [
        ["press"] if t + 1 == row["works_quarter"] else [] for t in range(3)
    ]


def test_without_it_the_plan_is_worse(plan: RollOutPlan) -> None:
    alone, together = plan.line_effects.to_dict("records")
    assert alone["saved_mrub"] > 0 and alone["turnaround_h"] > 0
    assert together["saved_mrub"] == pytest.approx(alone["saved_mrub"])
    off = roll_out(_off(plan.region), time_limit=40, gap=0.002)
    assert off.worth.objective <= plan.worth.objective + alone["saved_mrub"] + 1e-6
    assert off.worth.objective > plan.worth.objective


def _off(region: Region) -> Region:
    return replace(region, scenario=region.scenario.model_copy(update={"lines": False}))


def test_the_file_names_lines_by_quarter_and_loads_again(plan: RollOutPlan, tmp_path) -> None:
    file = plan.save(tmp_path / "plan.json")
    again = RollOutPlan.load(file)
    assert again.verify() == []
    assert again.worth.objective == pytest.approx(plan.worth.objective)
    data = json.loads(file.read_text(encoding="utf-8"))
    park = plan.lines["park"].iloc[0]
    assert data["lines"][-1] == [{"line": "press", "park": park}] and data["lines"][0] == []
    data["lines"][0] = data["lines"][-1]
    file.write_text(json.dumps(data), encoding="utf-8")
    found = [f.stated for f in RollOutPlan.load(file).verify()] + [
        str(f.found) for f in RollOutPlan.load(file).verify()
    ]
    assert any("press at" in str(text) and "too soon" in str(text) for text in found)


@pytest.mark.parametrize(("lang", "word"), [("en", "Product line in"), ("ru", "линия")])
def test_words_and_json_tell_the_quarter(plan: RollOutPlan, lang: str, word: str) -> None:
    assert word in plan.summary(lang)
    (line,) = roll_out_object(plan, {}, [])["lines"]
    row = plan.lines.iloc[0]
    assert {k: line[k] for k in ("line", "park", "jobs", "quarter")} == {
        "line": "press", "park": row["park"], "jobs": 12.0, "quarter": row["works_quarter"],
    }  # fmt: skip
    assert line["effect_mrub"] == plan.line_effects["saved_mrub"].iloc[0]
    assert roll_out_object(plan, {}, [])["depot"] is None
    assert plan.timeline["jobs"].iloc[-1] == plan.plans[-1].hubs["jobs"].sum() + 12


def test_a_line_that_is_switched_off_or_makes_no_sense_leaves_the_smaller_plan() -> None:
    region = over_quarters(with_lines(capital=0.5), build=1)
    idle = replace(region, lines=tuple(replace(v, least_volume=1e6) for v in region.lines))
    off, none = (roll_out(r, time_limit=40, gap=0.002) for r in (_off(region), idle))
    assert off.worth.objective == none.worth.objective
    assert off.steps.equals(none.steps)
    late = over_quarters(with_lines(capital=0.5), build=4)
    never = roll_out(late, time_limit=40, gap=0.002)
    assert never.lines.empty
    assert never.worth.objective == pytest.approx(off.worth.objective, rel=0.002)


def test_quarters_offer_the_same_lines_and_the_same_depot() -> None:
    for region in (with_lines(), with_depot()):
        found = quarters(over_quarters(region, build=1))
        names = {q.sources.names for q in found.roll_out.quarters}
        assert len(names) == 1
        for built in found.built:
            assert np.allclose(
                [at.cost_mrub for at in (*built.lines, *built.depots)],
                found.roll_out.quarters[0].sources.cost,
            )
            kept = {f: k.stock for at in built.depots for f, k in at.carried.items()}
            assert kept == {
                f: k.stock for at in found.built[0].depots for f, k in at.carried.items()
            }


@pytest.fixture(scope="module")
def stocked() -> RollOutPlan:
    region = over_quarters(with_depot(price=3000.0), build=1, budget=400.0)
    return roll_out(region, time_limit=60, gap=0.02)


def test_a_depot_comes_in_its_quarter(stocked: RollOutPlan) -> None:
    assert stocked.verify() == []
    (row,) = stocked.depot.to_dict("records")
    assert row["works_quarter"] >= 2
    told = roll_out_object(stocked, {}, [])["depot"]
    assert (told["park"], told["quarter"]) == (row["park"], row["works_quarter"])
    assert "Central depot in" in stocked.summary()


@pytest.mark.parametrize("what", ["lines", "depot"])
def test_it_is_lived_quarter_by_quarter(what: str, plan, stocked) -> None:
    made = plan if what == "lines" else stocked
    lived = simulate(made, replications=6, years=3, workers=1, seed=1)
    assert len(lived.quarters) == 4, "three and all together"
    assert lived.unfinished == 0
