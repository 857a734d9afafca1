"""hubs simulate: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.plan.optimize import optimize

HUBS = [sys.executable, "-c", "import sys; from optimizer.cli import main; sys.exit(main())"]
SHORT = ["--years", "1", "--replications", "3"]
FILES = ["map.html", "simulation.csv", "simulation_hubs.csv", "simulation_months.csv",
         "simulation_shelves.csv", "simulation_stages.csv"]  # fmt: skip
NUMBER = (int, float)
SCHEMA = {
    "ok": bool, "region": str, "scenario": str, "predicted_h": float, "corrected_h": float,
    "simulated_h": float, "ci95_h": list, "error": float, "corrected_error": float, "p50_h": float,
    "p90_h": float, "p95_h": float, "p99_h": float, "p90_ci95_h": list, "repairs_per_year": NUMBER,
    "machines_down": float, "hubs": list, "by_hub": list, "by_class": list, "by_site": list,
    "by_season": list, "stages": list, "months": list, "shelves": list, "years": int,
    "replications": int, "warm_years": int, "seed": int, "cv": (float, type(None)),
    "resupply_cv": float, "discipline": str, "unfinished": int, "interrupted": bool,
    "seconds": float, "files": list,
}  # fmt: skip
HUB = {
    "park": str, "pool": str, "servers": int, "utilisation": float, "predicted_h": float,
    "simulated_h": float, "corrected_h": float, "error": float, "verdict": str, "why": str,
    "ci95_h": list,
}  # fmt: skip


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    optimize("tutorial", time_limit=10).save(folder / "plan.json")
    return folder


def fits(data: dict, schema: dict) -> None:
    for name, kind in schema.items():
        assert isinstance(data[name], kind), name


def test_json_is_one_object_of_known_shape(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(saved), *SHORT, "--json"]) == 0
    out = capsys.readouterr()
    data = json.loads(out.out)
    assert out.out.count("\n") == 1
    fits(data, SCHEMA)
    assert data["hubs"]
    for hub in data["hubs"]:
        fits(hub, HUB)
    assert len(data["ci95_h"]) == 2
    assert [Path(path).name for path in data["files"]] == FILES
    assert "3 of 3 replications" in out.err


def test_tables_and_map_beside_the_plan(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(saved / "plan.json"), *SHORT, "--seed", "4"]) == 0
    out = capsys.readouterr().out
    assert "Was the promise kept?" in out
    assert sorted(path.name for path in saved.iterdir()) == sorted([*FILES, "plan.json"])
    assert '"simulation":{"years":1,' in (saved / "map.html").read_text("utf-8")


def test_elsewhere_in_russian(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new"
    options = ["--lang", "ru", "--cv", "0.5", "--resupply-cv", "0", "--discipline", "value"]
    assert main(["simulate", str(saved), *SHORT, *options, "--out", str(target)]) == 0
    assert "Сдержано ли обещание?" in capsys.readouterr().out
    assert sorted(path.name for path in target.iterdir()) == FILES
    text = (target / "simulation_hubs.csv").read_text("utf-8-sig")
    assert text.splitlines()[0].startswith("park;name;")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--years", "0"], "years"), (["--replications", "-2"], "replications"),
     (["--seed", "-1"], "seed"), (["--cv", "nan"], "cv"), (["--discipline", "lifo"], "lifo"),
     (["--years", "many"], "--years")],
)  # fmt: skip
def test_wrong_options(
    saved: Path, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(saved), *options]) == 2
    assert said in capsys.readouterr().err


def test_no_plan_is_one_json_object_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(tmp_path), "--json"]) == 2
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert "no such plan file" in data["problems"][0]


@pytest.mark.skipif(os.name == "nt", reason="signals of a group of processes")
def test_ctrl_c_keeps_what_is_done(saved: Path, tmp_path: Path) -> None:
    command = [*HUBS, "simulate", str(saved), "--replications", "100000", "--years", "5",
               "--out", str(tmp_path), "--json"]  # fmt: skip
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # a shell that starts the tests in the background would hand on that Ctrl-C is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        assert run.stderr is not None
        assert "of 100000 replications" in run.stderr.readline()
        os.killpg(run.pid, signal.SIGINT)
        start = time.monotonic()
        out, _ = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130
    assert time.monotonic() - start < 30
    data = json.loads(out)
    assert data["interrupted"] is True
    assert 0 < data["replications"] < 100_000
    assert (tmp_path / "map.html").stat().st_size > 100_000
