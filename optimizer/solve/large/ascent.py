"""Ascent of the prices: every cell's price grows by a part while nobody serves it, and shrinks.

Subgradients with momentum; the steps are parts of the prices themselves and become shorter by a
schedule. Small and large fleets so learn at the same pace, which steps of one length do not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.problem import Array, Bools, Problem
from optimizer.solve.large.price import Effort
from optimizer.solve.large.relaxation import RELAXED, Point, Relaxation

_MOMENTUM = 0.8
_STEEPEST = 3.0
"""Cells that many hubs want count as this many at most."""
_KITS = 0.3
"""Part of the way to the model's price of money, where kits make it a model only."""
_START = 0.7
_NEAREST = 25, (0.1, 0.03)
_ROUGH = Effort(tolerance=0.1, nodes=0, boxes=1)
"""Steps, their rates and the effort with the nearest parks only."""
_LIKELY, _SURE = 0.7, 0.9
"""Part of the loads' prices that lists take for granted, early on and where cells are whole."""
_FEW, _LONG = 12, 2_000_000
"""Nearest parks in the first steps; how long lists may be."""
_MORE, _ROOM = 24, 600_000
"""Fewest nearest parks where lists would be longer, and pairs that may be listed then."""
_LIKELY_PARKS = 3
"""Parks looked at where lists are too long, for each one that opens; at least one in so many."""


class Ascent:
    """Prices on their way up; ``best`` is the point with the highest bound so far.

    The first steps see the nearest parks only: far ones matter little, and are many.
    """

    def __init__(
        self, relaxation: Relaxation, stop: Callable[[], bool] = lambda: False,
        part: Callable[[], float] = lambda: 0.0,
    ) -> None:  # fmt: skip
        self._relaxation, problem = relaxation, relaxation.problem
        self._stay = _worst(problem)
        start = _START * self._stay + (1 - _START) * _nearest(problem)
        prices, money = np.minimum(self._stay, start), _first_money(problem)
        self._narrow = self._sharp = False
        relaxation.nearest(_FEW)
        self.best = relaxation.at(prices, money, _ROUGH)
        self.climb(*_NEAREST, stop, _ROUGH, part)
        relaxation.trust(self.best, _LIKELY)
        self.best = relaxation.at(self.best.prices, self.best.money)
        self._narrow = relaxation.listed > _LONG

    def climb(
        self, steps: int, rates: tuple[float, float], stop: Callable[[], bool],
        effort: Effort = RELAXED, part: Callable[[], float] = lambda: 0.0,
    ) -> None:  # fmt: skip
        """Take steps from the best point, the first and the last ones of these rates.

        ``part`` says how much of the time is spent: steps become shorter by that where it is more
        than the part of the steps that is done.
        """
        if effort.nodes and not self._sharp:
            # loads' prices hardly move any more: lists become much shorter
            self._sharp = True
            self._relaxation.trust(self.best, _SURE)
            self._keep(self._relaxation.at(self.best.prices, self.best.money, effort))
            self._narrow = self._relaxation.listed > _LONG
        proven = self.best
        if self._narrow:
            # hubs may be few and far: what is near counts likely parks only
            count = max(_MORE, _ROOM // len(self._stay))
            self._relaxation.nearest(count, _likely(proven))
            self.best = self._relaxation.at(proven.prices, proven.money, effort)
        whole = self._steps(steps, rates, stop, effort, part)
        if self._narrow:
            found, self.best = self.best, proven
            self._relaxation.nearest(None)
            if whole:
                self._keep(self._relaxation.at(found.prices, found.money, effort))

    def _steps(
        self, steps: int, rates: tuple[float, float], stop: Callable[[], bool], effort: Effort,
        part: Callable[[], float],
    ) -> bool:  # fmt: skip
        """Take the steps; whether nobody stopped them."""
        first, last = rates
        now = self._relaxation.at(self.best.prices, self.best.money, effort)
        self._keep(now)
        direction, weight = np.zeros(len(self._stay)), 0.0
        for k in range(steps):
            done = max(k / steps, part())
            if stop():
                return False
            if done >= 1.0:
                break
            direction = _MOMENTUM * direction + (1 - _MOMENTUM) * self._lacking(now)
            weight = _MOMENTUM * weight + (1 - _MOMENTUM)
            rate = first * (last / first) ** done
            move = np.clip(direction / weight, -_STEEPEST, _STEEPEST)
            prices = np.clip(now.prices * np.exp(rate * move), 0.0, self._stay)
            now = self._relaxation.at(prices, self._money(now), effort)
            self._keep(now)
        return True

    def _keep(self, point: Point) -> None:
        if point.bound > self.best.bound:
            self.best = point

    def _lacking(self, now: Point) -> Array:
        """(D,) how much each cell lacks to be served once; a cell that may stay lacks nothing."""
        stay = self._relaxation.problem.stay
        kept = np.where(now.prices >= stay * (1 - 1e-9), np.maximum(0.0, 1.0 - now.cover), 0.0)
        return np.asarray(1.0 - now.cover - kept)

    def _money(self, now: Point) -> float:
        if not self._relaxation.stocked:
            return now.next_money
        return now.money + _KITS * (now.next_money - now.money)


def _likely(point: Point) -> Bools:
    """(J,) parks that open, and those that come next."""
    value = point.hubs.value
    least = len(value) // _LIKELY_PARKS
    count = min(max(_LIKELY_PARKS * int(point.hubs.open.sum()), least), len(value))
    return np.asarray(value <= np.partition(value, count - 1)[count - 1])


def _nearest(problem: Problem) -> Array:
    """(D,) least linear cost of each cell."""
    return np.asarray(problem.linear.min(axis=1))


def _worst(problem: Problem) -> Array:
    """(D,) what a cell costs at most: today's way, or far more than its nearest park."""
    nearest = _nearest(problem)
    dear = 20.0 * np.where(np.isfinite(nearest), nearest, 0.0) + 1.0
    return np.where(np.isfinite(problem.stay), problem.stay, dear)


def _first_money(problem: Problem) -> float:
    """A first price of money: what all cells together could save, over the budget."""
    if not np.isfinite(problem.budget):
        return 0.0
    saved = np.maximum(_worst(problem) - _nearest(problem), 0.0)
    finite = saved[np.isfinite(saved)].sum()
    return float(max(1e-3, finite / max(problem.budget, 1e-9) / 3.0))
