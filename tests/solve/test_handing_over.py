"""Fleets handed over: the bound counts them and stays a bound; every assignment looked at."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_timetable import least_priced_hub
from made_roll_outs import made_roll_out
from test_roll_out import proof_at, random_prices

from optimizer.model.timetable import evaluate_timetable
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.tables import tables
from optimizer.solve.rollout.generate import generate
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.method import Method, solve_roll_out
from optimizer.solve.rollout.node import root
from optimizer.solve.status import Status

CASES = [(7, 1.0, 4.0), (8, 2.0, 2.0), (0, 2.0, 2.0), (3, 1.0, 4.0)]
"""Seed, and how many times its money each quarter has; in the first two a fleet would change."""
CHANGE = 2.0


def two_quarters(seed: int, first: float, second: float, change: float = CHANGE) -> RollOut:
    whole = made_roll_out(seed, "at once")
    return replace(
        whole, quarters=whole.quarters[1:], weight=np.array([0.55, 0.45]), years=whole.years[1:],
        budget=np.array([first, second]) * whole.budget[1:], change=change,
    )  # fmt: skip


@cache
def least(case: tuple[int, float, float], change: float = CHANGE) -> float:
    """Least aim over every assignment of cells in both quarters."""
    roll_out = two_quarters(*case, change)
    ways = range(-1, roll_out.parks)
    found = [np.inf]
    for every in itertools.product(ways, repeat=2 * roll_out.quarters[0].cells):
        timetable = best_timetable(roll_out, np.array(every).reshape(2, -1))
        if timetable is not None:
            worth = evaluate_timetable(roll_out, timetable)
            found += [worth.objective] if worth.feasible else []
    return min(found)


@pytest.mark.parametrize("case", CASES)
def test_no_prices_give_a_bound_above_the_best_of_every_assignment(
    case: tuple[int, float, float],
) -> None:
    roll_out = two_quarters(*case)
    master = Master(roll_out)
    for draw in range(5):
        prices = random_prices(roll_out, master, 10 * case[0] + draw)
        prices.link[master.links.hand.first :] *= 0.3
        assert proof_at(master, prices).bound <= least(case) * (1 + 1e-9)


@pytest.mark.parametrize("method", ["milp", "patterns"])
@pytest.mark.parametrize("case", CASES)
def test_the_best_of_every_assignment_is_found_and_proven(
    case: tuple[int, float, float], method: Method
) -> None:
    roll_out = two_quarters(*case)
    found = solve_roll_out(roll_out, method=method, gap=1e-3, time_limit=300)
    assert found.status == Status.OPTIMAL
    assert found.worth.objective == pytest.approx(least(case), rel=1.1e-3)
    assert found.bound <= least(case) * (1 + 1e-9)


def test_where_handing_over_is_dear_it_changes_the_best() -> None:
    """Else the tests above would show nothing."""
    for case in CASES[:2]:
        assert least(case) > least(case, 0.0) + 1e-6


@pytest.mark.parametrize("case", CASES[:2])
def test_rows_of_handing_over_raise_the_value_of_the_master(case: tuple[int, float, float]) -> None:
    roll_out = two_quarters(*case)
    master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
    memory = tuple(Memory(g) for g in grids)
    prices = random_prices(roll_out, master, 1)
    node = root(roll_out, replace(prices, link=np.zeros(master.links.count)))
    master.restrict(node)
    taken = 1
    while taken:
        generate(grids, master, memory, node, tolerance=1e-4)
        taken = master.tighten()
    master.box(None, 0.0)
    before = master.solve().value
    assert master.tighten(handing_over=True)
    assert master.solve().value > before + 1e-6


@pytest.mark.parametrize("case", CASES)
def test_no_hub_is_cheaper_than_its_reduced_cost(case: tuple[int, float, float]) -> None:
    roll_out = two_quarters(*case)
    master = Master(roll_out)
    for draw in range(3):
        prices = random_prices(roll_out, master, 100 * case[0] + draw)
        proof = proof_at(master, prices)
        for t, j in itertools.product(range(2), range(roll_out.parks)):
            charges = master.links.charges(t, prices.link)
            assert charges.cell is not None
            value = least_priced_hub(roll_out, t, j, prices.cell[t], prices.money, charges)
            assert proof.reduced[t, j] <= value + 1e-9, (t, j)
            for p in proof.patterns[t]:
                cells = roll_out.quarters[t].linear[p.cells, p.park]
                assert p.value >= cells.sum() - 1e-9  # its worth is without the prices
