"""Depot and bases: METRIC rows from the product's backorders, and that METRIC lies below the truth.

Inputs: C. Sherbrooke, Optimal Inventory Modeling of Systems, 2nd ed. 2004, chapter 3, as data in
jto888/xmetric (commit 42774ee): five equal bases with 23.2 demands a year each, a fifth repaired at
the base in 0.01 years, the rest ordered in 0.01 years from a depot that repairs in 0.02531 years.
The book's own tables were not seen: the rows are COMPUTED values, held here as regression.

The exact curve of the product is held against its formula written out below.
"""

import numpy as np
import pytest
from scipy.stats import binom, poisson

from optimizer.turnaround.poisson import backorders
from optimizer.turnaround.two_echelon import metric_backorders, two_echelon_backorders

BASES, DEMAND, AT_BASE, BASE_REPAIR, ORDER, DEPOT_REPAIR = 5, 23.2, 0.2, 0.01, 0.01, 0.02531
DEPOT_DEMAND = BASES * DEMAND * (1 - AT_BASE)
ROWS = [
    (0, 0.701754, (3.508768, 0.987344, 0.205270, 0.033494)),
    (1, 0.520851, (2.604255, 0.574329, 0.091369, 0.011279)),
    (2, 0.384804, (1.924018, 0.326939, 0.039317, 0.003637)),
    (3, 0.301433, (1.507167, 0.205952, 0.019675, 0.001438)),
    (4, 0.259305, (1.296527, 0.154464, 0.012784, 0.000807)),
    (5, 0.241395, (1.206973, 0.134631, 0.010404, 0.000613)),
]
DEPOT = (2.3488, 1.4443, 0.7640, 0.3472, 0.1365, 0.0470, 0.0143)
BEST = [
    # units in all, of these at the depot, short
    (5, 2, 0.965771), (6, 1, 0.574329), (7, 2, 0.326939), (8, 3, 0.205952), (9, 4, 0.154464),
    (10, 4, 0.126128), (11, 1, 0.091369),
]  # fmt: skip


def depot_short(stock: int) -> float:
    return float(backorders(stock, DEPOT_DEMAND * DEPOT_REPAIR))


def base_pipeline(depot: int) -> float:
    """Pieces in repair or on order for a base, the depot's delay shared by its demand."""
    delay = depot_short(depot) / DEPOT_DEMAND
    return DEMAND * (AT_BASE * BASE_REPAIR + (1 - AT_BASE) * (ORDER + delay))


def metric(depot: int, stocks: tuple[int, ...]) -> float:
    return float(backorders(np.array(stocks), base_pipeline(depot)).sum())


def test_depot():
    short = [depot_short(stock) for stock in range(7)]
    assert pytest.approx(2.348768, abs=5e-7) == DEPOT_DEMAND * DEPOT_REPAIR
    assert short == pytest.approx(DEPOT, abs=5.1e-5)


@pytest.mark.parametrize(("depot", "pipeline", "short"), ROWS)
def test_bases(depot, pipeline, short):
    assert base_pipeline(depot) == pytest.approx(pipeline, abs=5.1e-7)
    found = [metric(depot, (stock,) * BASES) for stock in range(4)]
    assert found == pytest.approx(short, abs=5.1e-7)


@pytest.mark.parametrize(("units", "at_depot", "short"), BEST)
def test_best_split_between_depot_and_bases(units, at_depot, short):
    """More units in all may mean fewer at the depot."""
    even = [
        metric(depot, tuple((units - depot + b) // BASES for b in range(BASES)))
        for depot in range(units + 1)
    ]
    assert min(even) == pytest.approx(short, abs=5.1e-7)
    assert int(np.argmin(even)) == at_depot


def exact(depot: int, base: int, share: float = 1 / BASES) -> float:
    """Backorders of one base: its part of the depot's backorders, thinned, and its own orders.

    Simon (1971), Graves (1985): outstanding = Bin(B0, share) + Poisson, independent.
    """
    mean = DEPOT_DEMAND * DEPOT_REPAIR
    waiting = np.arange(60)
    chance = poisson.pmf(depot + waiting, mean)
    chance[0] = poisson.cdf(depot, mean)
    mine = binom.pmf(waiting[:, None], waiting[None, :], share) @ chance
    own = DEMAND * (AT_BASE * BASE_REPAIR + (1 - AT_BASE) * ORDER)
    outstanding = np.convolve(mine, poisson.pmf(waiting, own))
    return float(outstanding @ np.maximum(np.arange(len(outstanding)) - base, 0))


@pytest.mark.parametrize("depot", range(6))
@pytest.mark.parametrize("base", [0, 1, 2, 3])
def test_product_has_both(depot, base):
    """The way of the region's demand holds here what the bases repair themselves."""
    way = BASES * DEMAND * (AT_BASE * BASE_REPAIR + (1 - AT_BASE) * ORDER)
    stock = (np.array([v]) for v in (base, depot, DEPOT_DEMAND * DEPOT_REPAIR, way, 1 / BASES))
    both = tuple(stock)
    found, told = two_echelon_backorders(*both), metric_backorders(*both)
    assert found[0, 0] == pytest.approx(exact(depot, base), rel=1e-9)
    assert told[0, 0] == pytest.approx(metric(depot, (base,)), rel=1e-12)


@pytest.mark.parametrize("depot", range(6))
@pytest.mark.parametrize("base", [1, 2, 3])
def test_metric_is_below_the_truth(depot, base):
    """METRIC takes what a base waits for as Poisson; the depot's backorders vary more."""
    approximate, truth = metric(depot, (base,)), exact(depot, base)
    assert approximate < truth * (1 - 1e-12) or depot == 0
    assert approximate == pytest.approx(truth, rel=1e-9) or depot > 0


def test_metric_and_truth_agree_where_nothing_is_stocked():
    """Without base stock all that is on order waits, whatever its spread."""
    for depot in range(6):
        assert exact(depot, 0) == pytest.approx(base_pipeline(depot), rel=1e-9)


def test_metric_errs_most_where_stock_is_deep():
    error = [metric(4, (base,)) / exact(4, base) - 1 for base in (1, 2, 3)]
    assert error == sorted(error, reverse=True)
    assert error[-1] < -0.1
