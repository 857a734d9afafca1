"""From a question to its answer: lists, a method by size, and the value computed again."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.locate.answer import how_it_ended, located, not_located
from optimizer.locate.clock import Clock
from optimizer.locate.costs import Costs
from optimizer.locate.located import Located
from optimizer.locate.median.how import How
from optimizer.locate.median.lists import make_task
from optimizer.locate.median.served import nearest_links
from optimizer.locate.median.small import solve_small
from optimizer.locate.median.solve_task import Found, solve_task
from optimizer.locate.median.task import FREE, PROVEN
from optimizer.solve.status import Status
from optimizer.solve.watch import Progress

_MOST_PAIRS = 6_000_000
"""Points with more pairs are solved on lists of their nearest sites."""
_SMALL = 20_000
"""Up to so many pairs numpy is quicker than waiting for a compiler."""
_Tell = Callable[[Progress], None] | None


@dataclass(frozen=True, eq=False)
class Question:
    """Checked inputs: p sites (or `FREE`), what opening costs, sites that serve a client."""

    kind: str
    costs: Costs
    p: int
    opening: NDArray[np.float64]
    times: int


def answer(
    question: Question, gap: float, seed: int, threads: int | None, clock: Clock, tell: _Tell
) -> Located:
    """Solve it in a thread of its own, so that Ctrl-C keeps the best answer."""
    costs = question.costs
    lost = costs.not_reached()
    if lost:
        return not_located(question.kind, costs, math.inf, math.inf, Status.INFEASIBLE, clock, lost)
    return clock.in_own_thread(lambda: _answer(question, gap, seed, threads, clock, tell))


def _answer(
    question: Question, gap: float, seed: int, threads: int | None, clock: Clock, tell: _Tell
) -> Located:
    costs = question.costs

    def say(value: float, bound: float, doing: str) -> None:
        if tell is not None:
            tell(Progress(clock.seconds, value, bound, doing))

    found = _found(question, gap, seed, threads or 1, clock, say)
    if found.open is None:
        status = how_it_ended(math.inf, found.bound, gap, clock)
        return not_located(
            question.kind, costs, math.inf, found.bound, status, clock, _why(question)
        )  # fmt: skip
    sites = np.flatnonzero(found.open).astype(np.int64)
    links = nearest_links(costs, sites, question.times)
    value = float(costs.weights[links.client] @ links.cost + question.opening[sites].sum())
    bound = min(found.bound, value)
    short = np.bincount(links.client, minlength=costs.clients) < question.times
    if (costs.weights[short] > 0).any():  # points beyond the greatest distance
        return not_located(
            question.kind, costs, math.inf, bound, Status.NO_PLAN, clock, _why(question)
        )
    status = how_it_ended(value, bound, max(gap, 2 * PROVEN), clock)
    words = (f"{short.sum()} clients of weight 0 are not served",) if short.any() else ()
    return located(question.kind, costs, sites, links, value, bound, status, clock, words)


def _found(
    question: Question,
    gap: float,
    seed: int,
    threads: int,
    clock: Clock,
    say: Callable[[float, float, str], None],
) -> Found:
    """The open sites and the bound, by the method for the size."""
    costs, p, opening, times = question.costs, question.p, question.opening, question.times
    if not costs.weights.any():
        return _nobody(question)
    if _is_large(question):
        from optimizer.locate.median.large import solve_large

        return Found(*solve_large(costs, p, opening, times, gap, seed, clock, say))
    task = make_task(costs, p, opening, times)
    if costs.clients * costs.sites <= _SMALL:
        return solve_small(task, gap, seed, threads, clock)
    return solve_task(task, How(gap, seed, threads, clock, say))


def _nobody(question: Question) -> Found:
    """No client counts: the sites that must be open, and the cheapest others."""
    costs, opening = question.costs, question.opening
    cost = opening.copy()
    cost[costs.fixed_in], cost[costs.fixed_out] = -1.0, np.inf
    count = max(1, len(costs.fixed_in)) if question.p == FREE else question.p
    is_open = np.zeros(costs.sites, dtype=np.bool_)
    is_open[np.argsort(cost, kind="stable")[:count]] = True
    return Found(is_open, float(opening[is_open].sum()))


def _why(question: Question) -> str:
    """Why nothing serves all clients, in words."""
    if question.p == FREE:
        return "no choice of sites serves every client"
    sites = f"{question.p} site" + ("s" if question.p != 1 else "")
    often = f" {question.times} times" if question.times > 1 else ""
    return f"no {sites} can serve every client{often}; give a larger p, or allow more pairs"


def _is_large(question: Question) -> bool:
    """Whether lists of the nearest sites are all that is looked at."""
    costs = question.costs
    return (
        costs.points is not None
        and question.p != FREE
        and costs.clients * costs.sites > _MOST_PAIRS
    )
