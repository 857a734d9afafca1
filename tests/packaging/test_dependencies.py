"""The package imports what pyproject.toml declares, no more and no less."""

import ast
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECLARED = {Requirement(text).name for text in PROJECT["dependencies"]}


def imported(folder: Path) -> set[str]:
    """Top-level names that the files of a folder import, the standard library left out."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").split(".")[0])
    return names - set(sys.stdlib_module_names) - {"optimizer"}


def test_everything_imported_is_declared():
    assert imported(ROOT / "optimizer") - DECLARED == set()


def test_everything_declared_is_imported():
    assert DECLARED - imported(ROOT / "optimizer") == set()
