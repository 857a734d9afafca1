"""A plan over quarters from a region: timeline, money, words, file, and its own check."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.errors import InputError
from optimizer.plan.plan import Plan
from optimizer.plan.rollout.best import roll_out
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.plan.save import choice_of, hub_rows
from optimizer.region import Region, load_region
from optimizer.region.resource import resource
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.quarters import growth_by, months_in, quarters

RULES = """
extends = "base"
title = "Three quarters"
[roll_out]
quarters = 3
budget_mrub = [150, 150, 120]
growth = 0.2
discount = 0.1
change_mrub = 0.1
"""
BUILDING = """
[[override]]
table = "sizes"
set = { build_quarters = 1 }
[[override]]
table = "levels"
where = { servers = [2, 4] }
set = { build_quarters = 1 }
"""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    path = tmp_path_factory.mktemp("quarters") / "three.toml"
    path.write_text(RULES + BUILDING, encoding="utf-8")
    return load_region("tutorial", scenario=path)


@pytest.fixture(scope="module")
def plan(region: Region) -> RollOutPlan:
    return roll_out(region, time_limit=30, gap=0.002)


def test_it_is_proven_and_holds(plan: RollOutPlan) -> None:
    assert plan.status == "optimal"
    assert plan.gap <= 0.002
    assert plan.verify() == []
    assert plan.worth.feasible


def test_nothing_works_in_the_first_quarter_and_hubs_come_later(plan: RollOutPlan) -> None:
    line = plan.timeline
    assert list(line["quarter"]) == [1, 2, 3]
    assert line["hubs"].iloc[0] == 0
    assert line["hubs"].iloc[-1] >= 1
    assert line["turnaround_h"].iloc[0] == pytest.approx(line["today_h"].iloc[0])
    assert line["turnaround_h"].iloc[-1] < line["today_h"].iloc[-1]
    opened = [park for parks in line["opened"] for park in parks]
    assert sorted(opened) == sorted(plan.plans[-1].hubs["park"])


def test_money_adds_up(plan: RollOutPlan) -> None:
    line = plan.timeline
    budgets = np.array([150, 150, 120])
    assert line["carried_mrub"].to_numpy() == pytest.approx(
        np.cumsum(budgets - line["spent_mrub"].to_numpy()), abs=1e-6
    )
    assert (line["carried_mrub"] >= -1e-6).all()
    assert line["capital_mrub"].sum() == pytest.approx(plan.steps["capital_mrub"].sum())
    running = [p.evaluation.cost / 4 for p in plan.plans]
    assert line["running_mrub"].to_numpy() == pytest.approx(running)


def test_a_step_is_decided_before_it_works(plan: RollOutPlan) -> None:
    late = plan.steps["works_quarter"] - plan.steps["decided_quarter"]
    hubs = plan.steps["what"] == "hub"
    assert (late[hubs] == 1).all()
    assert (plan.steps["decided_quarter"] >= 1).all()


def test_quarters_have_their_months_and_grown_fleets(region: Region) -> None:
    rules = region.scenario.roll_out
    assert months_in(rules, 0) == {1, 2, 3}
    assert months_in(replace_first(rules, 12), 0) == {12, 1, 2}
    assert [growth_by(rules, t) for t in range(3)] == pytest.approx([1.0, 1.1, 1.2])
    found = quarters(region)
    whole = turnaround(region)
    year = whole.demand.by_month
    for t, built in enumerate(found.built):
        months = sorted(m - 1 for m in months_in(rules, t))
        assert built.demand.rate == pytest.approx(year[months].mean(axis=0) * growth_by(rules, t))
        assert built.season_share.sum() == pytest.approx(1.0)


def replace_first(rules, month):
    return rules.model_copy(update={"first_month": month})


def test_four_equal_quarters_are_the_year(tmp_path: Path) -> None:
    """Rates and worth of the year are the means of its four quarters."""
    path = tmp_path / "year.toml"
    path.write_text('extends = "base"\n[roll_out]\nquarters = 4\nbudget_mrub = 100\n', "utf-8")
    region = load_region("khabarovsk", scenario=_beside(path, "khabarovsk"))
    whole, found = turnaround(region), quarters(region)
    mean = np.mean([b.demand.rate for b in found.built], axis=0)
    assert mean == pytest.approx(whole.demand.rate)
    stay = np.mean([b.problem.stay for b in found.built], axis=0)
    assert stay == pytest.approx(whole.problem.stay)
    linear = np.mean([b.problem.linear for b in found.built], axis=0)
    both = np.isfinite(whole.problem.linear) & np.isfinite(linear)
    assert both.sum() > 1000
    assert linear[both] == pytest.approx(whole.problem.linear[both], rel=0.02)


def _beside(path: Path, region: str) -> Path:
    text = path.read_text("utf-8").replace('"base"', json.dumps(str(_base(region))))
    path.write_text(text, "utf-8")
    return path


def _base(region: str) -> Path:
    return (resource("regions") / region / "scenarios" / "base.toml").resolve()


def test_the_file_loads_to_the_same_plan(plan: RollOutPlan, tmp_path: Path) -> None:
    path = plan.save(tmp_path / "plan.json")
    again = RollOutPlan.load(path)
    assert again.verify() == []
    assert again.worth.objective == pytest.approx(plan.worth.objective, rel=1e-12)
    pd.testing.assert_frame_equal(again.timeline, plan.timeline)
    with pytest.raises(InputError, match=r"not a plan file of this version.*RollOutPlan\.load"):
        Plan.load(path)


def test_a_changed_file_is_found(plan: RollOutPlan, tmp_path: Path) -> None:
    path = plan.save(tmp_path / "plan.json")
    data = json.loads(path.read_text("utf-8"))
    data["figures"]["quarter 2"]["spent_mrub"] += 5.0
    path.write_text(json.dumps(data), "utf-8")
    found = [str(f) for f in RollOutPlan.load(path).verify()]
    assert any("quarter 2, spent_mrub" in text for text in found)
    assert any("file: figures" in text for text in found)


def test_a_hub_that_shrinks_is_refused(plan: RollOutPlan) -> None:
    """The last quarter's hubs and fleets become those of the first: what was there is gone."""
    first = plan.timetable.quarters[0]
    timetable = replace(plan.timetable, quarters=(*plan.timetable.quarters[:-1], first))
    found = [str(f) for f in replace(plan, timetable=timetable).verify()]
    assert any("has less than before" in text for text in found)


def test_the_choice_of_a_quarter_can_be_read_back(plan: RollOutPlan) -> None:
    last = plan.plans[-1]
    rows = [{"site": f.site, "class": f.machine_class, "park": None} for f in last.region.fleets]
    choice = choice_of(last.built, hub_rows(last), rows)
    assert (choice.size == last.choice.size).all()
    assert (choice.level == last.choice.level).all()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_summary_names_every_quarter_and_its_proof(plan: RollOutPlan, lang: str) -> None:
    text = plan.summary(lang)
    for number in (1, 2, 3):
        assert f"{'Quarter' if lang == 'en' else 'Квартал'} {number} (" in text
    assert ("Proven" if lang == "en" else "Доказано") in text
    assert "{" not in text


def test_a_scenario_of_one_period_is_refused_with_a_way_out() -> None:
    with pytest.raises(InputError, match=r"has no table \[roll_out\]"):
        roll_out("tutorial", scenario="base")
