"""Which kits are on offer: classes fine enough, small families piece by piece, both extremes."""

import itertools

import numpy as np
import pytest

from optimizer.turnaround.kits import DemandClasses, demand_classes, kit_frontier, marginal_stock
from optimizer.turnaround.poisson import KitCurve, backorders


@pytest.mark.parametrize(("numbers", "zipf"), [(40, 1.0), (700, 1.05), (5000, 2.5)])
def test_ranks_of_a_class_lie_within_a_third_of_an_octave(numbers, zipf):
    classes = demand_classes(numbers, zipf)
    last = np.cumsum(classes.numbers)
    first = last - classes.numbers + 1
    assert (last / first < 2 ** (1 / 3)).all()
    # and classes are no finer than that: the next rank would be outside
    assert ((last[:-1] + 1) / first[:-1] >= 2 ** (1 / 3) - 0.26).all()
    weight = np.arange(1, numbers + 1) ** -zipf
    share = [weight[a - 1 : b].mean() / weight.sum() for a, b in zip(first, last, strict=True)]
    assert classes.share == pytest.approx(share, rel=1e-12)


def test_classes_of_eight_ranks():
    """Thirds of octaves begin at 1, 2, 3 (2.52), 4, 6 (5.04 is above 5) and 7 (6.35), and 8."""
    assert demand_classes(8, 1.0).numbers.tolist() == [1, 1, 1, 2, 1, 1, 1]
    assert demand_classes(8, 1.0, per_octave=1).numbers.tolist() == [1, 2, 4, 1]


def test_equal_weights_share_alike():
    classes = demand_classes(9, 0.0)
    assert classes.share == pytest.approx(np.full(len(classes.share), 1 / 9))


@pytest.mark.parametrize(("part_numbers", "zipf"), [(1, 0.0), (3, 2.5), (3, 0.5), (4, 0.7)])
def test_a_small_family_is_offered_piece_by_piece(part_numbers, zipf):
    """Where as many kits may be kept: none to a dozen, no allocation of as many waits less."""
    classes = demand_classes(part_numbers, zipf)
    kits = kit_frontier(classes, 2.0, 1000)
    assert {kit.pieces for kit in kits} >= set(range(13))
    every = [s for s in itertools.product(range(13), repeat=part_numbers) if sum(s) < 13]
    short = backorders(np.array(every), classes.share * 2.0).sum(axis=1)
    pieces = np.array(every).sum(axis=1)
    for n in range(13):
        offered = min(float(kit.value(np.array(2.0))) for kit in kits if kit.pieces == n)
        assert offered == pytest.approx(short[pieces == n].min(), rel=1e-9)


def test_a_large_family_is_not_bought_piece_by_piece():
    classes = demand_classes(13, 0.0)
    kits = kit_frontier(classes, 2.0, 1000)
    # equal numbers cross every threshold together
    assert all(len(set(kit.stock)) == 1 for kit in kits)
    assert len({kit.pieces for kit in kits}) == len(kits)


def test_a_piece_at_the_threshold_is_not_bought():
    """One number, one on order in the mean: P(N >= 1) = 1 - 1/e, P(N >= 2) = 1 - 2/e."""
    one = DemandClasses(np.ones(1), np.ones(1, dtype=int))
    second = 1 - 2 / np.e
    assert marginal_stock(one, 1.0, second * (1 - 1e-9)).tolist() == [2]
    assert marginal_stock(one, 1.0, second * (1 + 1e-9)).tolist() == [1]
    assert marginal_stock(one, 1.0, 0.7).tolist() == [0]


@pytest.mark.parametrize("piece_cost", [0.002, 0.05, 0.4])
def test_deeper_kits_are_offered_where_pieces_are_cheap(piece_cost):
    """The deepest pays where a rouble need save but a tenth of one; none is deeper than that."""
    classes = demand_classes(60, 0.9)
    kits = kit_frontier(classes, 5.0, 1000, piece_cost)
    deepest = marginal_stock(classes, 5.0, 0.1 * piece_cost)
    assert kits[-1].stock == tuple(int(v) for v in deepest)


def test_pieces_dearer_than_any_downtime_leave_the_empty_kit():
    assert [k.pieces for k in kit_frontier(demand_classes(60, 0.9), 5.0, 8, 1e3)] == [0]


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_as_many_kits_as_asked_for_the_empty_one_first(count):
    kits = kit_frontier(demand_classes(150, 1.0), 4.0, count, 0.02)
    assert len(kits) == count
    assert kits[0].pieces == 0


def test_kits_kept_lose_least_at_many_loads_and_prices():
    """Two kits besides the empty one lose less than two taken at the ends of the frontier."""
    classes, pipeline, price = demand_classes(150, 1.0), 4.0, 0.02
    every = kit_frontier(classes, pipeline, 1000, price)

    def regret(kits: list[KitCurve]) -> float:
        loads = pipeline * np.geomspace(0.03, 1, 8)
        prices = price * np.geomspace(0.1, 3, 14)
        total = np.array([k.value(loads)[:, None] + k.pieces * prices for k in kits])
        least = np.array([k.value(loads)[:, None] + k.pieces * prices for k in every]).min(axis=0)
        return float((total.min(axis=0) / least - 1).sum())

    kept = [regret(list(kit_frontier(classes, pipeline, n, price))) for n in (2, 3, 5, 9)]
    assert kept == sorted(kept, reverse=True)
    singles = [regret([every[0], kit]) for kit in every[1:]]
    assert kept[0] == pytest.approx(min(singles), rel=1e-9)
    assert kept[1] < regret([every[0], every[1], every[-1]])
