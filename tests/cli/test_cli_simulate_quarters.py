"""hubs simulate of a plan over quarters: what it prints, and what it writes."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.cli.roll_out import write_roll_out

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

SHORT = ("--years", "1", "--replications", "2", "--seed", "4")
TABLES = {"simulation_quarters.csv", "simulation_hubs.csv", "simulation_stages.csv"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from made_quarters import made_quarters

    folder = tmp_path_factory.mktemp("made")
    write_roll_out(made_quarters(), folder, "en")
    return folder


def test_it_prints_one_object(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    map_before = (made / "map.html").read_bytes()
    assert main(["simulate", str(made), *SHORT, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert [row["months"] for row in told["quarters"]] == ["12-2", "3-5", "6-8", "9-11"]
    assert told["ci95_h"][0] < told["simulated_h"] < told["ci95_h"][1]
    assert {Path(path).name for path in told["files"]} == TABLES
    assert (made / "map.html").read_bytes() == map_before


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_it_tells_each_quarter(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    out = tmp_path / "lived"
    assert main(["simulate", str(made), *SHORT, "--lang", lang, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert ("quarter by quarter?" if lang == "en" else "квартал за кварталом?") in said
    assert {path.name for path in out.iterdir()} == TABLES
    text = (out / "simulation_quarters.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if lang == "ru" else ","))
    assert [row["quarter"] for row in rows] == ["1", "2", "3", "4", "all"]
    assert float(rows[-1]["down"].replace(",", ".")) > 0
