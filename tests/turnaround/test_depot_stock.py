"""Tables of kits behind a depot: never below the exact curve, and as near as they say."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.turnaround.depot_stock import DepotStock
from optimizer.turnaround.depot_table import waiting_by_kit
from optimizer.turnaround.kits import demand_classes, kit_frontier, marginal_stock

SHARE = np.array([0.4, 0.6])


@pytest.fixture(scope="module")
def classes():
    return demand_classes(80, 0.9)


@pytest.fixture(scope="module")
def stock(classes) -> DepotStock:
    kept = tuple(int(s) for s in marginal_stock(classes, 20.0, 0.2))
    way = np.random.default_rng(4).uniform(0.5, 12.0, (2, 14))
    return DepotStock(kept, np.array([22.0, 15.0]), way, SHARE)


@pytest.fixture(scope="module")
def kits(classes):
    return kit_frontier(classes, 9.0, 6)


def exact(stock, kit, park, share):
    each = [stock.curve(kit, s, park).value(share) for s in range(2)]
    return SHARE @ np.array(each)


def test_quick_sums_are_the_exact_curves(stock, kits):
    share, ways = np.linspace(0.0, 1.0, 9), stock.way[0, :3]
    found = waiting_by_kit(kits, stock.stock, 22.0, ways, share)
    for n, kit in enumerate(kits):
        for q in range(3):
            assert found[n, q] == pytest.approx(stock.curve(kit, 0, q).value(share), abs=1e-10)


def test_tables_are_never_below_and_not_more_above_than_they_say(stock, kits):
    parks, share = np.arange(14), np.tile(np.linspace(0.003, 1.0, 41), (14, 1))
    value, above = stock.means(kits, parks, share)
    for n, kit in enumerate(kits):
        true = np.array([exact(stock, kit, j, share[j]) for j in parks])
        assert (value[:, n] >= true - 1e-9).all()
        assert (value[:, n] - true <= above[:, n] + 1e-9).all()
    middle = value[:, :, 10:]
    assert (above[:, :, 10:] <= 0.1 * middle + 0.1).all(), "the tables are worth something"


def test_some_of_the_parks(stock, kits):
    some = stock.only(np.array([4, 1]))
    found, _ = some.means(kits[:2], np.array([0]), np.array([[0.3]]))
    whole = [exact(stock, kit, 4, np.array([0.3]))[0] for kit in kits[:2]]
    assert found[0, :, 0] == pytest.approx(whole, rel=0.02)
