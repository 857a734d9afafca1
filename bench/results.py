"""bench/RESULTS.md: one section per bench, each replaced by its own run only."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "RESULTS.md"
HEAD = """# Results

Written by the benches themselves, each section by its own last run; losing rows are printed like
the others.
"""


def machine(*packages: str) -> str:
    """The machine, and versions of packages, in one line."""
    versions = []
    for name in packages:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    python = f"Python {platform.python_version()}"
    return ", ".join([platform.machine(), f"{os.cpu_count()} cores", python, *versions])


def put(section: str, text: str, page: Path = PAGE) -> None:
    """Replace a section of the page, or add it at the end."""
    old = page.read_text("utf-8") if page.exists() else HEAD
    new = f"## {section}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(old):
        page.write_text(pattern.sub(lambda _: new + "\n", old).rstrip() + "\n", encoding="utf-8")
    else:
        page.write_text(f"{old.rstrip()}\n\n{new}", encoding="utf-8")
