"""Finding: something in a plan that does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What the plan says, and what the facts say; or ``words`` where there is no such pair."""

    what: str
    stated: float | str
    found: float | str
    words: str = ""

    def __str__(self) -> str:
        if self.words:
            return f"{self.what}: {self.words}"
        return f"{self.what}: the plan says {self.stated}, the facts say {self.found}"
