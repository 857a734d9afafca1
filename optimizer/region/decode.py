"""From the bytes of a file to its text: UTF-8, UTF-16 or cp1251, and noise refused."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from optimizer.region.findings import Findings, Where, shown_path

LARGEST_FILE = 64 * 2**20
LONGEST_LINE = 200_000

_CYRILLIC = re.compile("[А-Яа-я]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_text(path: Path, findings: Findings, *, largest: int = LARGEST_FILE) -> str | None:
    """Return the text of a file, or None when it is none, which is then a problem."""
    where = Where(shown_path(path))
    try:
        size = path.stat().st_size
        if size > largest:
            what = f"the file has {size / 2**20:.0f} MB, the most is {largest / 2**20:.0f}"
            findings.add(where, what, fix="check that it is the right file")
            return None
        raw = path.read_bytes()
    except OSError as error:
        findings.add(
            where, f"cannot be read: {error.strerror}", fix="check the path and the rights"
        )
        return None
    text = _decode(raw, where, findings)
    if text is None:
        return None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        findings.add(
            Where(where.file, line),
            "this is not a text file",
            got=text[control.start() : control.start() + 20],
            fix="save the table as CSV (UTF-8) or as .xlsx",
        )
        return None
    if (longest := _longest_line(text)) > LONGEST_LINE:
        what = f"a line has {longest} characters: this is not a table"
        findings.add(where, what, fix="check that it is the right file")
        return None
    return text


def _decode(raw: bytes, where: Where, findings: Findings) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        # Cyrillic that is valid UTF-8 never comes from cp1251: the file is UTF-8 and damaged.
        if len(_CYRILLIC.findall(before[:100_000])) >= 3:
            line = before.count("\n") + 1
            got = raw[error.start : error.start + 4].hex(" ")
            what = "broken UTF-8 text"
            findings.add(Where(where.file, line), what, got=got, fix="save the file again as UTF-8")
            return None
    return raw.decode("cp1251", errors="replace")


def _longest_line(text: str) -> int:
    return max((len(line) for line in text.splitlines()), default=0)
