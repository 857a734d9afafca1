"""Data goes one way: a room imports the rooms on its left only (see CONTRIBUTING.md)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "optimizer"
ORDER = [
    "errors", "problem", "chords", "roll_out", "region", "travel", "turnaround", "model", "solve",
    "locate", "plan", "simulate", "report", "cli",
]  # fmt: skip
DOOR = "__init__"  # the library's front door sees every room, and no room goes through it


def room(module: str) -> str:
    """The room of a module's dotted name."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else DOOR


def room_of(path: Path) -> str:
    """The room that a file of the package lies in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rooms_imported(path: Path) -> set[str]:
    """Rooms of the package that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {room(a.name) for a in node.names if a.name.split(".")[0] == "optimizer"}
        elif isinstance(node, ast.ImportFrom) and node.module == "optimizer":
            found |= {a.name if a.name in ORDER else DOOR for a in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("optimizer."):
            found.add(room(node.module))
    return found


FILES = [p for p in sorted(PACKAGE.rglob("*.py")) if p != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_what_lies_before_it(path):
    own = room_of(path)
    if own in {"cli", "__main__"}:
        return  # the command stands at the door: it may use all
    allowed = set(ORDER[: ORDER.index(own) + 1])
    assert rooms_imported(path) <= allowed


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p) in {"problem", "model", "solve"}])
def test_the_mathematics_knows_no_geography(path):
    assert rooms_imported(path).isdisjoint({"region", "travel"})


def test_imports_are_absolute():
    relative = [
        path.name
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []
