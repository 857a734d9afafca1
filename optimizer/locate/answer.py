"""From what a search found to `Located`: how it ended, who is served from where, in words."""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import InputError
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs
from optimizer.locate.located import Links, Located, no_links
from optimizer.solve.status import Status
from optimizer.solve.watch import relative_gap

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def how_it_ended(value: float, bound: float, gap: float, clock: Clock) -> Status:
    """The status that value and bound say; inf as a bound of what is least: there is no answer."""
    if math.isinf(value):
        ended = Status.INFEASIBLE if bound == value else Status.NO_PLAN
        return Status.INTERRUPTED if clock.interrupted and ended != Status.INFEASIBLE else ended
    least, most = (value, bound) if bound <= value else (-value, -bound)
    if relative_gap(least, most) <= gap + 1e-12:
        return Status.OPTIMAL
    if clock.interrupted:
        return Status.INTERRUPTED
    return Status.TIME_LIMIT if clock.over() else Status.STALLED


def located(
    kind: str, costs: Costs, sites: Ints, links: Links, value: float, bound: float,
    status: Status, clock: Clock, words: tuple[str, ...] = (),
) -> Located:  # fmt: skip
    """An answer with the names of the costs."""
    return Located(
        kind, sites, links, costs.clients, value, bound, status, clock.seconds, words,
        costs.client_names, costs.site_names,
    )  # fmt: skip


def not_located(
    kind: str, costs: Costs, value: float, bound: float, status: Status, clock: Clock, why: str
) -> Located:
    """The lack of an answer; ``why`` is told where it is proven that there is none."""
    words = (why,) if status == Status.INFEASIBLE else ()
    none = np.empty(0, dtype=np.int64)
    return located(kind, costs, none, no_links(), value, bound, status, clock, words)


def number_of_sites(p: Any) -> list[str]:
    """What is wrong with a number of sites, if anything."""
    whole = isinstance(p, numbers.Integral) and not isinstance(p, bool)
    return [] if whole and p >= 1 else [f"p: is no number of sites (got '{p}'); give 1 or more"]


def limits_given(time_limit: Any, gap: Any) -> list[str]:
    """What is wrong with a time limit or a gap, if anything."""
    wrong = []
    if time_limit is not None and not _at_least_zero(time_limit):
        wrong.append(f"time_limit: is no number of seconds (got '{time_limit}'); give 0 or more")
    if not _at_least_zero(gap):
        wrong.append(f"gap: is no fraction (got '{gap}'); give 0 or more, such as 0.01")
    return wrong


def check_number(p: int, costs: Costs) -> None:
    """Hold a number of sites against the sites there are.

    Raises
    ------
    InputError
        More sites are asked for than may be open, or more are fixed in than asked for.
    """
    wrong, free = [], costs.sites - len(costs.fixed_out)
    if p > free:
        wrong.append(f"p: {p} sites are asked for, {free} may be open; give at most {free}")
    if len(costs.fixed_in) > p:
        wrong.append(f"fixed_in: has {len(costs.fixed_in)} sites, p is {p}; give a larger p")
    if wrong:
        raise InputError(wrong)


def _at_least_zero(given: Any) -> bool:
    return isinstance(given, numbers.Real) and not isinstance(given, bool) and float(given) >= 0
