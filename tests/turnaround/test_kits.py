"""Kits: marginal analysis against every allocation, and the frontier that is kept of it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.region import load_region
from optimizer.turnaround.build import turnaround
from optimizer.turnaround.kits import DemandClasses, demand_classes, kit_frontier, marginal_stock
from optimizer.turnaround.poisson import KitCurve, backorders

FAMILIES = [(2, 0.0, 8.0), (12, 0.8, 3.0), (150, 1.0, 2.0), (700, 1.05, 12.0), (1, 0.0, 90.0)]
at_leisure = settings(deadline=None, max_examples=50)


@at_leisure
@given(numbers=st.integers(1, 5000), zipf=st.floats(0, 3))
def test_classes_keep_the_part_numbers_and_the_whole_demand(numbers, zipf):
    classes = demand_classes(numbers, zipf)
    assert classes.numbers.sum() == numbers
    assert (classes.share * classes.numbers).sum() == pytest.approx(1, rel=1e-12)
    assert (np.diff(classes.share) <= 1e-15).all()


def test_zipf_shares_by_hand():
    classes = demand_classes(3, 1.0)
    assert classes.share == pytest.approx([6 / 11, 3 / 11, 2 / 11])
    assert classes.numbers.tolist() == [1, 1, 1]


def test_many_part_numbers_come_in_few_classes():
    assert len(demand_classes(10_000, 1.0).share) < 45


def waiting(stock, share, pipeline) -> float:
    return float(backorders(np.array(stock), np.array(share) * pipeline).sum())


@pytest.mark.parametrize("threshold", [0.6, 0.3, 0.1, 0.03])
@pytest.mark.parametrize("pipeline", [0.5, 2.0, 5.0])
def test_no_allocation_of_as_many_pieces_waits_less(threshold, pipeline):
    share = np.array([0.5, 0.3, 0.15, 0.05])
    stock = marginal_stock(DemandClasses(share, np.ones(4, dtype=int)), pipeline, threshold)
    pieces = int(stock.sum())
    every = [s for s in itertools.product(range(pieces + 1), repeat=4) if sum(s) == pieces]
    least = min(waiting(s, share, pipeline) for s in every)
    assert waiting(stock, share, pipeline) == pytest.approx(least, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("numbers", "zipf", "pipeline"), FAMILIES)
def test_a_lower_threshold_only_adds_pieces(numbers, zipf, pipeline):
    classes = demand_classes(numbers, zipf)
    steps = [marginal_stock(classes, pipeline, t) for t in np.geomspace(0.9, 1e-3, 12)]
    assert all((more >= less).all() for less, more in itertools.pairwise(steps))


def test_a_busy_part_number_has_as_deep_a_stock_as_it_needs():
    (stock,) = marginal_stock(demand_classes(1, 0.0), 200.0, 0.01)
    assert 225 < stock < 245


@pytest.mark.parametrize(("numbers", "zipf", "pipeline"), FAMILIES)
def test_frontier_rises_from_no_kit_in_cost_and_falls_in_waiting(numbers, zipf, pipeline):
    kits = kit_frontier(demand_classes(numbers, zipf), pipeline, 8)
    pieces = [kit.pieces for kit in kits]
    short = [float(kit.value(np.array(pipeline))) for kit in kits]
    assert pieces[0] == 0
    assert short[0] == pytest.approx(pipeline)
    assert pieces == sorted(set(pieces))
    assert short == sorted(short, reverse=True)
    assert len(kits) == 8


@pytest.mark.parametrize(("numbers", "zipf", "pipeline"), FAMILIES)
def test_no_kit_is_beaten_by_another(numbers, zipf, pipeline):
    """Each kit is the cheaper one, or waits less, for a hub of some share of the demand."""
    kits = kit_frontier(demand_classes(numbers, zipf), pipeline, 8)
    loads = pipeline * np.geomspace(0.1, 1, 6)
    for kit, deeper in itertools.pairwise(kits):
        assert kit.pieces < deeper.pieces
        assert (deeper.value(loads) < kit.value(loads)).any()


def test_kits_are_enough_for_hubs_of_every_share():
    """Among ten kits is one within a tenth of the best allocation, at a price amid the range."""
    classes, pipeline, piece_cost = demand_classes(150, 1.0), 4.0, 0.02
    kits = kit_frontier(classes, pipeline, 10, piece_cost)
    for fraction in (0.1, 0.3, 1.0):
        load = fraction * pipeline
        best = marginal_stock(classes, load, piece_cost)
        ideal = KitCurve(tuple(map(int, best)), tuple(classes.share), tuple(classes.numbers))
        least = float(ideal.value(np.array(load))) + piece_cost * ideal.pieces
        kept = min(float(k.value(np.array(load))) + piece_cost * k.pieces for k in kits)
        assert least <= kept + 1e-12
        assert kept <= 1.1 * least


def test_free_pieces_are_not_bought_without_end():
    kits = kit_frontier(demand_classes(5, 0.5), 3.0, 6, piece_cost=0.0)
    assert kits[-1].pieces < 150


def test_the_same_family_has_the_same_kits():
    first, second = (kit_frontier(demand_classes(12, 0.8), 3.0, 8) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["tutorial", "khabarovsk"])
def test_no_kit_costs_nothing_and_deeper_kits_cost_more(name):
    region = load_region(name)
    families = {family.id: family for family in region.families}
    stocks = [s for s in turnaround(region).problem.stations if s.kind == "stock"]
    assert len(stocks) == len(families)
    for station in stocks:
        piece = families[station.name].price_krub / 1000 * families[station.name].holding_rate
        assert station.cost[0, 0] == 0
        assert (np.diff(station.cost, axis=1) > 0).all()
        assert station.cost[0] == pytest.approx([kit.pieces * piece for kit in station.curves])
        assert len(station.curves) <= region.scenario.kits_per_family
