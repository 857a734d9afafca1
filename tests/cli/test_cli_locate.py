"""``hubs locate``: from files to an answer, its exit codes, and what is wrong with the files."""

import json

import pytest

from optimizer.cli import main

COSTS = "client;A;B;C\nx;1,5;2;\ny;3;0;4\nz;9;;1\n"
CLIENTS = "id,lat,lon,weight\na,48.5,135.1,2\nb,50.5,137.0,1\nc,53.1,140.7,1\n"
SITES = "id,lat,lon,opening\nK,48.5,135.1,100\nA,50.5,137.0,20\nN,53.1,140.7,900\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("costs.csv", COSTS), ("clients.csv", CLIENTS), ("sites.csv", SITES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_costs_with_semicolons_and_decimal_commas(files, capsys):
    assert main(["locate", "p-median", "costs.csv", "--p", "2"]) == 0
    told = capsys.readouterr()
    assert "value 3, bound 3" in told.out
    assert "sites: B, C" in told.out


def test_json_is_one_object_and_out_is_a_table(files, capsys):
    arguments = ["p-median", "costs.csv", "--p", "1", "--json", "--out", "served.csv"]
    assert main(["locate", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["value"], found["sites"]) == (True, 13.5, ["A"])
    assert (files / "served.csv").read_text().splitlines() == [
        "client,site,share,cost", "x,A,1.0,1.5", "y,A,1.0,3.0", "z,A,1.0,9.0",
    ]  # fmt: skip


def test_coordinates_in_two_files(files, capsys):
    both = ["clients.csv", "sites.csv"]
    assert main(["locate", "p-median", *both, "--p", "2", "--fixed-out", "A", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sites"] == ["K", "N"]
    assert main(["locate", "fixed-charge", *both, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sites"] == ["K", "A"]
    assert found["value"] == pytest.approx(120 + 386.0, abs=4)  # c is about 386 km from A


def test_no_answer_says_why(files, capsys):
    assert main(["locate", "p-median", "costs.csv", "--p", "1", "--max-distance", "3.5"]) == 3
    assert "give a larger p" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["p-median", "costs.csv"], "needs --p"),
        (["fixed-charge", "costs.csv"], "needs --opening"),
        (["fixed-charge", "costs.csv", "--opening", "3", "--p", "2"], "does not take it"),
        (["p-median", "costs.csv", "--p", "2", "--fixed-in", "Z"], "no such site: Z"),
        (["p-median", "none.csv", "--p", "2"], "cannot be read"),
        (["p-median", "clients.csv", "costs.csv", "--p", "2"], "no column of numbers"),
        (["p-median", "costs.csv", "--p", "2", "--weights", "clients.csv"], "no row for 'x'"),
    ],
)
def test_one_clear_line(files, capsys, arguments, word):
    assert main(["locate", *arguments]) == 2
    assert word in capsys.readouterr().err


def test_all_faults_of_a_file(files, capsys):
    (files / "bad.csv").write_text("c,A,B\nx,1,q\ny,-2\nx,1,1\n", encoding="utf-8")
    assert main(["locate", "p-median", "bad.csv", "--p", "1", "--json"]) == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [one.split(": ")[0] for one in problems] == ["bad.csv", "bad.csv:2", "bad.csv:3"]


def test_a_formula_stays_text(files, capsys):
    (files / "sly.csv").write_text("c,=1+1\n@x,5\n", encoding="utf-8")
    assert main(["locate", "p-median", "sly.csv", "--p", "1", "--out", "sly_out.csv"]) == 0
    assert (files / "sly_out.csv").read_text().splitlines()[1].startswith("'@x,'=1+1")
