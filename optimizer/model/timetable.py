"""A timetable: a choice of hubs, levels and assignments for every quarter, and its exact worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.model.choice import CLOSED, Choice, Evaluation, evaluate
from optimizer.problem import Array, Bools, Ints, Problem
from optimizer.roll_out import RollOut

_MONEY_SLACK = 2e-6


@dataclass(frozen=True, eq=False)
class Timetable:
    """One `Choice` for each quarter: hubs that work in it, not those that are being built."""

    quarters: tuple[Choice, ...]


@dataclass(frozen=True, eq=False)
class TimetableWorth:
    """Exact worth of a timetable, with every rule it breaks.

    Attributes
    ----------
    objective
        ``weight @`` the quarters' aims, million RUB a year.
    quarters
        Evaluation of each quarter; its costs are running costs a year.
    capital, running, handed_over
        (T,) million RUB spent in each quarter on building, on what works, and on fleets that
        change hubs.
    carried
        (T,) million RUB left at the end of each quarter.
    broken
        Rules broken, in words; empty for a feasible timetable.
    """

    objective: float
    quarters: tuple[Evaluation, ...]
    capital: Array
    running: Array
    handed_over: Array
    carried: Array
    broken: tuple[str, ...]

    @property
    def spent(self) -> Array:
        """(T,) million RUB spent in each quarter."""
        return np.asarray(self.capital + self.running + self.handed_over)

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken."""
        return not self.broken


def evaluate_timetable(roll_out: RollOut, timetable: Timetable) -> TimetableWorth:
    """Evaluate a timetable with the true curves, and check every rule."""
    choices = timetable.quarters
    found = tuple(
        evaluate(problem, choice)
        for problem, choice in zip(roll_out.quarters, choices, strict=True)
    )
    capital = capital_spent(roll_out, choices)
    running = roll_out.years * np.array([e.cost for e in found])
    handed = roll_out.change * handed_over(choices)
    carried = roll_out.funds - np.cumsum(capital + running + handed)
    broken = [
        f"quarter {t + 1}: {what}" for t, e in enumerate(found) for what in e.broken
    ] + _broken(roll_out, choices, carried)  # fmt: skip
    objective = float(roll_out.weight @ np.array([e.objective for e in found]))
    return TimetableWorth(objective, found, capital, running, handed, carried, tuple(broken))


def capital_spent(roll_out: RollOut, choices: tuple[Choice, ...]) -> Array:
    """(T,) million RUB that building, and closing what stands there, takes in each quarter."""
    until = np.full(roll_out.count, roll_out.closed)
    for t, choice in enumerate(choices):
        opened = np.flatnonzero(choice.size >= 0)
        until += roll_out.size_capital[t][:, opened, choice.size[opened]].sum(axis=1)
        for k, capital in enumerate(roll_out.server_capital):
            there = np.flatnonzero(choice.level[k] >= 0)
            until += capital[t][:, there, choice.level[k, there]].sum(axis=1)
        until += roll_out.source_capital[t] @ choice.sources(roll_out.quarters[t])
    return np.diff(until, prepend=0.0)


def handed_over(choices: tuple[Choice, ...]) -> Array:
    """(T,) fleets that one hub hands over to another at the start of each quarter."""
    changes = changes_hands(np.array([choice.served for choice in choices]))
    return np.concatenate([[0.0], changes.sum(axis=1)])


def changes_hands(served: Ints) -> Bools:
    """(T - 1, D) whether one hub hands a fleet over to another after a quarter: served is (T, D).

    From today's way to a hub, or back to it, nobody hands anything over.
    """
    before, now = served[:-1], served[1:]
    return np.asarray((before != now) & (before >= 0) & (now >= 0))


def _broken(roll_out: RollOut, choices: tuple[Choice, ...], carried: Array) -> list[str]:
    """Rules between the quarters that a timetable breaks, in words."""
    names = roll_out.quarters[0].park_names or tuple(map(str, range(roll_out.parks)))
    found = []
    for t, choice in enumerate(choices):
        opened = np.flatnonzero(choice.size >= 0)
        early = ~roll_out.size_open(t)[opened, choice.size[opened]]
        found += [f"quarter {t + 1}: {names[j]} cannot be so yet" for j in opened[early]]
        for k in range(len(roll_out.servers)):
            there = np.flatnonzero(choice.level[k] >= 0)
            early = ~roll_out.level_open(k, t)[there, choice.level[k, there]]
            found += [f"quarter {t + 1}: {names[j]} has servers too soon" for j in there[early]]
    found += _sources_broken(roll_out, choices)
    closed = (roll_out.existing >= 0) & (choices[0].size < 0)
    for t in range(1, roll_out.count):
        again = closed & (choices[t].size >= 0)
        found += [f"quarter {t + 1}: {names[j]} was closed" for j in np.flatnonzero(again)]
        less = ranks(roll_out, choices[t]) < ranks(roll_out, choices[t - 1])
        found += [
            f"quarter {t + 1}: {names[j]} has less than before"
            for j in np.flatnonzero(less.any(axis=0))
        ]
    limit = -(roll_out.funds * 1e-9 + _MONEY_SLACK)
    found += [
        f"quarter {t + 1}: {-carried[t]:.6g} million RUB more than there is"
        for t in np.flatnonzero(carried < limit)
    ]
    return found


def _sources_broken(roll_out: RollOut, choices: tuple[Choice, ...]) -> list[str]:
    """Lines and depots that work too soon, or that do not stay."""
    found, before = [], np.zeros(roll_out.sources.count, dtype=bool)
    for t, (problem, choice) in enumerate(zip(roll_out.quarters, choices, strict=True)):
        names = _source_names(problem)
        now = choice.sources(problem)
        early, gone = now & ~roll_out.sources.ready(t), before & ~now
        found += [f"quarter {t + 1}: {names[o]} works too soon" for o in np.flatnonzero(early)]
        found += [f"quarter {t + 1}: {names[o]} is given up" for o in np.flatnonzero(gone)]
        before = now
    return found


def _source_names(problem: Problem) -> tuple[str, ...]:
    known = problem.sources.names if problem.sources else ()
    return known or tuple(f"source {o}" for o in range(problem.source_count))


def ranks(roll_out: RollOut, choice: Choice) -> Ints:
    """(1 + P, J) rank of size and servers of every park, -1 for none."""
    size = np.where(choice.size == CLOSED, -1, roll_out.sizes.rank[choice.size])
    rows = [size]
    for k, steps in enumerate(roll_out.servers):
        rows.append(np.where(choice.level[k] < 0, -1, steps.rank[choice.level[k]]))
    return np.array(rows, dtype=int)
