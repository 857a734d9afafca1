"""Product lines of a plan: built where they pay, paid once, lived through and checked again."""

import json
from dataclasses import replace

import pytest

from optimizer.cli.plan_json import plan_object
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import load_region
from optimizer.region.production import Line, LinePart
from optimizer.region.region import Region
from optimizer.report.tables import write_csv
from optimizer.simulate.simulate import simulate
from optimizer.turnaround.build import turnaround


def with_lines(capital: float = 2.0, on: bool = True, **more: object) -> Region:
    """The tutorial with a line for two thirds of one family, and one that is too large for it."""
    region = load_region("tutorial")
    family = region.families[0].id
    line = Line(
        id="press", name="Press", capital_mrub=capital, running_mrub=0.1, jobs=12.0, area_m2=500.0,
        volume=100.0, least_volume=50.0, saves_krub=1.0, source="made",
    )  # fmt: skip
    rare = replace(line, id="rare", name="Rare", volume=10.0, saves_krub=1e6)
    huge = replace(line, id="huge", name="Huge", area_m2=1e6, saves_krub=1e6)
    parts = tuple(
        LinePart(line=i, family=family, share=0.6667, lead_h=3.0, source="made")
        for i in ("press", "rare", "huge")
    )
    parks = tuple(
        replace(p, area_m2=1000.0 if n else 0.0, power_mw=1.0) for n, p in enumerate(region.parks)
    )
    scenario = region.scenario.model_copy(update={"lines": on, **more})
    families = tuple(replace(f, resupply_h=400.0, freight_krub=2.0) for f in region.families)
    return replace(
        region, lines=(line, rare, huge), line_parts=parts, parks=parks, scenario=scenario,
        families=families,
    )  # fmt: skip


def test_lines_that_fit_and_make_sense_are_sources():
    built = turnaround(with_lines())
    assert {at.line.id for at in built.lines} == {"press"}, "too little volume, too little room"
    assert {at.park.id for at in built.lines} == {p.id for p in built.region.parks[1:]}
    annuity = built.region.scenario.annuity_rate
    for at in built.lines:
        cost = 2.0 * annuity * at.park.capital_factor + 0.1 * at.park.running_factor - 0.1
        assert at.cost_mrub == pytest.approx(cost)
    assert turnaround(with_lines(on=False)).problem.sources is None


@pytest.fixture(scope="module")
def plan() -> Plan:
    return optimize(with_lines(), gap=1e-4, time_limit=60)


def test_a_cheap_line_is_built_and_a_dear_one_is_not(plan):
    assert list(plan.lines["line"]) == ["press"]
    supplied = plan.stations[plan.stations["supply"].str.contains("press")]
    assert len(supplied) and (supplied["kind"] == "stock").all()
    dear = optimize(with_lines(capital=500.0), gap=1e-4, time_limit=60)
    assert dear.lines.empty and "none of those that fit" in dear.summary()


def test_switched_off_it_is_the_plan_without_the_tables(plan):
    off = optimize(with_lines(on=False), gap=1e-5, time_limit=60)
    bare = replace(with_lines(on=False), lines=(), line_parts=())
    plain = optimize(bare, gap=1e-5, time_limit=60)
    assert off.evaluation.objective == plain.evaluation.objective
    assert plan.evaluation.objective < off.evaluation.objective


def test_it_is_paid_once_and_said(plan):
    row = plan.lines.iloc[0]
    hubs = float(plan.hubs["cost_mrub"].sum())
    assert plan.evaluation.cost == pytest.approx(hubs + row["cost_mrub"])
    assert "Press" in plan.summary() and "12" in plan.summary()
    assert plan.summary("ru").count("Что производить на месте") == 1
    assert "Hubs and lines together cost RUB" in plan.summary()
    assert "The hubs cost" not in plan.summary()
    word = "saves" if row["cost_mrub"] < 0 else "costs"
    assert f"{word} RUB {abs(row['cost_mrub']):.1f} M a year more" in plan.summary()
    data = plan_object(plan, {}, [])
    assert data["lines"] == [
        {
            "line": "press",
            "park": row["park"],
            "jobs": 12.0,
            "cost_mrub": row["cost_mrub"],
            "saved_mrub": plan.line_effects.loc[0, "saved_mrub"],
        }
    ]
    assert plan.figures["jobs"] == pytest.approx(float(plan.hubs["jobs"].sum()) + 12.0)


def test_the_second_reckoning_agrees_and_the_file_keeps_it(plan, tmp_path):
    assert plan.verify() == []
    plan.save(tmp_path / "plan.json")
    again = Plan.load(tmp_path / "plan.json")
    assert again.verify() == []
    assert again.lines.equals(plan.lines)
    assert "lines.csv" in {path.name for path in write_csv(plan, tmp_path / "csv")}
    data = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    data["lines"] = []
    (tmp_path / "without.json").write_text(json.dumps(data), "utf-8")
    found = Plan.load(tmp_path / "without.json").verify()
    assert any("not built" in str(finding) for finding in found)


def test_the_plan_with_a_line_is_lived_through(plan):
    lived = simulate(plan, years=20, replications=8, seed=1)
    low, high = lived.ci95_h
    width = (high - low) / 2
    assert abs(lived.simulated_h - lived.mean["corrected_h"]) < 3 * width + 0.02 * lived.simulated_h


def test_assumptions_are_of_the_tables_in_use(plan):
    used = plan.assumptions
    assert used["lines"][1] == 3 and used["line_parts"][1] == 3
    off = replace(plan, built=turnaround(with_lines(on=False)))
    assert set(off.region.assumptions()) - set(off.assumptions) == {"lines", "line_parts"}
    kept = {name: rows for name, rows in used.items() if name not in ("lines", "line_parts")}
    assert off.assumptions == kept
