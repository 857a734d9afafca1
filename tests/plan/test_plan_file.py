"""A plan file loads again to the same plan, and stands for itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.plan.optimize import optimize
from optimizer.plan.plain import plain
from optimizer.plan.plan import Plan

TABLES = ("hubs", "stations", "assignments", "seasonal", "routes", "costs", "stages")


def _same(one: Plan, other: Plan) -> None:
    assert plain(other.figures) == plain(one.figures)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(other, name), getattr(one, name))
    assert np.array_equal(other.choice.served, one.choice.served)
    assert np.array_equal(other.choice.level, one.choice.level)
    for name in ("status", "bound", "method", "why", "ruled_out", "certain"):
        assert getattr(other, name) == getattr(one, name)
    assert np.isclose(other.money_price, one.money_price, equal_nan=True)
    assert other.summary("ru") == one.summary("ru")
    assert other.assumptions == one.assumptions


def test_round_trip_of_the_tutorial(tutorial_plan: Plan, tmp_path: Path) -> None:
    path = tutorial_plan.save(tmp_path / "deep" / "plan.json")
    read = Plan.load(path)
    assert read.region == tutorial_plan.region
    _same(tutorial_plan, read)
    assert read.save(tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.filterwarnings("error")
def test_round_trip_of_the_krai(krai_plan: Plan, tmp_path: Path) -> None:
    krai_plan.save(tmp_path / "plan.json")
    read = Plan.load(tmp_path / "plan.json")
    assert read.region == krai_plan.region
    assert read.figures["objective"] == krai_plan.figures["objective"]
    pd.testing.assert_frame_equal(read.hubs, krai_plan.hubs)


def test_a_users_own_folder_may_go_away(own_folder: Path, tmp_path: Path) -> None:
    (own_folder / "scenarios" / "lean.toml").write_text(
        'extends = "base"\nbudget_mrub = 75\n'
        '[[override]]\ntable = "fleets"\nwhere = {site = "hill-pit"}\nset = {count = 25}\n',
        encoding="utf-8",
    )
    plan = optimize(own_folder, scenario="lean", values="high", time_limit=10)
    plan.save(tmp_path / "plan.json")
    shutil.rmtree(own_folder)
    read = Plan.load(tmp_path / "plan.json")
    assert read.region == plan.region
    assert read.region.scenario.budget_mrub == 75
    _same(plan, read)
    assert read.verify() == []


def test_the_file_is_json_that_others_can_read(tutorial_plan: Plan, tmp_path: Path) -> None:
    text = tutorial_plan.save(tmp_path / "plan.json").read_text("utf-8")
    assert "NaN" not in text
    assert "Infinity" not in text
    data = json.loads(text)
    assert data["figures"]["turnaround_h"]["plan"] == tutorial_plan.figures["turnaround_h"]["plan"]
    assert {row["park"] for row in data["assignments"]} == {"middle-park", "south-park"}
    assert [hub["park"] for hub in data["hubs"]] == ["middle-park", "south-park"]


def test_a_failed_save_leaves_the_old_file(
    tutorial_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tutorial_plan.save(tmp_path / "plan.json")
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        tutorial_plan.save(path)
    assert path.read_bytes() == before
