"""Solving a roll-out: from first prices to a timetable with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from optimizer.model.timetable import Timetable, TimetableWorth, evaluate_timetable
from optimizer.problem import Array
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.master import unserved
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.tables import Made, tables
from optimizer.solve.record import Progress, Record, relative_gap
from optimizer.solve.rollout.levels import as_today, best_timetable
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.milp import solve_compact
from optimizer.solve.rollout.node import root
from optimizer.solve.rollout.tree import Tree
from optimizer.solve.status import Status

Method = Literal["auto", "milp", "patterns"]

_SMALL = 300
"""Up to so many pairs of cell and park in all quarters the compact MILP is proven at once."""
_MIDDLING = 3000
"""Up to so many it looks into what patterns leave open."""


@dataclass(frozen=True, eq=False)
class RolledOut:
    """A timetable with what is proven about it.

    Attributes
    ----------
    status
        What stopped the solve.
    bound
        No timetable is better.
    prices, patterns
        Prices of the first proof, and the patterns that were found by quarter.
    """

    status: Status
    timetable: Timetable | None
    worth: TimetableWorth | None
    bound: float
    seconds: float
    prices: Prices | None = None
    patterns: tuple[tuple[int, Pattern], ...] = ()
    history: tuple[Progress, ...] = ()
    made: Made = field(default_factory=dict, repr=False)
    """Tables that nearly the same problem needs again."""

    @property
    def money_price(self) -> tuple[float, ...]:
        """(T,) aim that one more million RUB by the end of each quarter would save."""
        return tuple(float(m) for m in self.prices.money) if self.prices else ()

    @property
    def gap(self) -> float:
        """Proven gap as a fraction of the value; inf without a timetable."""
        value = self.worth.objective if self.worth else float("inf")
        return relative_gap(value, self.bound)


def solve_roll_out(
    roll_out: RollOut, *, method: Method = "auto", solver: str = "HiGHS",
    time_limit: float = 120.0, gap: float = 0.01, threads: int = 1, seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None, known: RolledOut | None = None,
    prove_it: bool = True,
) -> RolledOut:  # fmt: skip
    """Find the best timetable and prove how good it is; arguments as those of `solve`.

    ``known`` is an answer to nearly the same problem, to start from. Without a proof the solve ends
    with the first timetables.
    """
    watch: Record[Timetable, TimetableWorth] = Record(
        lambda timetable: evaluate_timetable(roll_out, timetable), time_limit=time_limit, gap=gap,
        on_progress=on_progress,
    )  # fmt: skip
    with watch.catching_ctrl_c():
        watch.offer(best_timetable(roll_out, as_today(roll_out)), "today")
        pairs = sum(q.cells * q.parks for q in roll_out.quarters)
        if method == "milp" or (method == "auto" and pairs <= _SMALL):
            solve_compact(watch, roll_out, solver=solver, threads=threads, seed=seed)
            return _answer(watch, None, {})
        made = known.made if known else {}
        grids = tuple(tables(q, made) for q in roll_out.quarters)
        master = Master(roll_out)
        tree = Tree(grids, master, tuple(Memory(g) for g in grids), watch, threads)
        if known is not None:
            tree.prices = known.prices
            tree.know(known.timetable, known.patterns)
        prices = known.prices if known and known.prices else _first(roll_out, master)
        if prove_it:
            tree.search(root(roll_out, prices))
        else:
            tree.scout(root(roll_out, prices))
        if prove_it and not watch.over() and pairs <= _MIDDLING:
            watch.say("patterns leave a gap, the compact MILP looks into it")
            solve_compact(watch, roll_out, solver=solver, threads=threads, seed=seed)
    return _answer(watch, tree, made)


def _answer(watch: Record[Timetable, TimetableWorth], tree: Tree | None, made: Made) -> RolledOut:
    return RolledOut(
        _status(watch), watch.best, watch.evaluation, watch.bound, watch.seconds,
        tree.prices if tree else None, tree.patterns if tree else (), tuple(watch.history), made,
    )  # fmt: skip


def _status(watch: Record[Timetable, TimetableWorth]) -> Status:
    if watch.best is None and watch.infeasible:
        return Status.INFEASIBLE
    if watch.best is None:
        return Status.INTERRUPTED if watch.interrupted else Status.NO_PLAN
    if watch.done:
        return Status.OPTIMAL
    if watch.interrupted:
        return Status.INTERRUPTED
    return Status.TIME_LIMIT if watch.remaining() <= 0 else Status.STALLED


def _first(roll_out: RollOut, master: Master) -> Prices:
    """First prices: most of what cells cost today, and of money what it could save."""
    cell: Array = 0.8 * np.array([
        np.where(np.isfinite(q.stay), q.stay, np.minimum(unserved(q), _dear(q.linear)))
        for q in roll_out.quarters
    ])  # fmt: skip
    saved = float(roll_out.weight @ cell.sum(axis=1)) / max(float(roll_out.funds[-1]), 1e-9)
    return Prices(
        cell=cell, money=np.full(roll_out.count, 0.3 * saved / roll_out.count),
        link=np.zeros(master.links.count), park=np.zeros((roll_out.count, roll_out.parks)),
        value=np.inf,
    )  # fmt: skip


def _dear(linear: Array) -> float:
    finite = linear[np.isfinite(linear)]
    return float(2.0 * finite.max(initial=1.0))
