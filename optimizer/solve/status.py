"""How a solve ended: its own type, never a solver's word alone."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Why a solve stopped, and what it has."""

    OPTIMAL = "optimal"
    """The gap asked for is proven."""
    TIME_LIMIT = "time_limit"
    """The time ran out; the best plan is kept, the gap asked for is not proven."""
    STALLED = "stalled"
    """The method had nothing left to try; the best plan is kept."""
    INTERRUPTED = "interrupted"
    """The user stopped it; the best plan is kept."""
    INFEASIBLE = "infeasible"
    """No plan keeps all rules: proven."""
    NO_PLAN = "no_plan"
    """The time ran out before any plan was found."""
