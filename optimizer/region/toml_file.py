"""Reading a TOML file so that a message can name the line of a key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.region.decode import read_text
from optimizer.region.findings import Findings, Where, shown_path

_LARGEST = 2**20
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class TomlFile:
    """The values of a TOML file and its text."""

    path: Path
    data: dict[str, Any]
    text: str

    def where(self, key: str) -> Where:
        """Return the file and the line on which a key stands.

        ``table.key`` stands in a table of the first level; it is where the table begins if the key
        is not there.
        """
        outer, _, inner = key.rpartition(".")
        start = self._written(outer, 0) if outer else None
        found = self._written(inner, start.end() if start else 0) or start
        return Where(shown_path(self.path), self._line(found) if found else 0)

    def _written(self, key: str, start: int) -> re.Match[str] | None:
        """The first line from ``start`` on that gives a key or a table."""
        line = re.compile(rf'^\s*\[{{0,2}}\s*"?{re.escape(key)}"?\s*[=\].]', re.M)
        return line.search(self.text, start)

    def where_override(self, number: int) -> Where:
        """Return the place of the n-th override, counted from 1."""
        heads = list(re.finditer(r"^\s*\[\[\s*override\s*\]\]", self.text, re.M))
        if number > len(heads):
            place = self.where("override")
            return Where(place.file, place.line, number)
        return Where(shown_path(self.path), self._line(heads[number - 1]), number)

    def _line(self, found: re.Match[str]) -> int:
        head = found.group()
        start = found.start() + len(head) - len(head.lstrip())
        return self.text.count("\n", 0, start) + 1


def read_toml(path: Path, findings: Findings) -> TomlFile | None:
    """Read a TOML file, or note why it cannot be read."""
    text = read_text(path, findings, largest=_LARGEST)
    if text is None:
        return None
    try:
        return TomlFile(path, tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        what = f"this is not TOML: {_AT_LINE.sub('', str(error))}"
        line = int(at[1]) if at else text.count("\n") + 1
        fix = 'write key = value, with texts in quotes: name = "dry summer"'
        findings.add(Where(shown_path(path), line), what, fix=fix)
        return None
