"""Two echelons: against direct sums, against stock lived through order by order, and METRIC."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from optimizer.turnaround.depot_curve import DepotCurve
from optimizer.turnaround.kits import demand_classes, marginal_stock
from optimizer.turnaround.poisson import KitCurve, backorders
from optimizer.turnaround.two_echelon import (
    metric_backorders,
    owed,
    thinned,
    two_echelon_backorders,
    two_echelon_slope,
)

STOCK, DEPOT = st.integers(0, 12), st.integers(0, 20)
PIPELINE, WAY, SHARE = st.floats(1e-3, 25), st.floats(0, 10), st.just(0.0) | st.floats(1e-9, 1)
at_leisure = settings(deadline=None, max_examples=60)


def by(formula, stock, depot, pipeline, way, share):
    """One part number by a formula of many, at one share or several."""
    each = (np.array([v], float) for v in (stock, depot, pipeline, way))
    found = formula(*each, np.atleast_1d(share))[0]
    return found if np.ndim(share) else float(found[0])


def short(stock: int, depot: int, pipeline: float, way: float, share: float) -> float:
    return by(two_echelon_backorders, stock, depot, pipeline, way, share)


def direct(stock: int, depot: int, pipeline: float, way: float, share: float) -> float:
    """All three distributions summed one by one, with another library's."""
    count = np.arange(160)
    late = poisson.pmf(depot + count, pipeline)
    late[0] = poisson.cdf(depot, pipeline)
    mine = binom.pmf(count[:, None], count[None, :], share) @ late
    waits = np.convolve(mine, poisson.pmf(count, way * share))
    return float(waits @ np.maximum(np.arange(len(waits)) - stock, 0))


@at_leisure
@given(stock=STOCK, depot=DEPOT, pipeline=PIPELINE, way=WAY, share=SHARE)
def test_direct_sum(stock, depot, pipeline, way, share):
    found = short(stock, depot, pipeline, way, share)
    assert found == pytest.approx(direct(stock, depot, pipeline, way, share), rel=1e-8, abs=1e-13)


@at_leisure
@given(depot=DEPOT, pipeline=PIPELINE)
def test_what_is_owed(depot, pipeline):
    (chance,) = owed(np.array([depot]), np.array([pipeline]))
    assert chance.sum() == pytest.approx(1.0, abs=1e-12)
    late = float(backorders(np.array(depot), np.array(pipeline)))
    assert float(chance @ np.arange(len(chance))) == pytest.approx(late, rel=1e-9, abs=1e-13)


def test_thinned_part_numbers_are_thinned_one_by_one():
    share = np.array([0.0, 0.3, 1.0])
    chance = owed(np.array([2, 5]), np.array([4.0, 6.0]))
    both = thinned(chance, share)
    assert both.shape == (2, 3, chance.shape[1])
    assert np.allclose(both[1], thinned(chance[1:], share)[0], atol=1e-15)
    assert np.allclose(both[0, 0], np.eye(chance.shape[1])[0], atol=1e-12)
    assert np.allclose(both[0, 2], chance[0], atol=1e-15)


@at_leisure
@given(stock=STOCK, depot=DEPOT, pipeline=PIPELINE, way=WAY, share=st.floats(0.01, 0.99))
def test_slope_is_the_derivative(stock, depot, pipeline, way, share):
    at = np.array([share - 1e-5, share, share + 1e-5])
    low, _, high = by(two_echelon_backorders, stock, depot, pipeline, way, at)
    slope = by(two_echelon_slope, stock, depot, pipeline, way, at)[1]
    assert slope == pytest.approx((high - low) / 2e-5, rel=1e-4, abs=1e-7)


@at_leisure
@given(
    stock=STOCK, depot=DEPOT, pipeline=PIPELINE, way=WAY, ends=st.tuples(SHARE, SHARE), part=SHARE
)
def test_curve_is_convex(stock, depot, pipeline, way, ends, part):
    """Theorem: convex in the share, for every stock of hub and depot and every way."""
    inside = part * ends[0] + (1 - part) * ends[1]
    low, high = (short(stock, depot, pipeline, way, s) for s in ends)
    middle = short(stock, depot, pipeline, way, inside)
    assert middle <= part * low + (1 - part) * high + 1e-10 * (1 + low + high)


@at_leisure
@given(stock=STOCK, depot=DEPOT, pipeline=PIPELINE, way=WAY, share=SHARE)
def test_more_stock_and_a_shorter_way_never_hurt_and_metric_never_errs_upwards(
    stock, depot, pipeline, way, share
):
    here = short(stock, depot, pipeline, way, share)
    assert short(stock + 1, depot, pipeline, way, share) <= here + 1e-12
    assert short(stock, depot + 1, pipeline, way, share) <= here + 1e-12
    assert short(stock, depot, pipeline, way / 2, share) <= here + 1e-12
    told = by(metric_backorders, stock, depot, pipeline, way, share)
    assert told <= here * (1 + 1e-9) + 1e-12


@at_leisure
@given(stock=STOCK, pipeline=PIPELINE, way=WAY, share=SHARE)
def test_a_depot_without_stock_only_hands_on(stock, pipeline, way, share):
    alone = float(backorders(np.array(stock), np.array(share * (pipeline + way))))
    assert short(stock, 0, pipeline, way, share) == pytest.approx(alone, rel=1e-9, abs=1e-12)


@at_leisure
@given(stock=STOCK, depot=DEPOT, pipeline=PIPELINE)
def test_one_hub_at_the_depot_has_both_stocks(stock, depot, pipeline):
    """The only hub, at the depot's door: the two base stocks work as one."""
    together = float(backorders(np.array(stock + depot), np.array(pipeline)))
    found = short(stock, depot, pipeline, 0.0, 1.0)
    assert found == pytest.approx(together, rel=1e-9, abs=1e-13)


# -- stock lived through, order by order ----------------------------------------------------------

HUBS = np.array([0.5, 0.3, 0.2])
ORDERS = 3_000_000
LIVED = [
    # stock of the hubs, of the depot, mean on order of the depot, mean asked for during the way
    ((2, 1, 1), 3, 4.0, 1.5),
    ((1, 1, 0), 6, 5.0, 0.8),
    ((3, 2, 2), 2, 3.0, 4.0),
    ((4, 3, 2), 0, 6.0, 2.0),
]


def lived(stocks, depot, pipeline, way, *, seed, constant):
    """Mean backorders of the hubs: the orders of a region in the order of time, first come first.

    A regional demand an hour. The n-th order gets the piece of the (n − S0)-th delivery to the
    depot, the i-th order of a hub that of its (i − S)-th delivery; Little's law turns the mean wait
    into the mean number waiting.
    """
    rng = np.random.default_rng(seed)
    asked = np.cumsum(rng.standard_exponential(ORDERS))
    lead = pipeline if constant else pipeline * rng.standard_exponential(ORDERS)
    comes = np.sort(asked + lead)
    sent = asked.copy()
    sent[depot:] = np.maximum(asked[depot:], comes[: ORDERS - depot])
    hub = np.searchsorted(np.cumsum(HUBS)[:-1], rng.random(ORDERS), side="right")
    found = []
    for number, stock in enumerate(stocks):
        mine = hub == number
        orders, there = asked[mine], sent[mine] + way
        wait = np.maximum(0.0, there[: len(there) - stock] - orders[stock:])
        found.append(HUBS[number] * float(wait[len(wait) // 100 : -len(wait) // 100].mean()))
    return np.array(found)


@pytest.mark.parametrize("constant", [True, False])
@pytest.mark.parametrize(("stocks", "depot", "pipeline", "way"), LIVED)
def test_lived_through_to_half_a_percent(stocks, depot, pipeline, way, constant):
    """The formula agrees, with fixed and with exponential hours to the depot; METRIC does not."""
    runs = np.array(
        [lived(stocks, depot, pipeline, way, seed=seed, constant=constant) for seed in range(4)]
    )
    by_formula = [
        short(stock, depot, pipeline, way, share) for stock, share in zip(stocks, HUBS, strict=True)
    ]
    assert runs.mean(axis=0) == pytest.approx(by_formula, rel=5e-3)


# -- a family of part numbers ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def family() -> DepotCurve:
    classes = demand_classes(60, 0.8)
    share, numbers = tuple(classes.share), tuple(int(n) for n in classes.numbers)
    kit = tuple(int(s) for s in marginal_stock(classes, 9.0, 0.3))
    depot = tuple(int(s) for s in marginal_stock(classes, 25.0, 0.15))
    return DepotCurve(KitCurve(kit, share, numbers), depot, 25.0, 6.0)


def test_family_is_the_sum_of_its_part_numbers(family):
    share = np.array([0.0, 0.1, 0.5, 1.0])
    kit = family.kit
    assert any(s and d for s, d in zip(kit.stock, family.depot_stock, strict=True))
    assert any(not s and d for s, d in zip(kit.stock, family.depot_stock, strict=True))
    total = np.zeros(4)
    for stock, depot, part, n in zip(
        kit.stock, family.depot_stock, kit.share, kit.numbers, strict=True
    ):
        total += n * by(two_echelon_backorders, stock, depot, part * 25.0, part * 6.0, share)
    assert family.value(share) == pytest.approx(total, rel=1e-12)
    assert family.value(share.reshape(2, 2)).shape == (2, 2)
    assert family.metric(share)[1:] == pytest.approx(total[1:], rel=0.5)
    assert (family.metric(share) <= total + 1e-12).all()


def test_classes_kept_at_the_hub_only(family):
    """Part numbers that the depot does not keep come as if there were no depot."""
    none = DepotCurve(family.kit, (0,) * len(family.depot_stock), 25.0, 6.0)
    share = np.linspace(0, 1, 7)
    assert none.value(share) == pytest.approx(family.kit.value(31.0 * share), rel=1e-12)
    assert none.slope(share) == pytest.approx(31.0 * family.kit.slope(31.0 * share), rel=1e-12)


def test_curve_goes_on_straight_beyond_the_whole_demand(family):
    one, more = family.value(np.array([1.0, 1.5]))
    assert more == pytest.approx(one + 0.5 * float(family.slope(np.array(1.0))), rel=1e-12)
    inside = np.array([0.2, 0.4])
    numeric = (family.value(inside + 1e-5) - family.value(inside - 1e-5)) / 2e-5
    assert family.slope(inside) == pytest.approx(numeric, rel=1e-5)
