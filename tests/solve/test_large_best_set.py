"""The compiled pricer of one station against a look at every set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from optimizer.problem import Array
from optimizer.solve.large.best_set import best_set
from optimizer.solve.large.best_shares import best_shares
from optimizer.turnaround.erlang import QueueCurve

_CELLS = 11
_GRID = 64
_POINTS = 65
SHAPES = [(1, 0), (1, 1), (1, 2), (4, 1), (4, 2), (0, 1)]


@dataclass(frozen=True)
class Case:
    """One station with stocks: seasons S, groups G."""

    reduced: Array
    unit: Array
    base: Array
    weight: Array
    value: Array
    slope: Array
    step: float
    most: float
    left: Array
    right: Array
    top: Array

    @property
    def given(self) -> tuple[object, ...]:
        return (
            self.reduced, self.unit, self.base, self.weight, self.value, self.slope, self.step,
            self.most, self.left, self.right, self.top,
        )  # fmt: skip


def case(seed: int, seasons: int, groups: int) -> Case:
    """A station of one to four servers and stocks with economies of scale."""
    rng = np.random.default_rng(seed)
    rate = rng.lognormal(0.0, 0.9, _CELLS) * 0.12
    profile = rng.uniform(0.6, 1.3, (seasons, 1)) if seasons > 1 else np.ones((seasons, 1))
    base = np.array([rate * (rng.random(_CELLS) < 0.7) for _ in range(groups)])
    base = base.reshape(groups, _CELLS) + 1e-3
    top = base.sum(axis=1) * 1.001
    amount = top[:, None] * np.linspace(0.0, 1.0, _GRID + 1) ** 2
    phi = np.minimum.reduce([8 * amount, 3 + 2 * amount + 0.5 * amount**2, 5 + amount])
    curve = QueueCurve(1 + seed % 4)
    grid = np.linspace(0.0, curve.capacity, _POINTS)
    return Case(
        -rate * rng.uniform(0, 60, _CELLS), profile * rate * rng.uniform(1, 2.5, _CELLS), base,
        np.full(seasons, 30.0 / max(seasons, 1)), curve.value(grid), curve.slope(grid), grid[1],
        curve.capacity, phi[:, :-1].copy(), phi[:, 1:].copy(), top,
    )  # fmt: skip


def every_set(c: Case) -> Array:
    """Cost of every set, with the same curves from below."""
    sets = ((np.arange(2**_CELLS)[:, None] >> np.arange(_CELLS)) & 1).astype(float)
    total = sets @ c.reduced
    for unit, weight in zip(c.unit, c.weight, strict=True):
        load = sets @ unit
        i = np.minimum((load / c.step).astype(int), _POINTS - 2)
        x = load - i * c.step
        low = np.maximum(
            c.value[i] + c.slope[i] * x, c.value[i + 1] + c.slope[i + 1] * (x - c.step)
        )
        total += np.where(load <= c.most, weight * low, np.inf)
    for base, left, right, top in zip(c.base, c.left, c.right, c.top, strict=True):
        amount = sets @ base
        i = np.minimum((np.sqrt(amount / top) * _GRID).astype(int), _GRID - 1)
        start, stop = top * (i / _GRID) ** 2, top * ((i + 1) / _GRID) ** 2
        total += left[i] + (right[i] - left[i]) * (amount - start) / (stop - start)
    return total


@pytest.mark.parametrize(("seasons", "groups"), SHAPES)
def test_the_set_is_the_best_and_the_bound_is_tight(seasons: int, groups: int) -> None:
    for seed in range(12):
        c, chosen = case(seed, seasons, groups), np.zeros(_CELLS, bool)
        value, bound = best_set(
            *c.given, 2, 1e-7, 5000, 60, c.top, np.zeros(seasons + groups), np.inf, chosen,
            np.zeros(seasons + groups),
        )  # fmt: skip
        costs = every_set(c)
        assert value == pytest.approx(costs.min(), rel=1e-6, abs=1e-6)
        assert bound <= costs.min() + 1e-7
        assert bound == pytest.approx(costs.min(), rel=1e-5, abs=1e-5)
        assert costs[int(chosen @ 2 ** np.arange(_CELLS))] == pytest.approx(value)


@pytest.mark.parametrize(("seasons", "groups"), SHAPES)
@pytest.mark.parametrize(("nodes", "boxes"), [(0, 1), (5, 3), (50, 9)])
def test_little_effort_gives_a_weak_bound_never_a_false_one(
    seasons: int, groups: int, nodes: int, boxes: int
) -> None:
    for seed in range(12):
        c, chosen = case(seed, seasons, groups), np.zeros(_CELLS, bool)
        value, bound = best_set(
            *c.given, 1, 1e-3, nodes, boxes, c.top, np.zeros(seasons + groups), np.inf, chosen,
            np.zeros(seasons + groups),
        )  # fmt: skip
        least = every_set(c).min()
        assert bound <= least + 1e-7 <= value + 2e-7


@pytest.mark.parametrize(("seasons", "groups"), SHAPES)
def test_shares_bound_all_sets_from_below(seasons: int, groups: int) -> None:
    for seed in range(12):
        c, share = case(seed, seasons, groups), np.zeros(_CELLS)
        _, bound = best_shares(
            *c.given,
            1,
            1e-4,
            20,
            c.top,
            np.zeros(seasons + groups),
            np.zeros(seasons + groups),
            share,
            np.zeros(seasons + groups),
        )
        assert bound <= every_set(c).min() + 1e-7
        assert (share >= 0).all()
        assert (share <= 1).all()
        assert (c.unit @ share <= c.most * (1 + 1e-3)).all()


@pytest.mark.parametrize("shape", [(1, 1), (4, 1), (1, 2), (0, 1)])
@pytest.mark.parametrize("part", [0.3, 1.0, 2.0])
def test_cells_left_out_by_a_floor_are_bounded_as_well(shape: tuple[int, int], part: float) -> None:
    # a list made for floors of the prices leaves out what costs more than it is worth at them
    seasons, groups = shape
    left_out = 0
    for seed in range(25):
        c = case(seed, seasons, groups)
        floor = part * np.array([6.0 / max(seasons, 1)] * seasons + [15.0] * groups)
        margin = 0.02
        cost = c.reduced + floor @ np.vstack([c.unit, c.base])
        kept = np.flatnonzero(cost < margin)
        left_out += _CELLS - len(kept)
        mine = c.reduced[kept], c.unit[:, kept], c.base[:, kept]
        chosen, least = np.zeros(len(kept), bool), every_set(c).min()
        value, bound = best_set(
            *mine, *c.given[3:], 1, 1e-7, 5000, 60, c.top, floor, margin, chosen,
            np.zeros(seasons + groups),
        )  # fmt: skip
        assert bound <= least + 1e-7
        assert value >= least - 1e-7
        _, bound = best_shares(
            *mine, *c.given[3:], 1, 1e-7, 30, c.top, floor, np.zeros(seasons + groups),
            np.zeros(len(kept)), np.zeros(seasons + groups),
        )  # fmt: skip
        assert bound <= least + 1e-7
    assert left_out > 5
