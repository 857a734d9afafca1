"""What docs/howto.md tells to write and to type works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.region import load_region
from optimizer.region.resource import resource
from optimizer.travel import travel_times

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "howto.md").read_text(encoding="utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", TEXT, re.S | re.M)


def test_the_scenario_with_changed_values(tmp_path: Path) -> None:
    (text,) = [block for block in _blocks("toml") if "override" in block]
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    region = load_region("khabarovsk", scenario=tmp_path / "own.toml")
    before = load_region("khabarovsk")
    assert region.scenario.budget_mrub == 300
    assert next(s for s in region.sizes if s.id == "M").capital_mrub == 220
    ferries = [link for link in region.links if link.mode == "ferry"]
    assert ferries
    assert all(link.open_months == frozenset({6, 7, 8, 9}) for link in ferries)
    assert region.parks == before.parks


def test_the_scenario_over_quarters(tmp_path: Path) -> None:
    (text,) = [block for block in _blocks("toml") if "roll_out" in block]
    folder = Path(shutil.copytree(resource("regions") / "khabarovsk", tmp_path / "mine"))
    (folder / "scenarios" / "slow.toml").write_text(text, encoding="utf-8")
    rules = load_region(folder, scenario="slow").scenario.roll_out
    assert rules is not None
    assert (rules.budgets, rules.first_month) == ((120, 160, 220, 220), 4)


def test_the_matrix(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(resource("regions") / "tutorial", tmp_path / "mine"))
    (scenario,) = [block for block in _blocks("toml") if "matrix" in block]
    (folder / "scenarios" / "own.toml").write_text(scenario, encoding="utf-8")
    (rows,) = _blocks("csv")
    region = load_region("tutorial")
    told = {("north-park", "hill-pit"), ("north-park", "river-mine")}
    rows += "".join(
        f"{p.id},{s.id},,5,6,100\n"
        for p in region.parks
        for s in region.sites
        if (p.id, s.id) not in told
    )
    (folder / "hours.csv").write_text(rows, encoding="utf-8")
    travel = travel_times(load_region(folder, scenario="own"))
    summer, winter = travel.month_variant(7), travel.month_variant(1)
    assert (travel.crew_h[summer, 0, 3], travel.crew_h[winter, 0, 3]) == (3.5, 2.5)
    assert travel.crew_h[summer, 0, 1] == travel.crew_h[winter, 0, 1] == 1.2


def test_commands_and_options_exist(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line for block in _blocks("sh") for line in block.splitlines() if line]
    lines += re.findall(r"`(hubs [^`]+)`", TEXT)
    assert len(lines) > 12
    for line in lines:
        words = line.partition("#")[0].split()
        assert words[0] == "hubs"
        assert main([words[1], "--help"]) == 0
        text = capsys.readouterr().out
        for option in re.findall(r"--[a-z-]+", line.partition("#")[0]):
            assert option in text, line


def test_links_lead_somewhere() -> None:
    for page in ("howto.md", "plan.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / "docs" / target).exists(), target


def test_names_in_the_examples_are_of_the_krai() -> None:
    region = load_region("khabarovsk")
    names = {row.id for row in (*region.parks, *region.sites)}
    for line in re.findall(r"hubs explain plan (\S+) ", TEXT):
        if line != "#":
            assert line in names
