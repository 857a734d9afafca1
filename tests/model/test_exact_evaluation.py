"""evaluate(): what a plan is worth, and every rule it breaks, by name."""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.model.choice import CLOSED, NONE, TODAY, Choice, evaluate
from optimizer.problem import Problem, Station
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve


def two_parks() -> Problem:
    """Two cells, two parks, one pool with one or two servers, one kind of parts."""
    crews = Station(
        name="crews", kind="servers", curves=(QueueCurve(1), QueueCurve(2)),
        cost=np.array([[5.0, 9.0], [6.0, 11.0]]), allowed=np.array([[True, False], [True, True]]),
        cells=np.array([0, 1]), rate=np.array([[0.02, 0.03], [0.01, 0.03]]),
        hours=np.array([[[20.0, 30.0], [20.0, 10.0]], [[20.0, 40.0], [20.0, 10.0]]]),
        weight=np.array([50.0, 60.0]),
    )  # fmt: skip
    parts = Station(
        name="parts", kind="stock",
        curves=(KitCurve((0,), (1.0,), (1,)), KitCurve((2,), (1.0,), (1,))),
        cost=np.array([[0.0, 3.0], [0.0, 3.0]]), allowed=np.ones((2, 2), dtype=bool),
        cells=np.array([1]), rate=np.array([[0.01], [0.02]]),
        hours=np.array([[[100.0, 50.0]], [[100.0, 50.0]]]), weight=np.array([70.0, 70.0]),
    )  # fmt: skip
    return Problem(
        season_share=np.array([0.25, 0.75]), linear=np.array([[10.0, 12.0], [np.inf, 8.0]]),
        stay=np.array([40.0, np.inf]), size_cost=np.array([[2.0, 4.0], [3.0, 6.0]]),
        stations=(crews, parts), budget=30.0,
        cell_names=("pit", "port"), park_names=("north", "south"),
    )  # fmt: skip


def plan(served=(1, 1), size=(CLOSED, 1), crews=(NONE, 1), parts=(NONE, 1), share=None) -> Choice:
    """The first cell and the second from south: two servers, two pieces; change what you like."""
    return Choice(np.array(served), np.array(size), np.array([crews, parts]), share)


def test_worth_by_hand():
    exact = evaluate(two_parks(), plan())
    # load: 0.02 x 30 + 0.03 x 10 = 0.9 in one season, 0.01 x 40 + 0.03 x 10 = 0.7 in the other
    # two servers: Lq = a^3 / (4 - a^2)
    crews = 60 * (0.25 * 0.9**3 / (4 - 0.81) + 0.75 * 0.7**3 / (4 - 0.49))
    # two pieces, mean u on order: u - 2 + 2 P(0) + P(1)
    short = [u - 2 + (2 + u) * np.exp(-u) for u in (0.5, 1.0)]
    parts = 70 * (0.25 * short[0] + 0.75 * short[1])
    assert exact.broken == ()
    assert exact.feasible
    assert exact.loads[0] == pytest.approx(np.array([[0, 0.9], [0, 0.7]]))
    assert exact.waiting[0, 1] == pytest.approx(crews)
    assert exact.waiting[1, 1] == pytest.approx(parts)
    assert exact.linear == 20
    assert exact.stay == 0
    assert exact.cost == 6 + 11 + 3
    assert exact.objective == pytest.approx(20 + crews + parts)


def test_money_counts_where_it_has_a_weight():
    free = evaluate(two_parks(), plan())
    priced = evaluate(replace(two_parks(), money=0.5), plan())
    assert priced.objective == pytest.approx(free.objective + 0.5 * 20)


def test_a_cell_that_keeps_todays_way():
    exact = evaluate(two_parks(), plan(served=(TODAY, 1)))
    assert exact.broken == ()
    assert (exact.linear, exact.stay) == (8, 40)


def test_a_shared_cell():
    share = np.array([[0.0, 0.5], [0.0, 1.0]])
    exact = evaluate(two_parks(), plan(share=share))
    assert exact.broken == ()
    assert (exact.linear, exact.stay) == (14, 20)
    assert exact.loads[0][:, 1] == pytest.approx([0.6, 0.5])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"served": (1, TODAY)}, "port: not served"),
        ({"served": (1, 0), "size": (0, 1), "crews": (0, 1), "parts": (0, 1)},
         "port: cannot be served from north"),
        ({"size": (CLOSED, CLOSED)}, "south: serves but is not open"),
        ({"crews": (NONE, NONE)}, "south: crews is asked for but not there"),
        ({"parts": (NONE, NONE)}, "south: parts is asked for but not there"),
        ({"crews": (0, 1)}, "north: crews in a park that is not open"),
        ({"size": (CLOSED, 0)}, "south: crews is too large for the hub"),
        ({"crews": (NONE, 0)}, None),
        ({"share": np.array([[0.7, 0.7], [0.0, 1.0]])}, "pit: shares add up to 1.4"),
        ({"share": np.array([[-0.5, 1.0], [0.0, 1.0]])}, "pit: a share is negative"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(change, rule):
    found = evaluate(two_parks(), plan(**change)).broken
    assert (found == ()) if rule is None else (rule in found)


def test_a_load_beyond_the_capacity_is_named():
    problem = two_parks()
    crews = replace(problem.stations[0], rate=1.2 * problem.stations[0].rate)
    busy = replace(problem, stations=(crews, problem.stations[1]))
    assert evaluate(busy, plan()).broken == ()
    assert evaluate(busy, plan(crews=(NONE, 0))).broken == (
        "south: crews is loaded beyond its capacity",
    )


def test_a_budget_overrun_is_named():
    problem = replace(two_parks(), budget=19.9)
    assert evaluate(problem, plan()).broken == ("costs 20 of a budget of 19.9",)


def test_without_names_rules_tell_the_index():
    problem = replace(two_parks(), cell_names=(), park_names=())
    assert "1: not served" in evaluate(problem, plan(served=(1, TODAY))).broken
