"""Ascent of the prices: subgradients with momentum, shorter steps when the bound stands still."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from optimizer.problem import Array, Problem
from optimizer.solve.large.relaxation import Point, Relaxation

_MOMENTUM = 0.95
_STEP = 0.1
"""First step as a part of the bound (Polyak 1969)."""
_PATIENCE, _SHRINK = 25, 0.6
_LEAST = 2e-6
_KITS = 0.3
"""Part of the way to the model's price of money, where kits make it a model only."""
_START = 0.7


class Ascent:
    """Prices on their way up; ``best`` is the point with the highest bound so far."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._relaxation, problem = relaxation, relaxation.problem
        self._stay = _worst(problem)
        self._scale = self._stay**2
        start = _START * self._stay + (1 - _START) * _nearest(problem)
        prices, money = np.minimum(self._stay, start), _first_money(problem)
        relaxation.warm(prices, money)
        self.best = self._now = relaxation.at(prices, money)
        self._direction = np.zeros(problem.cells)
        self._step, self._bad = _STEP, 0

    @property
    def stalled(self) -> bool:
        """Whether steps have become too short to matter."""
        return self._step < _LEAST

    def climb(self, steps: int, stop: Callable[[], bool]) -> None:
        """Take some steps."""
        for _ in range(steps):
            if stop() or self.stalled:
                return
            self._one()

    def resume(self, step: float) -> None:
        """Start again from the best point with longer steps."""
        self._now, self._step, self._bad = self.best, step, 0
        self._direction[:] = 0.0

    def _one(self) -> None:
        now, stay = self._now, self._relaxation.problem.stay
        kept = np.where(now.prices >= stay * (1 - 1e-9), np.maximum(0.0, 1.0 - now.cover), 0.0)
        self._direction = 1.0 - now.cover - kept + _MOMENTUM * self._direction
        length = float((self._direction**2 * self._scale).sum())
        move = self._step * abs(self.best.bound) / max(length, 1e-12)
        prices = np.clip(now.prices + move * self._direction * self._scale, 0.0, self._stay)
        self._now = self._relaxation.at(prices, self._money(now))
        if self._now.bound > self.best.bound:
            self.best, self._bad = self._now, 0
            return
        self._bad += 1
        if self._bad >= _PATIENCE:
            self.resume(self._step * _SHRINK)

    def _money(self, now: Point) -> float:
        if not self._relaxation.stocked:
            return now.next_money
        return now.money + _KITS * (now.next_money - now.money)


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
