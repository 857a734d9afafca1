"""The errors a user may meet; each is one clear message."""

from __future__ import annotations


class HubsError(Exception):
    """Anything the user can mend."""

    exit_code = 2


class InputError(HubsError, ValueError):
    """All problems of the input at once, one per line: ``file:line: column 'x': what; fix``."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class InfeasibleError(HubsError):
    """No plan keeps all rules; the message says which rule and the least change that mends it."""

    exit_code = 3
