"""An altered plan does not pass: in memory, and as a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.errors import InputError
from optimizer.model.choice import CLOSED
from optimizer.plan.plan import Plan
from optimizer.solve.status import Status


def _whats(plan: Plan) -> set[str]:
    return {finding.what for finding in plan.verify()}


def _written(plan: Plan, path: Path) -> dict:
    return json.loads(plan.save(path).read_text("utf-8"))


def _read_back(data: dict, path: Path) -> Plan:
    path.write_text(json.dumps(data), encoding="utf-8")
    return Plan.load(path)


def _open_by_one_per_cent(plan: Plan) -> Plan:
    return replace(plan, bound=0.99 * plan.evaluation.objective)


@pytest.mark.parametrize("name", ["tutorial_plan", "krai_plan"])
def test_a_plan_as_made_holds(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    plan = request.getfixturevalue(name)
    assert plan.verify() == []
    assert Plan.load(plan.save(tmp_path / "plan.json")).verify() == []


def test_a_moved_fleet(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    row = next(r for r in data["assignments"] if r["site"] == "forest-camp")
    row["park"] = "middle-park"
    whats = _whats(_read_back(data, tmp_path / "moved.json"))
    assert whats & {"objective", "rule"}


def test_a_fleet_that_goes_back_to_today(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    data["assignments"][0]["park"] = None
    assert {"objective", "turnaround_h", "machines_down"} <= _whats(
        _read_back(data, tmp_path / "p.json")
    )


def test_a_changed_level(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    hub = next(h for h in data["hubs"] if h["park"] == "south-park")
    hub["levels"]["spares"] -= 1
    assert {"objective", "cost_mrub"} <= _whats(_read_back(data, tmp_path / "p.json"))


def test_rules_that_are_broken_are_named(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    hub = next(h for h in data["hubs"] if h["park"] == "south-park")
    hub["levels"]["crew"] = 2
    said = [str(f) for f in _read_back(data, tmp_path / "p.json").verify()]
    assert any("too large for the hub" in line for line in said)
    assert any("of a budget of 80" in line for line in said)


@pytest.mark.parametrize("figure", ["objective", "cost_mrub", "bound", "gap"])
def test_a_flattered_figure(tutorial_plan: Plan, tmp_path: Path, figure: str) -> None:
    data = _written(_open_by_one_per_cent(tutorial_plan), tmp_path / "plan.json")
    data["figures"][figure] *= 0.99
    assert _whats(_read_back(data, tmp_path / "p.json")) == {figure, "file: figures"}


def test_a_flattered_bound(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(_open_by_one_per_cent(tutorial_plan), tmp_path / "plan.json")
    data["bound"] = tutorial_plan.evaluation.objective
    assert _whats(_read_back(data, tmp_path / "p.json")) == {"bound", "gap", "file: proof"}
    above = replace(tutorial_plan, bound=1.01 * tutorial_plan.evaluation.objective)
    assert "bound" in _whats(above)


def test_a_changed_fact(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    data["region"]["links"][1]["km"] = 60
    assert "objective" in _whats(_read_back(data, tmp_path / "p.json"))


def test_a_flattered_queue(tutorial_plan: Plan, tmp_path: Path) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    data["variability"] = {pool: [0.0] * len(row) for pool, row in data["variability"].items()}
    assert "objective" in _whats(_read_back(data, tmp_path / "p.json"))


def test_wrong_hours_in_memory(tutorial_plan: Plan) -> None:
    built = tutorial_plan.built
    stages = replace(built.stages, go_h=0.5 * built.stages.go_h)
    assert "turnaround_h" in _whats(replace(tutorial_plan, built=replace(built, stages=stages)))


def test_a_closed_hub_that_serves(tutorial_plan: Plan) -> None:
    choice = tutorial_plan.choice
    size = choice.size.copy()
    size[np.flatnonzero(size >= 0)[0]] = CLOSED
    said = " ".join(map(str, replace(tutorial_plan, choice=replace(choice, size=size)).verify()))
    assert "serves but is not open" in said


def test_a_status_without_a_plan(tutorial_plan: Plan) -> None:
    assert "status" in _whats(replace(tutorial_plan, status=Status.INFEASIBLE))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda d: d.pop("region"), "'region'"),
        (lambda d: d.update(format="other 7"), "not a plan file of this version"),
        (lambda d: d["assignments"][0].update(park="nowhere"), "'nowhere'"),
        (lambda d: d["assignments"][0].update(site="nowhere"), "nowhere"),
        (lambda d: d["hubs"][0].update(size="huge"), "'huge'"),
        (lambda d: d["hubs"][0]["levels"].update(crew=99), "no level 99"),
        (lambda d: d["hubs"][0].update(levels=3), "damaged"),
        (lambda d: d.update(status="superb"), "superb"),
        (lambda d: d.update(variability={}), "crew"),
        (lambda d: d["region"]["scenario"].update(budget_mrub=-1), "budget_mrub"),
        (lambda d: d["region"]["fleets"][0].update(colour="red"), "colour"),
        (lambda d: d["region"]["classes"][0].update(failures="many"), "damaged"),
    ],
)
def test_a_damaged_file_is_one_clear_error(
    tutorial_plan: Plan, tmp_path: Path, spoil, says: str
) -> None:
    data = _written(tutorial_plan, tmp_path / "plan.json")
    spoil(data)
    with pytest.raises(InputError, match=says) as error:
        _read_back(data, tmp_path / "p.json")
    assert "p.json" in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 5000, "null", "\x00\x01"])
def test_a_file_that_is_no_plan(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.json: not a plan file"):
        Plan.load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such plan file"):
        Plan.load(tmp_path / "plan.json")
    with pytest.raises(InputError, match="cannot be read"):
        Plan.load(tmp_path)
