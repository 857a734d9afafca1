"""The command: check, new, its exit codes, and what it costs to ask for help."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer import cli
from optimizer.cli import main
from optimizer.region.new_folder import write_region

HEAVY = ("pandas", "numpy", "scipy", "pulp", "folium", "highspy", "openpyxl", "pydantic")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_region(tmp_path / "region")
    return tmp_path / "region"


def _spoil(folder: Path) -> None:
    path = folder / "classes.csv"
    path.write_text(path.read_text("utf-8").replace(",18,", ",840,"), encoding="utf-8")
    path = folder / "links.csv"
    path.write_text(path.read_text("utf-8").replace("komsomolsk", "komsomolks"), encoding="utf-8")


def test_check_says_what_was_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    said = capsys.readouterr()
    assert "8 machines in 1 fleet at 1 site; 1 park for hubs; 2 seasons" in said.out
    assert re.search(r"^places +3 +3$", said.out, re.M)
    assert "In order (" in said.out
    assert said.err == ""


def test_check_names_all_problems_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(folder)
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.replace(f"{folder}/", "").splitlines() == [
        "classes.csv:2: column 'handson_h': is out of range (got '840'); looks like minutes: "
        "840 minutes is 14 h",
        "links.csv:2: column 'to': is no id of 'places' (got 'komsomolks'); "
        "did you mean 'komsomolsk'?",
    ]


def test_json_is_one_object_whatever_happens(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder), "--json", "--values", "high"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert said["rows"]["places"] == said["assumptions"]["places"] == 3
    assert (said["values"], said["machines"], said["warnings"]) == ("high", 8, [])
    _spoil(folder)
    assert main(["check", str(folder), "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    assert len(said["problems"]) == 2


def test_warnings_do_not_stop_and_go_to_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "parcs.csv").write_text("x\n", encoding="utf-8")
    assert main(["check", str(folder)]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("warning: ")
    assert "parcs.csv: is no table and is not read; did you mean 'parks'?" in said.err
    assert "In order, with 1 warning (" in said.out


def test_a_scenario_by_name_or_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lean = folder / "scenarios" / "lean.toml"
    lean.write_text('extends = "base"\nbudget_mrub = 7\n', encoding="utf-8")
    for given in ("lean", str(lean)):
        assert main(["check", str(folder), "--scenario", given]) == 0
        assert "scenario lean: budget 7 million RUB a year" in capsys.readouterr().out
    assert main(["check", str(folder), "--scenario", "leen"]) == 2
    assert "did you mean 'lean'?" in capsys.readouterr().err


def test_new_writes_a_region_that_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mine"
    assert main(["new", str(target)]) == 0
    assert main(["check", str(target)]) == 0
    capsys.readouterr()
    assert main(["new", str(target)]) == 2
    assert capsys.readouterr().err == (
        f"{target}: is not an empty folder; give a new or an empty one\n"
    )


def test_new_from_a_bundled_region(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "copy"), "--from", "tutorial"]) == 0
    assert main(["check", str(tmp_path / "copy")]) == 0
    assert main(["new", str(tmp_path / "other"), "--from", "tutorail"]) == 2
    assert "did you mean 'tutorial'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["chek", "x"], "No such command"),
        (["check"], "Missing argument"),
        (["check", "khabarovsk", "--values", "mean"], "mean"),
        (
            ["check", "khabarovks"],
            "khabarovks: there is no such region; did you mean 'khabarovsk'?",
        ),
    ],
)
def test_usage_errors_have_exit_code_2(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert expected in capsys.readouterr().err


def test_debug_shows_the_traceback_anywhere() -> None:
    command = [sys.executable, "-c", "from optimizer.cli import main; raise SystemExit(main())"]
    plain = subprocess.run([*command, "check", "nowhere"], capture_output=True, text=True)
    debug = subprocess.run(
        [*command, "check", "nowhere", "--debug"], capture_output=True, text=True
    )
    assert len(plain.stderr.splitlines()) == 1
    assert "Traceback" in debug.stderr
    assert "there is no such region" in debug.stderr


def test_interrupted_is_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.region.load.load_region", interrupt)
    assert main(["check", "khabarovsk"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_has_help_with_examples(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert "Examples:\n" in said
    assert f"  hubs {verb} " in said


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"hubs \d+\.\d+\.\d+\n", capsys.readouterr().out)


def _seconds(*arguments: str) -> float:
    """Best of three: other work on the machine is not ours."""
    code = "import sys; from optimizer.cli import main; sys.exit(main())"
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_help_takes_less_than_half_a_second() -> None:
    assert _seconds("--help") < 0.5


def test_checking_the_krai_takes_less_than_two_seconds() -> None:
    assert _seconds("check", "khabarovsk") < 2


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from optimizer.cli import main; main(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stderr == "[]\n"
