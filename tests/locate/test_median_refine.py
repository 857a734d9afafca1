"""Refined prices: beside the linear program itself, by another solver."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from optimizer.locate.costs import read_costs
from optimizer.locate.median.lists import make_task
from optimizer.locate.median.task import FREE, Task


def _task(seed: int, p: int, opening: float, times: int) -> Task:
    """Lattice points: many answers are nearly as good as each other."""
    xy = np.random.default_rng(seed).integers(0, 12, (60, 2)).astype(float)
    cost = np.floor(10.0 * np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)))
    problems: list[str] = []
    costs = read_costs(
        cost, weights=None, fixed_in=[3], fixed_out=(), max_distance=None, problems=problems
    )
    assert not problems
    return make_task(costs, p, np.full(60, opening), times)


def _linear_program(task: Task) -> float:
    """The strong formulation (Balinski 1965) without whole numbers."""
    n, m = task.clients, task.sites
    start, site, cost = task.by_client
    client, pair = np.repeat(np.arange(n), np.diff(start)), np.arange(len(site))
    links = len(site)
    serve = csr_array((np.ones(links), (client, m + pair)), (n, m + links))
    open_first = csr_array(
        (np.r_[np.ones(links), -np.ones(links)], (np.r_[pair, pair], np.r_[m + pair, site])),
        (links, m + links),
    )
    count = csr_array(np.r_[np.ones(m), np.zeros(links)][None, :])
    low = np.where(task.must, 1.0, 0.0)
    rows = serve if task.p == FREE else vstack([serve, count])
    rights = np.full(n, float(task.times))
    answer = linprog(
        np.r_[task.opening, cost], A_ub=open_first, b_ub=np.zeros(links), A_eq=rows,
        b_eq=rights if task.p == FREE else np.r_[rights, task.p],
        bounds=np.c_[np.r_[low, np.zeros(links)], np.ones(m + links)],
    )  # fmt: skip
    assert answer.status == 0
    return float(answer.fun)


@pytest.mark.parametrize(("p", "opening", "times"), [(6, 0.0, 1), (12, 0.0, 2), (FREE, 90.0, 1)])
@pytest.mark.parametrize("seed", [0, 1])
def test_prices_and_shares_enclose_the_linear_program(
    p: int, opening: float, times: int, seed: int
) -> None:
    from optimizer.locate.median.refine_kernel import fractional_cost, refine

    task = _task(seed, p, opening, times)
    exact = _linear_program(task)
    near = task.by_client[2][task.by_client[0][:-1] + 4]
    even = np.where(task.must, 1.0, abs(p) / task.sites)
    prices, bound, shares = refine(
        task.by_client, near, task.cap, task.far, task.opening, task.must, p, times,
        1.01 * exact, 3000, even, np.zeros(1, dtype=np.bool_),
    )  # fmt: skip
    assert bound <= exact + 1e-6 * exact
    assert bound > exact * (1.0 - 2e-3)
    assert prices.min() >= 0.0
    cost = fractional_cost(task.by_client, shares, task.far, task.opening, times)
    assert cost >= bound * (1.0 - 1e-12)
    assert cost < exact * (1.0 + 5e-3)
    if p != FREE:
        assert shares.sum() == pytest.approx(p)
