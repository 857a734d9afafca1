"""Spare parts under one budget: printed efficient points, and the optimum that greedy misses.

Source: KTH course SF2863 Systems Engineering, home assignment 2 (2024), outputs in tables 1 and 2
of the report in DavidHaaKTH/portfolio_david_haapanen, system-engineering-lp. Nine line-replaceable
units at one place, least mean backorders for the money. Unit costs follow from the printed costs.
The demands are not printed; the pipelines below were fitted to the printed backorders, and with
them every printed allocation, all 15 efficient points and the four optima come out.
"""

import itertools

import numpy as np
import pytest

from optimizer.model.choice import evaluate
from optimizer.problem import Problem, Station
from optimizer.solve.levels import best_levels
from optimizer.solve.solve import solve
from optimizer.solve.status import Status
from optimizer.turnaround.poisson import KitCurve, backorders, stockout

COST = np.array([13, 17, 23, 21, 11, 53, 76, 32, 23])
PIPELINE = np.array(
    [0.407363818, 0.387042268, 0.800031594, 1.595711296, 0.336728310, 1.150732232, 2.453178610,
     0.344666397, 0.236568565]
)  # fmt: skip
EFFICIENT = [
    (0, 7.7120), (21, 6.9148), (32, 6.6289), (45, 6.2943), (68, 5.7436), (89, 5.2699),
    (106, 4.9490), (159, 4.2654), (235, 3.3514), (256, 3.1359), (332, 2.4329), (355, 2.2223),
    (387, 1.9307), (410, 1.7395), (463, 1.4200),
]  # fmt: skip
PURCHASES = (4, 5, 1, 3, 4, 2, 6, 7, 4, 7, 9, 8, 3, 6)
OPTIMA = [
    (100, (1, 0, 1, 2, 2, 0, 0, 0, 0), 5.22448592440900, 100),
    (150, (1, 1, 1, 3, 1, 0, 0, 0, 1), 4.52278482166815, 150),
    (350, (1, 1, 1, 2, 1, 1, 2, 1, 0), 2.35690972347718, 343),
    (500, (2, 1, 2, 3, 1, 1, 3, 1, 1), 1.23182977648002, 499),
]


def greedy(budget: int) -> list[np.ndarray]:
    """Stocks on the way of buying what saves most backorders for its cost."""
    stock, path = np.zeros(9, int), [np.zeros(9, int)]
    while True:
        gain = stockout(stock + 1, PIPELINE) / COST
        stock = stock + (np.arange(9) == gain.argmax())
        if stock @ COST > budget:
            return path
        path.append(stock)


def one_hub(budget: float) -> Problem:
    """The nine units as stock stations of one open hub, with up to five of each in the kit."""
    stations = tuple(
        Station(
            name=f"unit {i + 1}",
            kind="stock",
            curves=tuple(KitCurve((s,), (1.0,), (1,)) for s in range(6)),
            cost=np.arange(6.0)[None, :] * COST[i],
            allowed=np.ones((1, 6), dtype=bool),
            cells=np.array([0]),
            rate=np.array([[PIPELINE[i]]]),
            hours=np.ones((1, 1, 1)),
            weight=np.ones(1),
        )
        for i in range(9)
    )
    return Problem(
        season_share=np.ones(1), linear=np.zeros((1, 1)), stay=np.full(1, np.inf),
        size_cost=np.zeros((1, 1)), stations=stations, budget=budget,
    )  # fmt: skip


def test_marginal_analysis_buys_as_printed():
    path = greedy(463)
    assert [int(stock @ COST) for stock in path] == [cost for cost, _ in EFFICIENT]
    bought = [int((more - less).argmax()) + 1 for less, more in itertools.pairwise(path)]
    assert tuple(bought) == PURCHASES
    short = [float(backorders(stock, PIPELINE).sum()) for stock in path]
    assert short == pytest.approx([printed for _, printed in EFFICIENT], abs=1e-4)


@pytest.mark.parametrize(("budget", "stock", "printed", "cost"), OPTIMA)
def test_kits_under_a_budget_are_the_printed_optimum(budget, stock, printed, cost):
    """The product's choice of kits is exact over families, where greedy buying is not."""
    problem = one_hub(budget)
    plan = best_levels(problem, np.array([0]))
    exact = evaluate(problem, plan)
    assert tuple(plan.level[:, 0]) == stock
    assert exact.objective == pytest.approx(printed, rel=1e-8)
    assert exact.cost == cost
    assert exact.feasible


@pytest.mark.parametrize(("budget", "stock", "printed", "cost"), OPTIMA)
def test_a_solve_proves_the_printed_optimum(budget, stock, printed, cost):
    """The whole model, with a bound of its own, and not only the choice of levels."""
    solution = solve(one_hub(budget), method="milp", gap=1e-6, time_limit=60)
    assert solution.status == Status.OPTIMAL
    assert tuple(solution.choice.level[:, 0]) == stock
    assert solution.evaluation.cost == cost
    assert solution.value == pytest.approx(printed, rel=1e-8)
    assert printed * (1 - 2e-6) <= solution.bound <= printed * (1 + 2e-6)


def test_greedy_buying_stops_short_of_the_optimum():
    """With 500 greedy buying ends at 1.4200 where 1.2318 can be had: 15 % more machines wait."""
    stock = greedy(500)[-1]
    problem = one_hub(500)
    best = evaluate(problem, best_levels(problem, np.array([0]))).objective
    assert float(backorders(stock, PIPELINE).sum()) == pytest.approx(1.4200, abs=1e-4)
    assert best == pytest.approx(1.2318, abs=5e-5)


def test_two_of_each():
    assert 2 * COST.sum() == 538
    assert float(backorders(2, PIPELINE).sum()) == pytest.approx(1.40, abs=5e-3)
