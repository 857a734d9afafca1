"""Rules of the house that no linter knows: small files, short functions, nothing unfinished."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = sorted((ROOT / "optimizer").rglob("*.py"))
OTHERS = [p for room in ("tests", "bench", "examples") for p in sorted((ROOT / room).rglob("*.py"))]
UNFINISHED = re.compile(
    r"NotImplementedError|\b(?:TODO|FIXME|XXX)\b|#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)"
)


def lines(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def where(path: Path) -> str:
    """A file's path from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PACKAGE + OTHERS, ids=where)
def test_file_is_at_most_400_lines(path):
    assert lines(path) <= 400


def test_median_file_is_under_120_lines():
    assert statistics.median(map(lines, PACKAGE)) < 120


@pytest.mark.parametrize("path", PACKAGE, ids=where)
def test_functions_are_under_60_lines(path):
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 >= 60
    }
    assert long == {}


@pytest.mark.parametrize("path", PACKAGE, ids=where)
def test_nothing_is_left_unfinished(path):
    assert UNFINISHED.findall(path.read_text(encoding="utf-8")) == []


def test_a_file_is_named_after_its_idea():
    assert {p.stem for p in PACKAGE} & {
        "utils",
        "util",
        "helpers",
        "misc",
        "common",
        "tools",
    } == set()
