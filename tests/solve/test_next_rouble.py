"""The worth of the next rouble: what a proof says of budgets that it was not made for."""

from dataclasses import replace

import pytest

from bench.synthetic import Size, synthetic
from optimizer.solve.solve import solve


@pytest.mark.parametrize("seed", range(3))
def test_more_money_saves_no_more_than_its_price_says(seed):
    """L falls by mu for each rouble of budget, so L - mu ΔB bounds every plan with ΔB >= 0 more."""
    problem = synthetic(seed, Size(sites=6, classes=3, parks=5, families=2, budget_share=0.4))
    now = solve(problem, method="patterns", gap=0.01, threads=1, time_limit=15)
    assert now.money_price > 0 and now.money_bound <= now.bound + 1e-9
    for more in (0.02, 0.3):
        richer = replace(problem, budget=problem.budget * (1 + more))
        later = solve(richer, method="patterns", gap=0.01, threads=1, time_limit=15)
        assert later.bound <= now.value, "a plan for less money is one for more"
        promised = now.money_bound - now.money_price * more * problem.budget
        assert later.value >= promised - 1e-6 * abs(promised)
