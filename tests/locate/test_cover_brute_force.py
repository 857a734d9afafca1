"""Covering problems held to every choice of sites, and their reductions to each other."""

from itertools import combinations

import numpy as np
import pytest

from optimizer import locate
from optimizer.errors import InputError
from optimizer.locate.clock import Clock
from optimizer.locate.cover.bits import largest_sets, smallest_sets
from optimizer.locate.cover.dominance import needed_rows, undominated_columns
from optimizer.locate.cover.prices import cover_prices
from optimizer.locate.cover.within import within


def drawn(seed, clients=12, sites=9):
    rng = np.random.default_rng(seed)
    ways = rng.integers(0, 100, (clients, sites)).astype(float)
    return ways, rng.integers(0, 9, clients).astype(float)


def every_choice(sites, inside, outside):
    free = sorted(set(range(sites)) - set(outside))
    for count in range(len(free) + 1):
        yield from (c for c in combinations(free, count) if set(inside) <= set(c))


@pytest.mark.parametrize("seed", range(12))
def test_fewest_sites(seed):
    ways, _ = drawn(seed)
    inside, outside = ([2], [4]) if seed % 2 else ([], [])
    near = ways <= 35
    expected = next(
        (len(c) for c in every_choice(9, inside, outside) if near[:, list(c)].any(axis=1).all()),
        np.inf,
    )
    found = locate.lscp(ways, 35, fixed_in=inside, fixed_out=outside)
    assert found.value == found.bound == expected
    assert found.status == ("optimal" if np.isfinite(expected) else "infeasible")
    if np.isfinite(expected):
        assert (found.links.cost <= 35).all()
        assert len(found.sites) == expected


@pytest.mark.parametrize("seed", range(12))
def test_most_weight(seed):
    ways, weights = drawn(seed)
    inside, outside = ([2], [4]) if seed % 2 else ([], [])
    p = 2 + seed % 3
    near = ways <= 20
    expected = max(
        weights[near[:, list(c)].any(axis=1)].sum()
        for c in every_choice(9, inside, outside)
        if len(c) == p
    )
    found = locate.mclp(ways, p, 20, weights=weights, fixed_in=inside, fixed_out=outside)
    assert found.value == found.bound == expected
    assert (found.status, len(found.sites)) == ("optimal", p)
    assert weights[found.links.client].sum() == expected


@pytest.mark.parametrize("seed", range(8))
def test_backup(seed):
    ways, weights = drawn(seed, 10, 8)
    near = ways <= 45
    covers = [c for c in every_choice(8, [], []) if near[:, list(c)].any(axis=1).all()]
    found = locate.lscp_backup(ways, 45, weights=weights)
    if not covers:
        assert found.status == "infeasible"
        return
    least = min(map(len, covers))
    twice = [weights[near[:, list(c)].sum(axis=1) > 1].sum() for c in covers if len(c) == least]
    assert found.value == found.bound == max(twice)


def test_one_candidate_is_no_backup():
    """A client whose only candidate is open is covered once, whoever else is covered twice."""
    found = locate.lscp_backup([[1.0, 9.0], [1.0, 1.0]], 2)
    assert (found.value, found.words[0]) == (0.0, "1 sites, 0 of 2 clients covered twice")


def test_client_near_no_site_is_named():
    found = locate.lscp([[1.0, 2.0], [7.0, 8.0]], 3)
    assert found.status == "infeasible"
    assert found.words == ("1 of 2 clients are within 3 of no site: 1",)


def test_bad_distance_is_told():
    with pytest.raises(InputError, match="distance: is out of range"):
        locate.lscp([[1.0]], -1)


@pytest.mark.parametrize("metric", ["euclidean", "haversine"])
def test_points_and_their_matrix_agree(metric):
    rng = np.random.default_rng(3)
    clients, sites = rng.random((80, 2)), rng.random((30, 2))
    here = locate.from_points(clients, sites, metric=metric)
    distance = float(np.quantile(here.dense(), 0.2))
    assert locate.lscp(here, distance).value == locate.lscp(here.dense(), distance).value
    assert locate.mclp(here, 3, distance).value == locate.mclp(here.dense(), 3, distance).value


@pytest.mark.parametrize("seed", range(5))
def test_bits_and_products_find_the_same(seed):
    rng = np.random.default_rng(seed)
    matrix = rng.random((40, 70)) < 0.15
    columns = undominated_columns(matrix)
    unlike = np.unique(matrix[:, matrix.any(axis=0)].T, axis=0)
    kept = unlike[largest_sets(unlike)]
    assert {row.tobytes() for row in matrix[:, columns].T.copy()} == {r.tobytes() for r in kept}
    wanted = matrix[matrix.any(axis=1)]
    unlike = np.unique(wanted, axis=0)
    small = {row.tobytes() for row in unlike[smallest_sets(unlike)]}
    assert {row.tobytes() for row in wanted[needed_rows(wanted)]} == small


def test_prices_bound_the_cover_from_below():
    here = locate.from_points(np.random.default_rng(2).random((300, 2)))
    found = locate.lscp(here, 0.08)
    costs_links = within(_read(here), 0.08)
    priced = cover_prices(costs_links, 300, Clock())
    assert 0.9 * found.value <= priced.bound <= found.value + 1e-9
    assert costs_links[:, priced.columns].sum(axis=1).min() >= 1


def _read(here):
    from optimizer.locate.costs import read_costs

    return read_costs(here)
