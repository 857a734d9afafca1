"""Problems and warnings of the input, gathered so that the user sees all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from optimizer.errors import InputError

MOST_SHOWN = 50
_MOST_KEPT = 2000
"""Beyond this many problems only the count goes on: noise must not take memory and time."""

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in the input: a file, a line (0: the whole file), an override of a scenario."""

    file: str
    line: int = 0
    override: int = 0

    def __str__(self) -> str:
        """Return ``file:line: `` as it starts a message."""
        text = f"{self.file}:{self.line}:" if self.line else f"{self.file}:"
        return f"{text} override {self.override}:" if self.override else text


def shown_path(path: Path) -> str:
    """Return the path as a message shows it: relative where it lies below the working folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def quoted(value: str) -> str:
    """Return a value as a message shows it: one short line."""
    flat = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value[: _LONGEST_VALUE + 1])
    return f"'{flat[:_LONGEST_VALUE]}…'" if len(flat) > _LONGEST_VALUE else f"'{flat}'"


def message(where: Where, what: str, *, column: str = "", got: str | None = None, fix: str) -> str:
    """Return one line: ``file:line: column 'x': what is wrong (got '…'); fix``."""
    column_text = f" column '{column}':" if column else ""
    got_text = f" (got {quoted(got)})" if got is not None else ""
    fix_text = f"; {fix}" if fix else ""
    return f"{where}{column_text} {what}{got_text}{fix_text}"


@dataclass
class Findings:
    """Collects problems (the input is refused) and warnings (it is used)."""

    _problems: list[tuple[Where, str]] = field(default_factory=list)
    _warnings: list[tuple[Where, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _uncounted: int = 0

    def add(
        self, where: Where, what: str, *, column: str = "", got: str | None = None, fix: str = ""
    ) -> None:
        """Note a problem."""
        if len(self._problems) >= _MOST_KEPT:
            self._uncounted += 1
            return
        text = message(where, what, column=column, got=got, fix=fix)
        # An override of many rows says the same of each of them.
        if text not in self._seen:
            self._seen.add(text)
            self._problems.append((where, text))

    def warn(
        self, where: Where, what: str, *, column: str = "", got: str | None = None, fix: str = ""
    ) -> None:
        """Note something odd that does not stop the run."""
        self._warnings.append((where, message(where, what, column=column, got=got, fix=fix)))

    @property
    def count(self) -> int:
        """Problems so far."""
        return len(self._problems) + self._uncounted

    def warnings(self) -> tuple[str, ...]:
        """Return the warnings by file and line."""
        return tuple(text for _, text in sorted(self._warnings, key=lambda found: found[0]))

    def raise_if_any(self) -> None:
        """Raise InputError with all problems by file and line, the list capped."""
        if not self._problems:
            return
        lines = [text for _, text in sorted(self._problems, key=lambda found: found[0])]
        more = self.count - MOST_SHOWN
        if more > 0:
            lines = [*lines[:MOST_SHOWN], f"(+{more} more)"]
        raise InputError(lines)
