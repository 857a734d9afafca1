"""What is wrong with one cell."""

from __future__ import annotations


class BadValue(Exception):
    """A cell that cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, fix: str = "") -> None:
        self.what = what
        self.fix = fix
        super().__init__(what)
