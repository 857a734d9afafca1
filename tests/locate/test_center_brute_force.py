"""p-center held to every choice of sites, to printed optima and to its own words."""

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from optimizer import locate
from optimizer.errors import InputError
from optimizer.locate.center import search
from optimizer.locate.cover import decide
from optimizer.locate.cover.decide import UndecidedError, cover_with

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("HUBS_INSTANCES", BESIDE)) / "orlib_pmed"
PRINTED = {1: 127, 4: 74, 6: 84, 10: 20, 13: 36, 15: 18, 17: 39, 22: 38, 30: 9, 36: 27, 39: 23}
"""timothy-ch-cheung/k-center after Pullan (2008); the last of repeated edges counts."""


def best_radius(ways, weights, p, inside, outside):
    choices = combinations(sorted(set(range(ways.shape[1])) - set(outside)), p)
    reached = [
        (weights[:, None] * ways[:, list(c)]).min(axis=1).max()
        for c in choices
        if set(inside) <= set(c)
    ]
    return min(reached)


@pytest.mark.parametrize("seed", range(12))
def test_every_choice(seed):
    rng = np.random.default_rng(seed)
    ways = rng.integers(1, 60, (rng.integers(5, 14), 9)).astype(float)
    weights = rng.integers(1, 4, len(ways)).astype(float)
    ways[rng.random(ways.shape) < 0.1] = np.inf
    p = int(rng.integers(2, 5))
    inside, outside = [0], [5] if seed % 2 else []
    found = locate.p_center(ways, p, weights=weights, fixed_in=inside, fixed_out=outside)
    expected = best_radius(ways, weights, p, inside, outside)
    assert found.value == expected
    if np.isfinite(expected):
        assert found.bound == expected
        assert found.status == "optimal"
        assert len(found.sites) == p
        assert set(inside) <= set(found.sites.tolist())
        assert (weights[found.links.client] * found.links.cost).max() == expected
        assert len(found.unserved) == 0
    else:
        assert found.status == "infeasible"
        assert found.words


def test_clients_without_weight_hold_nobody_up():
    found = locate.p_center([[1.0, 9.0], [50.0, 60.0]], 1, weights=[1.0, 0.0])
    assert (found.value, found.sites.tolist()) == (1.0, [0])


def test_points_and_their_matrix_agree():
    rng = np.random.default_rng(5)
    clients, sites = rng.random((60, 2)), rng.random((25, 2))
    here = locate.from_points(clients, sites)
    for p in (1, 3, 6):
        assert locate.p_center(here, p).value == locate.p_center(here.dense(), p).value


def test_client_beyond_all_limits_is_named():
    found = locate.p_center([[1.0, 2.0], [np.inf, np.inf]], 1)
    assert found.status == "infeasible"
    assert "1 of 2 clients" in found.words[0]
    assert np.isinf(found.gap)


def test_too_few_sites_for_the_limit():
    found = locate.p_center(locate.from_points([[0.0], [5.0], [10.0]]), 2, max_distance=1.0)
    assert found.status == "infeasible"
    assert "more sites" in found.words[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"p": 0}, "p: is no number of sites"),
        ({"p": 3}, "2 may be open"),
        ({"p": 1, "fixed_in": [0, 1]}, "fixed_in: has 2 sites"),
        ({"p": 1, "time_limit": -1}, "time_limit"),
        ({"p": 1, "gap": "x"}, "gap"),
    ],
)
def test_bad_numbers_are_told(wrong, words):
    with pytest.raises(InputError, match=words):
        locate.p_center([[1.0, 2.0], [3.0, 4.0]], **wrong)


def test_out_of_time_keeps_sites_and_a_true_bound():
    here = locate.from_points(np.random.default_rng(1).random((2000, 2)))
    found = locate.p_center(here, 25, time_limit=0.5)
    assert found.status in {"time_limit", "optimal"}
    assert len(found.sites) == 25
    assert found.bound <= found.value < 0.4


@pytest.mark.parametrize("number", PRINTED)
def test_printed_optimum(number):
    path = FOLDER / f"pmed{number}.txt"
    if not path.is_file():
        pytest.skip("OR-Library instances are not here: set HUBS_INSTANCES to their folder")
    places, _, p, *rest = (int(word) for word in path.read_text().split())
    ways = np.full((places, places), np.inf)
    for i, j, cost in np.array(rest).reshape(-1, 3):
        ways[i - 1, j - 1] = ways[j - 1, i - 1] = cost
    found = locate.p_center(shortest_path(ways), p)
    assert (found.value, found.bound) == (PRINTED[number], PRINTED[number])


@pytest.mark.parametrize("seed", range(6))
def test_radii_put_aside_come_back(seed, monkeypatch):
    """Any radius may stay open a few times: the end is the same."""
    rng = np.random.default_rng(seed)
    ways = np.hypot(*(rng.random((2, 18, 1)) - rng.random((2, 1, 11)))) * 100
    left = np.random.default_rng(seed)

    def sometimes(*asked):
        if asked[-1] < 50 * 10**2 and left.random() < 0.6:
            raise UndecidedError
        return cover_with(*asked)

    monkeypatch.setattr(search, "cover_with", sometimes)
    found = locate.p_center(ways, 4)
    assert found.value == found.bound == best_radius(ways, np.ones(18), 4, [], [])


@pytest.mark.parametrize("seed", range(6))
def test_large_covers_decide_alike(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    ways = np.hypot(*(rng.random((2, 40, 1)) - rng.random((2, 1, 14)))) * 100
    right = best_radius(ways, np.ones(40), 5, [], [])
    monkeypatch.setattr(decide, "LARGE", 0)
    monkeypatch.setattr(decide, "_TRIES", 0)
    monkeypatch.setattr(decide, "_QUICK_TRIES", 0)
    found = locate.p_center(ways, 5)
    assert found.value == found.bound == right
