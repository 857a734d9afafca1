"""docs/model.md names what is there: rooms, functions, and every family of the compact MILP."""

import re
from pathlib import Path

from optimizer.model import compact

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"`([^`\n]+)`", PAGE)
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "optimizer").rglob("*.py"))


def test_files_exist():
    paths = [name for name in QUOTED if "/" in name]
    assert len(paths) > 8
    assert [name for name in paths if not (ROOT / name).exists()] == []


def test_names_are_those_of_the_code():
    names = {
        n for quoted in QUOTED if "/" not in quoted for n in re.findall(r"[A-Za-z_]\w+", quoted)
    }
    assert len(names) > 40
    assert {n for n in names if not re.search(rf"\b{n}\b", SOURCE)} == set()


def test_every_family_of_constraints_is_explained():
    families = {
        name
        for name, value in vars(compact).items()
        if callable(value)
        and getattr(value, "__module__", "") == compact.__name__
        and re.search(r"[≤≥=]|min ", value.__doc__ or "")
    }
    assert families >= {"_objective", "_cover", "_sizes", "_strong_links", "_levels", "_loads"}
    assert {name for name in families if f"| `{name}` |" not in PAGE} == set()


def test_sections_that_the_code_points_to_exist():
    pointed = re.findall(r"docs/model\.md, sections? (\d)(?: to (\d))?", SOURCE)
    assert pointed
    heads = set(re.findall(r"^## (\d)\.", PAGE, re.M))
    assert {n for pair in pointed for n in pair if n} <= heads
