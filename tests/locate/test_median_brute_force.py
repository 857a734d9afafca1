"""p-median, k-nearest and fixed charge against every choice of sites, by both engines."""

import itertools

import numpy as np
import pytest

from optimizer import locate
from optimizer.locate.median import answered


def brute_force(cost, p, weights, opening, times, fixed_in, fixed_out):
    """Least value over all choices; p None: any number."""
    sites = cost.shape[1]
    best = np.inf
    for count in range(1, sites + 1) if p is None else [p]:
        for chosen in itertools.combinations(range(sites), count):
            if not set(fixed_in) <= set(chosen) or set(fixed_out) & set(chosen) or count < times:
                continue
            near = np.sort(cost[:, chosen], axis=1)[:, :times].sum(axis=1)
            value = sum(w * c for w, c in zip(weights, near, strict=True) if w)
            best = min(best, value + opening[list(chosen)].sum())
    return best


def random_case(number):
    """Whole or real costs, with pairs missing, weights of zero, fixed sites, several times."""
    rng = np.random.default_rng(number)
    clients, sites = rng.integers(1, 10), rng.integers(2, 9)
    shape = (clients, sites)
    cost = rng.integers(0, 20, shape).astype(float) if number % 2 else rng.random(shape)
    if number % 3 == 0:
        cost[rng.random(shape) < 0.25] = np.inf
    weights = rng.integers(0, 4, clients).astype(float) if number % 5 == 0 else np.ones(clients)
    fixed_in = [0] if number % 4 == 0 else []
    fixed_out = [int(sites) - 1] if number % 7 == 0 and sites > 2 else []
    p = int(rng.integers(1, sites - len(fixed_out) + 1))
    times = int(rng.integers(1, p + 1)) if number % 8 == 0 else 1
    opening = rng.integers(0, 9, sites).astype(float)
    return cost, p, weights, opening, times, fixed_in, fixed_out


def check(found, best):
    if np.isinf(best):
        assert found.status == "infeasible"
        assert found.words
        assert not len(found.sites)
        return
    assert found.status == "optimal"
    assert found.value == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert found.bound == pytest.approx(best, rel=1e-7, abs=1e-12)
    assert found.bound <= found.value


@pytest.mark.parametrize("engine", ["small", "compiled"])
def test_every_choice_of_sites(engine, monkeypatch):
    if engine == "compiled":
        monkeypatch.setattr(answered, "_SMALL", 0)
    for number in range(48):
        cost, p, weights, opening, times, inside, outside = random_case(number)
        rules = {"weights": weights, "fixed_in": inside, "fixed_out": outside}
        none = np.zeros(cost.shape[1])
        best = brute_force(cost, p, weights, none, times, inside, outside)
        check(locate.p_median(cost, p, nearest=times, **rules), best)
        best = brute_force(cost, None, weights, opening, 1, inside, outside)
        check(locate.fixed_charge(cost, opening, **rules), best)


@pytest.mark.parametrize("seed", range(4))
def test_both_engines_agree_where_brute_force_ends(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    cost = locate.from_points(rng.random((70, 2)), rng.random((60, 2))).dense()
    opening = rng.random(60) * 3
    answers = []
    for most in (20_000, 0):
        monkeypatch.setattr(answered, "_SMALL", most)
        found = locate.p_median(cost, 7, seed=seed), locate.fixed_charge(cost, opening, seed=seed)
        twice = locate.p_median(cost, 7, nearest=2, seed=seed)
        assert all(one.status == "optimal" for one in (*found, twice))
        answers.append([one.value for one in (*found, twice)])
    assert answers[0] == pytest.approx(answers[1], rel=1e-8)


def test_links_give_the_value():
    rng = np.random.default_rng(3)
    cost, weights = rng.random((40, 12)), rng.integers(1, 5, 40)
    found = locate.p_median(cost, 4, nearest=2, weights=weights)
    frame = found.to_frame()
    assert len(frame) == 80
    assert (frame.groupby("client").size() == 2).all()
    assert set(frame["site"]) <= set(found.sites.tolist())
    assert weights[frame["client"]] @ frame["cost"] == pytest.approx(found.value)
    assert (found.assignment == found.sites[cost[:, found.sites].argmin(axis=1)]).all()
