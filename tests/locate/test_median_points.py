"""Points: metrics, and the bound on lists of nearest sites, which holds for all pairs."""

import math

import numpy as np
import pytest

from optimizer import locate
from optimizer.errors import InputError
from optimizer.locate.costs import read_costs
from optimizer.locate.median import answered, near_lists
from optimizer.locate.median.incumbent import Incumbent


def test_haversine_is_the_great_circle():
    places = [[48.48, 135.07], [50.55, 137.0], [-48.48, -44.93]]
    ways = locate.from_points(places, metric="haversine").dense()
    a, b = (np.radians(place) for place in places[:2])
    cosine = math.sin(a[0]) * math.sin(b[0]) + math.cos(a[0]) * math.cos(b[0]) * math.cos(
        a[1] - b[1]
    )
    assert ways[0, 1] == pytest.approx(6371.0088 * math.acos(cosine), rel=1e-9)
    assert ways[0, 2] == pytest.approx(math.pi * 6371.0088, rel=1e-9)
    assert ways.diagonal() == pytest.approx(0.0)


def test_points_and_their_matrix_have_the_same_answer():
    rng = np.random.default_rng(0)
    points = locate.from_points(rng.random((60, 2)), rng.random((40, 2)) * 2 - 0.5)
    found = locate.p_median(points, 5), locate.p_median(points.dense(), 5)
    assert found[0].value == pytest.approx(found[1].value, rel=1e-12)
    assert found[0].sites.tolist() == found[1].sites.tolist()


@pytest.mark.parametrize("length", [40, 4])
def test_short_lists_bound_the_whole_problem(length, monkeypatch):
    """Also where lists are far too short and most prices stand at their cap."""
    rng = np.random.default_rng(1)
    clients, sites = rng.normal(size=(700, 2)), rng.normal(size=(600, 2))
    weights = rng.integers(1, 4, 700)
    points = locate.from_points(clients, sites)
    rules = {"weights": weights, "fixed_in": [3], "fixed_out": [7, 8]}
    whole = locate.p_median(points, 60, **rules)
    assert whole.status == "optimal"
    monkeypatch.setattr(answered, "_MOST_PAIRS", 0)
    monkeypatch.setattr(near_lists, "_MOST_PAIRS", 700 * length)
    monkeypatch.setattr(near_lists, "_LEAST", length)
    cut = locate.p_median(points, 60, **rules)
    assert cut.bound <= whole.value * (1 + 1e-12)
    assert cut.value >= whole.value * (1 - 1e-12)
    assert 3 in cut.sites
    assert not {7, 8} & set(cut.sites.tolist())
    assert len(cut.sites) == 60
    near = points.dense()[:, cut.sites].min(axis=1)
    assert cut.value == pytest.approx(weights @ near, rel=1e-12)
    assert cut.gap < (0.01 if length == 40 else 1.0)


def test_thousands_of_points_within_a_per_mille():
    rng = np.random.default_rng(2)
    points = locate.from_points(rng.random((4000, 2)))
    told = []
    found = locate.p_median(points, 300, gap=0.001, on_progress=told.append)
    assert found.status == "optimal"
    assert found.gap <= 0.001
    bounds = [one.bound for one in told]
    assert bounds == sorted(bounds)
    assert found.value == pytest.approx(told[-1].value, rel=1e-12)


def test_wrong_points_are_told_at_once():
    with pytest.raises(InputError) as error:
        locate.from_points([[91.0, 0.0]], [[0.0, math.nan]], metric="haversine", site_names="ab")
    assert len(error.value.problems) == 3
    with pytest.raises(InputError, match="one row per point"):
        locate.from_points([1.0, 2.0])


def test_a_graft_takes_over_what_is_better_and_counts_it_right():
    xy = np.random.default_rng(3).random((900, 2))
    costs = read_costs(locate.from_points(xy), fixed_in=[7])
    everyone = np.arange(900)
    task = near_lists.near_task(costs, 60, np.zeros(900), 1, everyone, everyone, 5.0).task
    found = Incumbent(task, 0)
    found.offer(found.start_at_random(), search=False)
    before = found.value
    donor = Incumbent(task, 1)
    donor.offer(donor.start_at_random())
    assert found.graft(donor.open, 3, 12)
    assert found.value < before
    assert found.open.sum() == 60
    assert found.open[task.must].all()
    again = Incumbent(task, 0)
    again.offer(found.open, search=False)
    assert again.value == pytest.approx(found.value, rel=1e-12)


@pytest.mark.parametrize("warmth", [0.0, 0.1])
def test_kicks_move_sites_from_one_town_to_another_and_count_it_right(warmth):
    """Two towns far apart: eight of ten sites stand in one, as many belong into the other."""
    rng = np.random.default_rng(5)
    xy = np.concatenate([rng.random((80, 2)), rng.random((80, 2)) + 1000.0])
    everyone = np.arange(160)
    costs = read_costs(locate.from_points(xy))
    near = near_lists.near_task(costs, 10, np.zeros(160), 1, everyone, everyone, 20.0)
    task, found = near.task, Incumbent(near.task, 0)
    start = np.isin(near.sites, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90])
    found.offer(start, search=False)
    before = found.value
    assert found.iterate(4000, warmth=warmth)
    assert found.open.sum() == 10
    again = Incumbent(task, 1)
    again.offer(found.open, search=False)
    assert again.value == pytest.approx(found.value, rel=1e-12)
    best = Incumbent(task, 2)
    best.offer(np.isin(near.sites, np.r_[0:80:16, 80:160:16]))
    assert found.value < before
    assert found.value <= 1.02 * best.value
