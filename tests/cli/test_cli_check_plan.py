"""hubs check PLAN: in order with exit code 0, altered with 2 and every finding named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.plan.optimize import optimize


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    optimize("tutorial", time_limit=20).save(folder / "plan.json")
    return folder


@pytest.fixture
def altered(whole: Path, tmp_path: Path) -> Path:
    data = json.loads((whole / "plan.json").read_text("utf-8"))
    data["figures"]["cost_mrub"] -= 10
    (tmp_path / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["", "plan.json"])
def test_in_order(whole: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(whole / name)]) == 0
    said = capsys.readouterr()
    assert "2 hubs, 78.0 of 80 million RUB a year, mean turnaround 18.7 h" in said.out
    assert "In order: rules, queues, stocks, costs, ways, figures and file" in said.out
    assert said.err == ""


def test_altered(altered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(altered)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    file = altered / "plan.json"
    assert said.err.splitlines() == [
        f"{file}: cost_mrub: the plan says 68.0, the facts say 78.0",
        f"{file}: file: figures: changed since the plan was written (figures)",
    ]


def test_json(whole: Path, altered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(whole), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["problems"], said["findings"]) == (True, [], [])
    assert (said["region"], said["status"], said["cost_mrub"]) == ("tutorial", "optimal", 78.0)
    assert main(["check", str(altered), "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert [f["what"] for f in said["findings"]] == ["cost_mrub", "file: figures"]
    assert len(said["problems"]) == 2


def test_no_plan_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "no.json")]) == 2
    assert "no such plan file" in capsys.readouterr().err
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert main(["check", str(tmp_path / "bad.json"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_plan_has_its_own_scenario(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(whole), "--scenario", "lean"]) == 2
    assert "a plan holds its own scenario" in capsys.readouterr().err


def test_a_region_with_a_plan_beside_it_is_a_region(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    (tmp_path / "mine" / "plan.json").write_bytes((whole / "plan.json").read_bytes())
    capsys.readouterr()
    assert main(["check", str(tmp_path / "mine")]) == 0
    assert "8 machines in 1 fleet" in capsys.readouterr().out
