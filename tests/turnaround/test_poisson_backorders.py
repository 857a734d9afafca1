"""Backorders of base stock against direct sums and a derivative; see also tests/published."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import pdtr

from optimizer.turnaround.poisson import KitCurve, backorders, stockout

STOCK, PIPELINE = st.integers(0, 60), st.floats(1e-3, 80)
at_leisure = settings(deadline=None)


def short(stock: float, pipeline: float) -> float:
    return float(backorders(np.array(stock), np.array(pipeline)))


@at_leisure
@given(stock=STOCK, pipeline=PIPELINE)
def test_direct_sum(stock, pipeline):
    last = int(pipeline + 40 * math.sqrt(pipeline) + 60)
    terms = [
        (n - stock) * math.exp(n * math.log(pipeline) - pipeline - math.lgamma(n + 1))
        for n in range(stock + 1, max(last, stock + 60))
    ]
    assert short(stock, pipeline) == pytest.approx(math.fsum(terms), rel=1e-9, abs=1e-300)


@at_leisure
@given(stock=STOCK, pipeline=PIPELINE)
def test_slope_is_the_derivative_and_the_chance_of_no_piece(stock, pipeline):
    step = 1e-5 * pipeline
    numeric = (short(stock, pipeline + step) - short(stock, pipeline - step)) / (2 * step)
    slope = float(stockout(np.array(stock), np.array(pipeline)))
    assert slope == pytest.approx(numeric, rel=1e-4, abs=1e-9)
    assert slope == pytest.approx(1 - pdtr(stock - 1, pipeline) if stock else 1.0, abs=1e-12)


@at_leisure
@given(stock=STOCK, ends=st.tuples(PIPELINE, PIPELINE), part=st.floats(0, 1))
def test_curve_is_convex(stock, ends, part):
    inside = part * ends[0] + (1 - part) * ends[1]
    low, high = (short(stock, u) for u in ends)
    assert short(stock, inside) <= part * low + (1 - part) * high + 1e-10 * (1 + low + high)


@at_leisure
@given(stock=STOCK, pipeline=PIPELINE)
def test_a_piece_saves_the_chance_that_it_is_needed(stock, pipeline):
    saved = short(stock, pipeline) - short(stock + 1, pipeline)
    assert saved == pytest.approx(
        float(stockout(np.array(stock + 1), np.array(pipeline))), rel=1e-6, abs=1e-12
    )


def test_kit_is_the_sum_of_its_part_numbers():
    kit = KitCurve(stock=(2, 0, 1), share=(0.3, 0.1, 0.05), numbers=(2, 2, 4))
    load = np.array([[0.0, 1.0], [5.0, 20.0]])
    by_hand = 2 * backorders(2, 0.3 * load) + 2 * 0.1 * load + 4 * backorders(1, 0.05 * load)
    assert kit.value(load) == pytest.approx(by_hand)
    assert kit.pieces == 2 * 2 + 4 * 1
    step = 1e-6
    numeric = (kit.value(load + step) - kit.value(np.maximum(load - step, 0))) / (
        load + step - np.maximum(load - step, 0)
    )
    assert kit.slope(load) == pytest.approx(numeric, rel=1e-4, abs=1e-6)


def test_without_stock_all_on_order_wait():
    none = KitCurve((0, 0), (0.5, 0.5), (1, 1))
    assert none.value(np.array([0.0, 3.5])).tolist() == [0, 3.5]
    assert none.slope(np.array([0.0, 3.5])).tolist() == [1, 1]
    assert none.pieces == 0
