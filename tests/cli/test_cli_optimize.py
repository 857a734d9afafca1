"""hubs optimize: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.plan.finding import Finding
from optimizer.plan.optimize import NoPlanError
from optimizer.plan.plan import Plan
from optimizer.region.new_folder import write_region

HUBS = [sys.executable, "-c", "import sys; from optimizer.cli import main; sys.exit(main())"]
FILES = ["assignments.csv", "hubs.csv", "map.html", "next_millions.csv", "plan.json", "routes.csv",
         "seasonal.csv", "stations.csv"]  # fmt: skip
NUMBER, PAIR = (int, float), {"plan": float, "today": float}
SCHEMA = {
    "ok": bool, "region": str, "scenario": str, "values": str, "status": str, "gap": NUMBER,
    "bound": NUMBER, "objective": NUMBER, "turnaround_h": PAIR, "machines_down": PAIR,
    "cost_mrub": NUMBER, "budget_mrub": NUMBER, "money_price": (*NUMBER, type(None)),
    "ruled_out": list, "certain": list, "availability": PAIR, "downtime_mrub": PAIR,
    "reach_share": dict, "jobs": NUMBER, "method": str, "why": str, "mix_error": NUMBER,
    "worst_site": dict, "warnings": list, "assumptions": dict, "hubs": list, "files": list,
    "lines": list, "next_millions": list, "depot": (dict, type(None)),
    "seconds": {"read": NUMBER, "travel": NUMBER, "build": NUMBER, "solve": NUMBER,
                "verify": NUMBER, "write": NUMBER, "total": NUMBER},
}  # fmt: skip
HUB = {
    "park": str, "name": str, "name_ru": str, "size": str, "cost_mrub": NUMBER, "jobs": NUMBER,
    "machines": NUMBER, "repairs_per_year": NUMBER, "turnaround_h": NUMBER, "worth_mrub": NUMBER,
    "utilisation": NUMBER, "pools": list, "kits": list,
}  # fmt: skip


def _matches(data: dict, schema: dict) -> None:
    assert set(data) == set(schema)
    for key, kind in schema.items():
        if isinstance(kind, dict):
            _matches(data[key], kind)
        else:
            assert isinstance(data[key], kind), key


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_words_and_files_in_the_default_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["optimize", "tutorial"]) == 0
    said = capsys.readouterr().out
    folder = tmp_path / "maps" / "out" / "tutorial"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    plan = Plan.load(folder / "plan.json")
    assert said.startswith(plan.summary())
    assert said.splitlines()[-len(FILES) :] == [
        str(Path("maps/out/tutorial") / name) for name in FILES
    ]
    assert (folder / "map.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (folder / "plan.json").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_json_is_one_object_and_nothing_else() -> None:
    done = subprocess.run(
        [*HUBS, "optimize", "tutorial", "--out", "o", "--json", "--lang", "ru"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    data = json.loads(done.stdout)
    _matches(data, SCHEMA)
    for hub in data["hubs"]:
        _matches(hub, HUB)
    assert data["ok"] is True
    assert (data["region"], data["scenario"], data["status"]) == ("tutorial", "base", "optimal")
    assert 0 <= data["gap"] <= 0.005
    assert data["bound"] <= data["objective"]
    assert data["cost_mrub"] == pytest.approx(sum(hub["cost_mrub"] for hub in data["hubs"]))
    assert data["turnaround_h"]["today"] == pytest.approx(65)
    assert data["reach_share"] == {"plan": None, "today": None}  # there is no target
    assert data["hubs"][0]["pools"][0]["pool"] == "crew"
    assert data["hubs"][0]["kits"][0]["family"] == "spares"
    assert all(Path(path).is_file() for path in data["files"])
    assert sum(v for k, v in data["seconds"].items() if k != "total") == pytest.approx(
        data["seconds"]["total"], abs=0.2
    )
    # a CSV in Russian: semicolons and decimal commas
    assert ";" in Path("o/hubs.csv").read_text("utf-8-sig").splitlines()[0]


def test_the_krai_in_ten_seconds() -> None:
    """A plan of a real region: kept at the time limit or proven before, no worse than today."""
    done = subprocess.run(
        [*HUBS, "optimize", "khabarovsk", "--time-limit", "10", "--out", "o", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    data = json.loads(done.stdout)
    assert done.returncode == (0 if data["status"] == "optimal" else 4)
    assert data["turnaround_h"]["plan"] < 0.6 * data["turnaround_h"]["today"]
    assert data["cost_mrub"] <= 500 * (1 + 1e-9)
    assert data["availability"]["plan"] > data["availability"]["today"]
    assert data["seconds"]["solve"] < 15
    assert re.search(r"^ +\d+\.\d s  plan \d+\.\d", done.stderr, re.M)
    assert Plan.load("o/plan.json").verify() == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--budget", "-1"], "--budget: is out of range (got '-1.0'); give more than 0"),
        (["--budget", "nan"], "--budget: is out of range"),
        (["--gap", "1.5"], "--gap: is out of range (got '1.5'); give a fraction from 0 to 1"),
        (["--gap", "nan"], "--gap: is out of range"),
        (["--time-limit", "0"], "--time-limit: is out of range"),
        (["--time-limit", "inf"], "--time-limit: is out of range"),
        (["--threads", "0"], "--threads: is out of range"),
        (["--seed", "-1"], "--seed: is out of range"),
        (["--solver", "NOPE"], "no solver 'NOPE' here; PuLP offers"),
        (["--solver", "CBC", "--method", "patterns"], "patterns need HiGHS"),
        (["--method", "simplex"], "simplex"),
        (["--values", "mean"], "mean"),
        (["--lang", "de"], "de"),
        (["--scenario", "leen"], "there is no scenario 'leen'"),
        (["--budget", "ten"], "Invalid value for '--budget'"),
    ],
)
def test_usage_and_input_errors_are_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["optimize", "tutorial", "--time-limit", "5", *arguments]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


def test_all_options_out_of_range_are_named_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["optimize", "tutorial", "--gap", "-1", "--budget", "0", "--threads", "0"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_work(*_: object, **__: object) -> None:
        raise AssertionError("the solve was started")

    monkeypatch.setattr("optimizer.plan.optimize.best_plan", no_work)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for out in ("file", "file/below"):
        assert main(["optimize", "tutorial", "--out", out]) == 2
        said = capsys.readouterr().err
        assert said.startswith(f"{out}: cannot be written (")
        assert "--out" in said


def test_infeasible_is_3_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    rules = (
        "keep_today = false",
        "budget_mrub = 40",
        'gateway = "middle"',
        "annuity = 0.1",
        "kits_per_family = 3",
    )
    Path("must.toml").write_text("\n".join(rules), encoding="utf-8")
    arguments = ["optimize", "tutorial", "--scenario", "must.toml", "--time-limit", "5"]
    assert main(arguments) == 3
    assert re.search(r"the budget is 40: short by \d", capsys.readouterr().err)
    assert main([*arguments, "--json"]) == 3
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert data["exit_code"] == 3
    assert "short by" in data["problems"][1]


def test_time_limit_is_4_and_the_files_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["optimize", "khabarovsk", "--time-limit", "2", "--gap", "0", "--out", "o"]
    assert main(arguments) == 4
    assert "Time ran out before the plan was proven as closely as asked." in capsys.readouterr().out
    assert sorted(path.name for path in Path("o").iterdir()) == FILES


def test_no_plan_is_5(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def out_of_time(*_: object, **__: object) -> None:
        raise NoPlanError("no plan within 1 s")

    monkeypatch.setattr("optimizer.plan.optimize.best_plan", out_of_time)
    assert main(["optimize", "tutorial", "--out", "o"]) == 5
    assert "no plan within 1 s" in capsys.readouterr().err
    assert list(Path("o").iterdir()) == []


def test_a_plan_that_fails_its_check_is_1_and_is_not_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Plan, "verify", lambda _: [Finding("objective", 1.0, 2.0)])
    assert main(["optimize", "tutorial", "--out", "o"]) == 1
    said = capsys.readouterr()
    assert "objective: the plan says 1.0, the facts say 2.0" in said.err
    assert said.out == ""
    assert list(Path("o").iterdir()) == []


def test_ctrl_c_keeps_the_best_plan() -> None:
    command = [*HUBS, "optimize", "khabarovsk", "--time-limit", "120", "--gap", "0", "--out", "o",
               "--json"]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        assert run.stdout is not None
        start = time.monotonic()
        for line in run.stderr:
            if "plan " in line and "no plan yet" not in line:
                break
        run.send_signal(signal.SIGINT)
        stopped = time.monotonic()
        data = json.loads(run.stdout.read())
        assert run.wait() == 130
    assert time.monotonic() - stopped < 30, f"pressed after {stopped - start:.0f} s"
    assert data["status"] == "interrupted"
    assert sorted(path.name for path in Path("o").iterdir()) == FILES
    assert Plan.load("o/plan.json").verify() == []


def test_ctrl_c_before_any_plan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def press(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.plan.optimize.best_plan", press)
    assert main(["optimize", "tutorial", "--out", "o", "--json"]) == 130
    said = capsys.readouterr()
    assert json.loads(said.out) == {"ok": False, "exit_code": 130, "problems": ["interrupted"]}
    assert said.err == "interrupted\n"
    assert list(Path("o").iterdir()) == []


def test_what_a_library_prints_does_not_reach_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    """C++ writes to file descriptor 1 past Python's sys.stdout."""
    code = (
        "import os, sys; from optimizer.plan import optimize as room; real = room.solve\n"
        "def noisy(*a, **k):\n"
        "    os.write(1, b'HighsMipSolverData::transform\\n'); print('more noise')\n"
        "    return real(*a, **k)\n"
        "room.solve = noisy\n"
        "from optimizer.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "optimize", "tutorial", "--out", "o", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout)["ok"] is True
    assert "HighsMipSolverData" in done.stderr
    assert "more noise" in done.stderr


def test_a_region_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_region(tmp_path / "mine", "tutorial")
    assert main(["optimize", "mine", "--budget", "60", "--values", "low", "--out", "o"]) == 0
    assert "budget of RUB 60" in capsys.readouterr().out.replace(" ", " ")
    assert main(["optimize", "mine", "--solver", "PULP_CBC_CMD", "--out", "o"]) in (0, 4)


def test_a_second_run_replaces_the_first_completely(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["optimize", "tutorial", "--out", "o"]) == 0
    before = {name: Path("o", name).read_bytes() for name in FILES}

    def torn(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.report.tables.write_csv", torn)
    assert main(["optimize", "tutorial", "--budget", "60", "--out", "o"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert {name: Path("o", name).read_bytes() for name in FILES} == before
    assert sorted(path.name for path in Path("o").iterdir()) == FILES
