"""hubs map and hubs explain: a saved plan once more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    optimize("tutorial", time_limit=10).save(folder / "plan.json")
    return folder


@pytest.mark.parametrize("name", ["", "plan.json"])
def test_the_map_beside_the_plan(
    saved: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (saved / "map.html").unlink(missing_ok=True)
    assert main(["map", str(saved / name)]) == 0
    assert capsys.readouterr().out == f"{saved / 'map.html'}\n"
    assert "Middle park" in (saved / "map.html").read_text("utf-8")
    assert sorted(path.name for path in saved.iterdir()) == ["map.html", "plan.json"]


def test_the_map_elsewhere_in_russian(saved: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "karta.html"
    assert main(["map", str(saved), "--lang", "ru", "--out", str(target)]) == 0
    assert "Парк «Середина»" in target.read_text("utf-8")


def test_a_map_that_fails_leaves_the_old_one(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")

    def torn(_plan: Plan, path: Path, _lang: str) -> None:
        path.write_text("half a", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.report.map_page.write_map", torn)
    assert main(["map", str(saved), "--out", str(target)]) == 2
    assert target.read_text("utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_map_where_a_folder_is(saved: Path, tmp_path: Path, capsys) -> None:
    assert main(["map", str(saved), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path}: is a folder; give a file with --out\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "What each hub saves"),
        (["south-park"], "Whom it serves"),
        (["Forest camp"], "next best: Middle park"),
        (["Лесной участок", "--lang", "ru"], "обслуживает Парк «Юг»"),
    ],
)
def test_explain(saved: Path, arguments: list[str], says: str, capsys) -> None:
    assert main(["explain", str(saved), *arguments]) == 0
    assert says in capsys.readouterr().out


def test_explain_as_json(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for subject, kind in (([], "plan"), (["south-park"], "park"), (["forest-camp"], "site")):
        assert main(["explain", str(saved), *subject, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["kind"] == kind


def test_explain_an_unknown_name(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(saved), "south-prk"]) == 2
    assert "did you mean 'south-park'?" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["map", "explain"])
def test_an_altered_plan_is_refused(saved: Path, tmp_path: Path, verb: str, capsys) -> None:
    data = json.loads((saved / "plan.json").read_text("utf-8"))
    data["figures"]["gap"] = 0.0
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main([verb, str(path)]) == 2
    said = capsys.readouterr().err
    assert "gap: the plan says 0.0, the facts say" in said
    assert "run hubs optimize again" in said


@pytest.mark.parametrize("verb", ["map", "explain"])
def test_no_plan_there(tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said == f"{tmp_path / 'plan.json'}: no such plan file; hubs optimize writes one\n"
