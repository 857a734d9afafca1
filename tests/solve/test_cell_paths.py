"""Paths of single cells: every path looked at; and searches from them never make a plan worse."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from made_roll_outs import made_roll_out

from optimizer.model.timetable import evaluate_timetable
from optimizer.solve.patterns.tables import tables
from optimizer.solve.rollout.cell_paths import best_paths, path_cost
from optimizer.solve.rollout.levels import as_today, best_timetable, stocked
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.other_parks import with_other_parks
from optimizer.solve.rollout.polish import polished

COUNT, CELLS, PARKS = 4, 5, 3


def every_path(cost: np.ndarray, hand: np.ndarray) -> list[float]:
    """Least cost of each cell over all ways through the quarters."""
    best = [np.inf] * CELLS
    for ways in itertools.product(range(PARKS + 1), repeat=COUNT):
        over = sum(
            hand[t]
            for t in range(COUNT - 1)
            if ways[t] != ways[t + 1] and PARKS not in (ways[t], ways[t + 1])
        )
        for d in range(CELLS):
            total = over + sum(cost[t, d, way] for t, way in enumerate(ways))
            best[d] = min(best[d], float(total))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_no_path_is_cheaper(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.uniform(0, 10, (COUNT, CELLS, PARKS + 1))
    cost[rng.random(cost.shape) < 0.15] = 1e9
    hand = rng.uniform(0, 6, COUNT - 1)
    served = rng.integers(-1, PARKS, (COUNT, CELLS))
    path, saved = best_paths(cost, hand, served)
    least = path_cost(cost, hand, path)
    assert least == pytest.approx(every_path(cost, hand))
    assert saved == pytest.approx(path_cost(cost, hand, served) - least)


def prices(master: Master, seed: int) -> Prices:
    rng, r = np.random.default_rng(seed), master.roll_out
    return Prices(
        np.zeros((r.count, master.cells)), rng.uniform(0, 1, r.count),
        rng.uniform(0, 1, master.links.count), np.zeros((r.count, r.parks)), 0.0,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["new", "at once", "existing", "lines"])
@pytest.mark.parametrize("seed", range(3))
def test_searches_keep_all_rules_and_never_make_a_plan_worse(seed: int, kind: str) -> None:
    roll_out = made_roll_out(seed, kind)
    master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
    start = best_timetable(roll_out, as_today(roll_out))
    assert start is not None
    value = evaluate_timetable(roll_out, start).objective
    for better in (
        polished(grids, master, start, lambda: False),
        with_other_parks(grids, master, start, prices(master, seed), set(), lambda: False),
    ):
        worth = evaluate_timetable(roll_out, better)
        assert worth.feasible
        assert worth.objective <= value + 1e-9


def test_other_parks_are_found_where_none_is_open() -> None:
    """From a plan without hubs the search opens some, where there is money enough."""
    for seed in range(3):
        roll_out = made_roll_out(seed, "at once")
        roll_out = replace(roll_out, budget=3.0 * roll_out.budget)
        master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
        start = best_timetable(roll_out, as_today(roll_out))
        assert start is not None
        better = with_other_parks(grids, master, start, prices(master, seed), set(), lambda: False)
        value, before = (evaluate_timetable(roll_out, t).objective for t in (better, start))
        assert value < 0.7 * before
        assert (better.quarters[-1].size >= 0).any()


def test_what_was_found_before_the_end_is_kept() -> None:
    """The time ends after some trials: the best of them counts, though nothing polishes it."""
    roll_out = made_roll_out(0, "at once")
    roll_out = replace(roll_out, budget=3.0 * roll_out.budget)
    master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
    start = best_timetable(roll_out, as_today(roll_out))
    assert start is not None
    asked = itertools.count()
    better = with_other_parks(
        grids, master, start, prices(master, 0), set(), lambda: next(asked) >= 1
    )
    value, before = (evaluate_timetable(roll_out, t).objective for t in (better, start))
    assert value < before


@pytest.mark.parametrize("seed", range(3))
def test_stock_in_shares_is_worth_no_more_than_whole_stock(seed: int) -> None:
    roll_out = made_roll_out(seed, "at once")
    served = np.zeros((roll_out.count, roll_out.quarters[0].cells), dtype=int)
    served[:, np.isinf(roll_out.quarters[0].linear[:, 0])] = -1
    plan = best_timetable(roll_out, served)
    if plan is not None:
        shares = stocked(roll_out, plan, served)
        assert shares is not None
        assert shares.value <= evaluate_timetable(roll_out, plan).objective + 1e-9
        assert (shares.money >= 0).all()
