"""A plan over quarters on the command line: checked, explained, drawn; one is made as well."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.cli.roll_out import write_roll_out
from optimizer.region.resource import resource

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

QUARTERS = """extends = "base"
title = "Two quarters"

[roll_out]
quarters = 2
budget_mrub = 230
"""
TABLES = {"assignments.csv", "hubs.csv", "stations.csv", "steps.csv", "timeline.csv"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from made_quarters import made_quarters

    folder = tmp_path_factory.mktemp("made")
    write_roll_out(made_quarters(), folder, "en")
    return folder


def test_one_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "mine", tmp_path / "out"
    shutil.copytree(resource("regions") / "tutorial", folder)
    (folder / "scenarios" / "quarters.toml").write_text(QUARTERS, encoding="utf-8")
    asked = ["--scenario", "quarters", "--time-limit", "20", "--out", str(out), "--json"]
    code = main(["optimize", str(folder), *asked])
    assert code in (0, 4)  # a busy machine may not prove it in time
    told = json.loads(capsys.readouterr().out)
    assert [row["quarter"] for row in told["quarters"]] == [1, 2]
    assert {path.name for path in out.iterdir()} == {"map.html", "plan.json", *TABLES}


def test_all_files_are_written(made: Path) -> None:
    assert {path.name for path in made.iterdir()} == {"map.html", "plan.json", *TABLES}


def test_check_of_a_region_tells_the_money_of_its_quarters(capsys) -> None:
    assert main(["check", "khabarovsk", "--scenario", "rollout4"]) == 0
    said = capsys.readouterr().out
    assert "scenario rollout4: 4 quarters, 840 million RUB in all, base values" in said
    assert main(["check", "khabarovsk", "--scenario", "rollout4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["budget_mrub"], told["quarters_mrub"]) == (840, [210] * 4)


def test_check(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(made)]) == 0
    said = capsys.readouterr()
    assert "4 quarters, 2 hubs in the last one, 643.0 of 920 million RUB" in said.out
    assert "mean turnaround 65.0 h today, 11.5 h in the last quarter" in said.out
    assert "In order" in said.out
    assert main(["check", str(made), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert 0 < told["bound"] <= told["objective"]
    assert told["spent_mrub"] == 643.0
    assert told["gap"] == pytest.approx(0.1)


@pytest.mark.parametrize("verb", ["map", "explain", "check"])
def test_an_altered_file_is_refused(made: Path, tmp_path: Path, verb: str, capsys) -> None:
    data = json.loads((made / "plan.json").read_text("utf-8"))
    data["figures"]["quarter 2"]["spent_mrub"] -= 10.0
    (tmp_path / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    assert main([verb, str(tmp_path)]) == 2
    assert "spent_mrub" in capsys.readouterr().err


def test_the_map(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "karta.html"
    assert main(["map", str(made), "--lang", "ru", "--out", str(target)]) == 0
    assert capsys.readouterr().out == f"{target}\n"
    assert "Парк «Середина»" in target.read_text("utf-8")


def test_explain_tells_the_quarters(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(made)]) == 0
    said = capsys.readouterr().out
    assert "Quarter 1" in said and "Quarter 4" in said
    assert main(["explain", str(made), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == "quarters"
    assert [row["quarter"] for row in told["quarters"]] == [1, 2, 3, 4]
    assert sum(row["spent_mrub"] for row in told["quarters"]) == pytest.approx(told["spent_mrub"])


def test_explain_one_quarter(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for quarter, works in ((4, True), (3, False)):
        asked = ["south-park", "--quarter", str(quarter), "--json"]
        assert main(["explain", str(made), *asked]) == 0
        assert json.loads(capsys.readouterr().out)["open"] is works
    assert main(["explain", str(made), "--quarter", "4"]) == 0
    assert "What each hub saves" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--quarter", "5"], "quarter 5: this plan has quarters 1 to 4"),
        (["--quarter", "0"], "quarter 0: this plan has quarters 1 to 4"),
        (["middle-park"], "a hub or a site is explained in one quarter; name one with --quarter"),
    ],
)
def test_explain_asked_wrongly(made: Path, arguments: list[str], says: str, capsys) -> None:
    assert main(["explain", str(made), *arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_plan_of_one_period_has_no_quarters(tmp_path: Path, capsys) -> None:
    from optimizer.plan.optimize import optimize

    optimize("tutorial", time_limit=10).save(tmp_path / "plan.json")
    assert main(["explain", str(tmp_path), "--quarter", "1"]) == 2
    assert "leave --quarter out" in capsys.readouterr().err
