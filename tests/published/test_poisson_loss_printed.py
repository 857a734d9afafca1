"""Poisson loss, newsvendor and (r, Q) against printed values, all from the product's backorders.

Sources: tests and data sets of stockpyl (L. V. Snyder, MIT licence, commit 0bae176); examples 4.7
and 5.8, problems 4.8(a) and 5.2 of Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd ed.
"""

import numpy as np
import pytest

from optimizer.turnaround.poisson import backorders, stockout


def short(stock, mean: float) -> np.ndarray:
    """Mean demand that finds no piece; none in stock is as good as minus none."""
    below = np.minimum(np.asarray(stock, float), 0.0)
    return backorders(np.maximum(stock, 0), mean) - below


def left(stock, mean: float) -> np.ndarray:
    """Mean pieces left over."""
    return short(stock, mean) + np.asarray(stock, float) - mean


@pytest.mark.parametrize(
    ("stock", "mean", "missing", "over"),
    [
        (220, 200, 0.536005857158494, 20.536005857158482),
        (5, 7, 2.292600125697305, 0.292600125697305),
        (50, 47, 1.514546939496945, 4.514546939496945),
    ],
)
def test_loss_and_its_complement(stock, mean, missing, over):
    assert float(short(stock, mean)) == pytest.approx(missing, rel=1e-12)
    assert float(left(stock, mean)) == pytest.approx(over, rel=1e-12)


@pytest.mark.parametrize(
    ("stock", "mean", "missing", "over"),
    [
        (18, 15, 0.848340302917794, 12.651659697082206),
        (5, 7, 4.040829435261403, 0.459170564738597),
        (50, 47, 5.192979532973098, 24.307020467026899),
    ],
)
def test_loss_of_second_order(stock, mean, missing, over):
    """Sums of first-order losses: E X(X − 1)/2 of what is missing, E X(X + 1)/2 of what is left."""
    above = np.arange(stock + 1, stock + 20 * mean)
    assert float(short(above, mean).sum()) == pytest.approx(missing, rel=1e-10)
    assert float(left(np.arange(stock + 1), mean).sum()) == pytest.approx(over, rel=1e-10)


NEWSVENDOR = [
    # holding, penalty, mean demand, best stock, its cost, another stock, its cost
    (1, 4, 6, 8, 3.570106945770946, 5, 6.590296024616344),
    (200, 270, 18, 19, 786.0884409351115, 13, 1445.751062891969),
]


@pytest.mark.parametrize(
    ("holding", "penalty", "mean", "best", "cost", "other", "other_cost"), NEWSVENDOR
)
def test_newsvendor(holding, penalty, mean, best, cost, other, other_cost):
    stock = np.arange(5 * mean)
    total = holding * left(stock, mean) + penalty * short(stock, mean)
    assert int(total.argmin()) == best
    assert total[best] == pytest.approx(cost, rel=1e-12)
    assert total[other] == pytest.approx(other_cost, rel=1e-12)


@pytest.mark.parametrize(
    ("holding", "penalty", "mean", "best", "cost", "other", "other_cost"), NEWSVENDOR
)
def test_newsvendor_by_the_next_piece(holding, penalty, mean, best, cost, other, other_cost):
    """Marginal analysis, the rule of the kits: buy while the next use is likely enough."""
    threshold = holding / (holding + penalty)
    stock = 0
    while float(stockout(stock + 1, mean)) > threshold:
        stock += 1
    assert stock == best


@pytest.mark.parametrize(
    ("holding", "penalty", "order", "rate", "lead", "best", "cost", "other", "other_cost"),
    [
        (20, 150, 100, 1.5, 2, (3, 5), 107.9235806331498, (8, 12), 242.5281637662021),
        (4, 28, 4, 12, 0.5, (6, 7), 28.241312842169155, (3, 9), 34.264154469469503),
    ],
)
def test_order_quantity_and_reorder_point(
    holding, penalty, order, rate, lead, best, cost, other, other_cost
):
    """(r, Q): the position is even over r + 1 … r + Q (Snyder and Shen 5.8, 5.2)."""
    mean = rate * lead

    def total(point: int, quantity: int) -> float:
        position = np.arange(point + 1, point + quantity + 1)
        held = holding * left(position, mean) + penalty * short(position, mean)
        return float((order * rate + held.sum()) / quantity)

    assert total(*best) == pytest.approx(cost, rel=1e-12)
    assert total(*other) == pytest.approx(other_cost, rel=1e-12)
    tried = {(r, q): total(r, q) for r in range(-1, 15) for q in range(1, 20)}
    assert min(tried, key=tried.get) == best
