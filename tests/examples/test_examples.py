"""The examples run as they stand, with less time for each solve."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import jupytext
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.slow
def test_the_notebook_of_the_krai_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBS_SECONDS", "4")
    names = runpy.run_path(str(EXAMPLES / "khabarovsk_notebook.py"))
    said = capsys.readouterr().out
    assert names["plan"].figures["turnaround_h"]["plan"] < 60
    assert names["plan"].summary() in said
    assert "Malmyzh copper and gold mine" in said
    budgets = names["budgets"]
    assert budgets["downtime"].is_monotonic_decreasing
    assert (budgets["cost"] <= budgets.index).all()
    assert names["facts"]["ASSUMPTION"].sum() > 100


def test_it_opens_as_a_notebook() -> None:
    notebook = jupytext.read(EXAMPLES / "khabarovsk_notebook.py")
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds.count("code") > 10
    assert kinds.count("markdown") > 8
    for cell in notebook.cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)
