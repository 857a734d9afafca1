"""Plans over quarters: every timetable looked at, and bounds that hold at any prices."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_timetable import BestTimetable, best_timetable_of_all, least_priced_hub
from made_roll_outs import made_roll_out

from optimizer.model.timetable import evaluate_timetable
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.tables import tables
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.method import Method, solve_roll_out
from optimizer.solve.rollout.node import root
from optimizer.solve.rollout.proof import Proof, prove
from optimizer.solve.status import Status

CASES = [(seed, kind) for kind in ("new", "existing", "at once", "slow first") for seed in range(4)]


@cache
def best(seed: int, kind: str) -> BestTimetable:
    return best_timetable_of_all(made_roll_out(seed, kind))


@pytest.mark.parametrize("method", ["milp", "patterns"])
@pytest.mark.parametrize(("seed", "kind"), CASES)
def test_the_best_of_every_timetable_is_found_and_proven(
    seed: int, kind: str, method: Method
) -> None:
    roll_out = made_roll_out(seed, kind)
    found = solve_roll_out(roll_out, method=method, gap=1e-3, time_limit=300)
    value = best(seed, kind).objective
    assert found.status == Status.OPTIMAL
    assert found.worth.feasible
    assert found.worth.objective >= value * (1 - 1e-9)
    assert found.worth.objective == pytest.approx(value, rel=1.1e-3)
    assert found.bound <= value * (1 + 1e-9)


def random_prices(roll_out: RollOut, master: Master, seed: int) -> Prices:
    rng = np.random.default_rng(seed)
    stay = np.array([q.stay for q in roll_out.quarters])
    return Prices(
        cell=stay * rng.uniform(0.3, 1.1, stay.shape), money=rng.uniform(0, 2, roll_out.count),
        link=rng.uniform(0, 5, master.links.count) * (rng.random(master.links.count) < 0.5),
        park=np.zeros((roll_out.count, roll_out.parks)), value=np.inf,
    )  # fmt: skip


def proof_at(master: Master, prices: Prices) -> Proof:
    """Exact pricing of all quarters at given prices, nothing left out."""
    grids = tuple(tables(q) for q in master.roll_out.quarters)
    found = prove(
        grids, master, tuple(Memory(g) for g in grids), root(master.roll_out, prices),
        precision=0.01, margin=np.inf, threads=1, remaining=lambda: np.inf,
    )  # fmt: skip
    assert found is not None
    return found


@pytest.mark.parametrize(("seed", "kind"), CASES)
def test_the_bound_holds_at_any_prices(seed: int, kind: str) -> None:
    roll_out = made_roll_out(seed, kind)
    master = Master(roll_out)
    for draw in range(5):
        proof = proof_at(master, random_prices(roll_out, master, 10 * seed + draw))
        assert proof.bound <= best(seed, kind).objective * (1 + 1e-9)


def test_one_quarter_alone_is_the_problem_of_one_period() -> None:
    """With all money at once and nothing to build, each quarter is a problem of its own."""
    from optimizer.solve.solve import solve

    whole = made_roll_out(1, "at once")
    free = replace(
        whole,
        sizes=replace(whole.sizes, capital=np.zeros_like(whole.sizes.capital)),
        servers=(replace(whole.servers[0], capital=np.zeros_like(whole.servers[0].capital)),),
    )
    for t in range(free.count):
        alone = replace(
            free, quarters=free.quarters[t : t + 1], weight=np.ones(1), years=np.ones(1),
            budget=np.array([60.0]),
        )  # fmt: skip
        found = solve_roll_out(alone, gap=1e-4, time_limit=300)
        static = solve(replace(free.quarters[t], budget=60.0), method="milp", gap=1e-6)
        assert found.worth.objective == pytest.approx(static.value, rel=1e-4)


def test_handing_over_costs_what_is_asked() -> None:
    roll_out = replace(made_roll_out(2), change=1.5)
    found = solve_roll_out(roll_out, gap=1e-3, time_limit=30)
    quarters = found.timetable.quarters
    changed = sum(
        int(((a.served != b.served) & (a.served >= 0) & (b.served >= 0)).sum())
        for a, b in itertools.pairwise(quarters)
    )
    worth = evaluate_timetable(roll_out, found.timetable)
    assert worth.handed_over.sum() == pytest.approx(1.5 * changed)
    assert worth.objective >= best(2, "new").objective * (1 - 1e-9)


def test_more_money_is_never_worse() -> None:
    """Money of later quarters moved to the first one can only help: it is carried over."""
    roll_out = made_roll_out(3)
    early = replace(roll_out, budget=np.array([roll_out.budget.sum(), 0.0, 0.0]))
    first = best_timetable_of_all(early).objective
    assert first <= best(3, "new").objective + 1e-9
    assert solve_roll_out(early, gap=1e-3).worth.objective == pytest.approx(first, rel=1.1e-3)


@pytest.mark.parametrize(("seed", "kind"), CASES)
def test_no_hub_is_cheaper_than_its_reduced_cost(seed: int, kind: str) -> None:
    """Every hub of every quarter, idle crews too, whose price of what stays may be a gain."""
    roll_out = made_roll_out(seed, kind)
    master = Master(roll_out)
    for draw in range(3):
        prices = random_prices(roll_out, master, 100 * seed + draw)
        prices = replace(
            prices, cell=prices.cell * 0.3, money=prices.money * 0.1, link=prices.link * 4.0
        )
        proof = proof_at(master, prices)
        for t in range(roll_out.count):
            charges = master.links.charges(t, prices.link)
            for j in range(roll_out.parks):
                value = least_priced_hub(roll_out, t, j, prices.cell[t], prices.money, charges)
                assert proof.reduced[t, j] <= value + 1e-9, (t, j)
