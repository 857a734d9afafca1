"""docs/trust.md: its table is the script's, and what it points to is there."""

import re
from pathlib import Path

import pytest

from bench.trust_table import HEAD, MARKS, Row, line, signed, written
from optimizer.turnaround.erlang import mean_queue

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "trust.md").read_text("utf-8")


def test_the_table_stands_between_its_marks():
    table = PAGE.split(MARKS[0])[1].split(MARKS[1])[0].strip().splitlines()
    assert table[0] == f"| {' | '.join(HEAD)} |"
    assert len(table) > 15
    assert all(row.count("|") == len(Row._fields) + 1 for row in table)
    assert written(PAGE, "\n".join(table)) == PAGE


def test_every_folder_and_page_it_names_is_there():
    named = re.findall(r"`((?:tests|optimizer|docs|bench)/[\w/]*)`", PAGE)
    assert {"tests/published/", "tests/truth/", "optimizer/plan/audit/"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists()] == []
    pages = re.findall(r"\]\((\w+\.md)\)", PAGE)
    assert [page for page in pages if not (ROOT / "docs" / page).exists()] == []


def test_lines_of_the_table_are_measured_rightly(monkeypatch):
    """One server and steady work has a wait by formula (Pollaczek–Khinchine): half of M/M/1."""
    import numpy as np

    monkeypatch.setattr("bench.trust_table.JOBS", 60_000)
    waited = line(1, 0.6, 0.0, np.random.default_rng(0))
    assert waited == pytest.approx(float(mean_queue(1, np.array(0.6))) / 0.6 / 2, rel=0.05)
    assert (signed(0.0123), signed(-0.5)) == ("+1.2 %", "-50.0 %")
