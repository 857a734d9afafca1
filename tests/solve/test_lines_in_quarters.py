"""Lines over quarters: every timetable looked at, and the rules of what is built once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_timetable import BestTimetable, best_timetable_of_all, source_money, source_starts
from made_roll_outs import made_roll_out
from test_roll_out import random_prices

from optimizer.model.timetable import Timetable, evaluate_timetable
from optimizer.roll_out import Once, RollOut
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.tables import tables
from optimizer.solve.rollout.as_built import learn
from optimizer.solve.rollout.levels import best_timetable
from optimizer.solve.rollout.master import Master
from optimizer.solve.rollout.method import Method, solve_roll_out
from optimizer.solve.rollout.node import Node, root
from optimizer.solve.rollout.proof import prove
from optimizer.solve.rollout.starts import GROUP, PLACE, least_for_sources, worth_starting
from optimizer.solve.status import Status

SEEDS = range(4)


@cache
def best(seed: int) -> BestTimetable:
    return best_timetable_of_all(made_roll_out(seed, "lines"))


def built(roll_out: RollOut, timetable: Timetable) -> np.ndarray:
    """(T, Z) sources that work in each quarter."""
    return np.array(
        [c.sources(q) for c, q in zip(timetable.quarters, roll_out.quarters, strict=True)]
    )


@pytest.mark.parametrize("method", ["milp", "patterns"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_timetable_with_lines_is_looked_at(seed: int, method: Method) -> None:
    roll_out = made_roll_out(seed, "lines")
    found = solve_roll_out(roll_out, method=method, gap=1e-3, time_limit=300)
    value = best(seed).objective
    assert found.status == Status.OPTIMAL
    assert found.worth.feasible
    assert found.worth.objective >= value * (1 - 1e-9)
    assert found.worth.objective == pytest.approx(value, rel=1.1e-3)
    assert found.bound <= value * (1 + 1e-9)
    assert built(roll_out, found.timetable).any(), "a line pays in these problems"


def test_a_line_that_is_too_dear_leaves_the_plan_without_lines() -> None:
    roll_out = made_roll_out(1, "lines")
    dear = replace(roll_out, sources=Once(np.full(3, 1e4), roll_out.sources.build))
    bare = replace(made_roll_out(1), budget=roll_out.budget)
    stations = tuple(q.stations[1] for q in roll_out.quarters)
    assert all(s.name == "parts" for s in stations)
    value = best_timetable_of_all(dear).objective
    without = best_timetable_of_all(_without_lines(roll_out)).objective
    assert value == without
    assert best_timetable_of_all(bare).objective < value, "the second family is not for nothing"


def _without_lines(roll_out: RollOut) -> RollOut:
    """The same without sources: their levels are cut off."""
    quarters = []
    for problem in roll_out.quarters:
        stations = []
        for station in problem.stations:
            if station.supply is not None:
                keep = station.supply.level_needs < 0
                assert keep[: keep.sum()].all()
                many = int(keep.sum())
                station = replace(
                    station, curves=station.curves[:many], cost=station.cost[:, :many],
                    allowed=station.allowed[:, :many],
                    supply=replace(station.supply, way=station.supply.way[:many]),
                )  # fmt: skip
            stations.append(station)
        quarters.append(replace(problem, stations=tuple(stations), sources=None))
    return replace(roll_out, quarters=tuple(quarters), sources=Once())


@pytest.mark.parametrize("seed", SEEDS)
def test_money_of_lines_is_entered_as_it_is_paid(seed: int) -> None:
    """Capital and running cost of a timetable against a ledger kept quarter by quarter."""
    roll_out = made_roll_out(seed, "lines")
    served = np.zeros((roll_out.count, roll_out.quarters[0].cells), dtype=int) - 1
    today = evaluate_timetable(roll_out, best_timetable(roll_out, served))
    for starts in ((0, 3, 1), (3, 1, 2), (3, 3, 3)):
        choices = tuple(
            replace(choice, built=np.array(starts) <= t)
            for t, choice in enumerate(best_timetable(roll_out, served).quarters)
        )
        worth = evaluate_timetable(roll_out, Timetable(choices))
        assert worth.spent - today.spent == pytest.approx(source_money(roll_out, starts))
        until = sum(
            roll_out.source_paid[s, :, o] for o, s in enumerate(starts) if s < roll_out.count
        )
        assert np.cumsum(source_money(roll_out, starts)) == pytest.approx(until + np.zeros(3))


def test_rules_of_lines_are_told_in_words() -> None:
    roll_out = made_roll_out(0, "lines")
    served = np.zeros((roll_out.count, roll_out.quarters[0].cells), dtype=int) - 1
    choices = best_timetable(roll_out, served).quarters
    assert not evaluate_timetable(roll_out, Timetable(choices)).broken
    soon = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]], dtype=bool)
    gone = np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]], dtype=bool)
    both = np.array([[0, 0, 0], [1, 1, 0], [1, 1, 0]], dtype=bool)
    for rows, what in (
        (soon, "quarter 1: seals there works too soon"),
        (gone, "quarter 2: seals here is given up"),
        (both, "quarter 2: more than 1 sources of one kind are built"),
    ):
        wrong = tuple(replace(c, built=row) for c, row in zip(choices, rows, strict=True))
        broken = evaluate_timetable(roll_out, Timetable(wrong)).broken
        assert what in broken, broken


def test_a_line_is_not_there_before_it_is_needed() -> None:
    """For given fleets: an earning line may stand idle, one that costs money never."""
    for seed in SEEDS:
        roll_out = replace(made_roll_out(seed, "lines"), budget=np.full(3, 500.0))
        found = solve_roll_out(roll_out, method="milp", gap=1e-3, time_limit=300)
        served = np.array([c.served for c in found.timetable.quarters])
        timetable = best_timetable(roll_out, served)
        assert not evaluate_timetable(roll_out, timetable).broken
        there = built(roll_out, timetable)
        for o in np.flatnonzero(there.any(axis=0)):
            start = int(there[:, o].argmax())
            problem, level = roll_out.quarters[start], timetable.quarters[start].level
            used = any(
                problem.stations[k].level_needs(int(level[k, j])) == o
                for k, j in np.argwhere(level >= 0)
            )
            assert used or problem.sources.cost[o] < 0


def best_where(roll_out: RollOut, allowed) -> float:
    """The best of the timetables whose starts are allowed: the others' sources are too late."""
    return best_timetable_of_all(roll_out, allowed).objective


NODES = [
    lambda node, group: node,
    lambda node, group: node.with_group(group, 1),
    lambda node, group: node.not_before(node.group == group, 2),
    lambda node, group: node.with_step(PLACE, 2, 1, 0).with_group(0, 2),
    lambda node, group: node.without_step(PLACE, 2, 1, 0).without_step(GROUP, 0, 1, 0),
]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("number", range(len(NODES)))
def test_no_timetable_of_a_node_is_below_its_bound(seed: int, number: int) -> None:
    roll_out = made_roll_out(seed, "lines")
    master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
    memory = tuple(Memory(g) for g in grids)
    for group in range(2):
        for draw in range(3):
            prices = random_prices(roll_out, master, 10 * seed + draw)
            node = NODES[number](root(roll_out, prices), group)
            proof = prove(
                grids, master, memory, node, precision=0.01, margin=np.inf, threads=1,
                remaining=lambda: np.inf,
            )  # fmt: skip
            value = best_where(roll_out, lambda starts, node=node: _in(roll_out, node, starts))
            assert proof.bound <= value * (1 + 1e-9)
            for t, patterns in enumerate(proof.patterns):
                assert all(node.allows(roll_out, t, p) for p in patterns)


def _in(roll_out: RollOut, node: Node, starts: tuple[int, ...]) -> bool:
    works = [o for o, s in enumerate(starts) if s < roll_out.count]
    soon = all(starts[o] >= node.may[o] for o in works)
    return soon and all(
        must == roll_out.count or any(starts[o] <= must for o in works if node.group[o] == g)
        for g, must in enumerate(node.must)
    )


def test_the_sources_of_a_node_cost_what_the_cheapest_do() -> None:
    """Every set of starts of a node, at prices of money and of what the lines supply."""
    roll_out = made_roll_out(2, "lines")
    master = Master(roll_out)
    for draw in range(20):
        prices = random_prices(roll_out, master, draw)
        earned = master.links.earned(prices.link)
        assert earned.sum() == pytest.approx(sum(prices.link[-len(master.links.uses) :])), (
            "every price of what a line supplies is paid to it"
        )
        for make in NODES:
            node = make(root(roll_out, prices), 1)
            every = [
                sum(
                    prices.money @ roll_out.source_paid[s, :, o] - earned[s:, o].sum()
                    for o, s in enumerate(starts)
                    if s < roll_out.count
                )
                for starts in _all_starts(roll_out)
                if _in(roll_out, node, starts)
            ]
            found = least_for_sources(roll_out, node, prices.money, earned)
            assert found == pytest.approx(min(every))


def _all_starts(roll_out: RollOut) -> list[tuple[int, ...]]:
    """As `source_starts`, with room for all: the bound leaves area out."""
    wide = replace(roll_out.quarters[0].sources, limit=np.array([9.0]))
    quarters = tuple(replace(q, sources=wide) for q in roll_out.quarters)
    return source_starts(replace(roll_out, quarters=quarters))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_master_is_no_dearer_than_the_best_timetable(seed: int) -> None:
    """With the best timetable's patterns in it, whatever it pays for lines."""
    roll_out = made_roll_out(seed, "lines")
    found = solve_roll_out(roll_out, method="milp", gap=1e-4, time_limit=300)
    master = Master(roll_out)
    learn(master, found.timetable)
    for _ in range(6):
        master.box(None, 0.0)
        value = master.solve().value
        if not master.tighten():
            break
    assert value <= found.worth.objective + 1e-6
    share = master.starts.works()
    assert share.sum() > 0 or not built(roll_out, found.timetable).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_starts_that_are_left_out_are_in_no_better_timetable(seed: int) -> None:
    roll_out = made_roll_out(seed, "lines")
    master, grids = Master(roll_out), tuple(tables(q) for q in roll_out.quarters)
    memory = tuple(Memory(g) for g in grids)
    left_out = 0
    for draw in range(4):
        prices = random_prices(roll_out, master, 10 * seed + draw)
        prices = replace(prices, money=prices.money * 4.0, link=prices.link * 0.2)
        node = root(roll_out, prices)
        proof = prove(
            grids, master, memory, node, precision=0.01, margin=np.inf, threads=1,
            remaining=lambda: np.inf,
        )  # fmt: skip
        earned = master.links.earned(prices.link)
        for room in (0.0, 3.0, 30.0):
            may = worth_starting(roll_out, node, prices.money, earned, room)
            out = [
                starts
                for starts in source_starts(roll_out)
                if any(s < m and s < roll_out.count for s, m in zip(starts, may, strict=True))
            ]
            left_out += len(out)
            if out:
                value = best_where(roll_out, lambda starts, out=out: starts in out)
                assert value >= proof.bound + room - 1e-6
    assert left_out
