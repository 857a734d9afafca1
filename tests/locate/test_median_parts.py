"""Parts of a p-median: the division of the sites, and bounds that never pass the best value."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from optimizer import locate
from optimizer.locate.clock import Clock
from optimizer.locate.costs import read_costs
from optimizer.locate.median import divide, solve_task
from optimizer.locate.median.how import How
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.lists import make_task
from optimizer.locate.median.parts import divided, pairs_left
from optimizer.locate.median.root import solve_root


def clusters(seed, apart, count=5, each=22):
    """Points in clusters on a grid, full of ties."""
    rng = np.random.default_rng(seed)
    centres = apart * np.array(list(itertools.product(range(3), range(2))))[:count]
    xy = np.concatenate([centre + rng.integers(0, 9, (each, 2)) for centre in centres])
    return locate.from_points(xy.astype(float)).dense()


def test_the_cheapest_division_is_that_of_brute_force():
    rng = np.random.default_rng(0)
    for _ in range(60):
        tables = [rng.random(rng.integers(1, 5)) for _ in range(rng.integers(1, 5))]
        for table in tables:
            table[rng.random(len(table)) < 0.2] = np.inf
        p = int(rng.integers(0, 9))
        best = min(
            (sum(table[k] for table, k in zip(tables, places, strict=True))
             for places in itertools.product(*(range(len(table)) for table in tables))
             if sum(places) == p), default=np.inf,
        )  # fmt: skip
        value, places = divide.cheapest(tables, p)
        assert value == pytest.approx(best)
        if np.isfinite(best):
            assert places.sum() == p
            told = sum(table[k] for table, k in zip(tables, places, strict=True))
            assert told == pytest.approx(best)


@pytest.mark.parametrize("apart", [300, 11])
def test_the_bound_of_parts_holds_and_is_tight_where_they_are_far_apart(apart, monkeypatch):
    """At 300 clusters share nothing; at 11 they touch, and clients are priced across."""
    how = How(0.0, 0, 1, Clock(), lambda *_: None)
    monkeypatch.setattr(divide, "_SIZES", (30,))
    for seed in range(6):
        cost = np.floor(clusters(seed, apart))
        best = locate.p_median(cost, 17, seed=seed)
        assert best.status == "optimal"
        costs = read_costs(cost)
        task = make_task(costs, 17, np.zeros(costs.sites), 1)
        found = Incumbent(task, seed)
        root = solve_root(task, found, 0.0, how.clock, how.tell)
        bound = divide.bound_by_parts(task, root, found, how)
        assert root.bound <= bound
        assert task.lifted(bound, found.value) <= best.value
        assert found.value >= best.value
        if apart == 300:
            assert found.value == best.value
            assert task.lifted(bound, found.value) == best.value


def test_a_solve_that_is_divided_ends_at_the_same_value(monkeypatch):
    monkeypatch.setattr(solve_task, "_MANY_SITES", 2)
    used = []
    plain = divide.bound_by_parts
    monkeypatch.setattr(divide, "bound_by_parts", lambda *a: used.append(1) or plain(*a))
    for seed, apart in itertools.product(range(8), (300, 11)):
        cost = clusters(seed, apart, count=6, each=26)
        weights = np.random.default_rng(seed).integers(1, 4, len(cost))
        rules = {"weights": weights, "fixed_in": [3], "fixed_out": [40, 41]}
        monkeypatch.setattr(solve_task, "_EASY_ENTRIES", 0)
        found = locate.p_median(cost, 19, seed=seed, **rules)
        monkeypatch.setattr(solve_task, "_EASY_ENTRIES", 10**9)
        assert found.status == "optimal"
        near = np.delete(cost, [40, 41], axis=1)
        other = locate.p_median(near, 19, weights=weights, fixed_in=[3])
        assert found.value == pytest.approx(other.value, rel=1e-9)
    assert used, "nothing was divided"


@pytest.mark.parametrize("coarse", [0.0, np.inf])
def test_lifted_bounds_of_parts_hold_for_every_number_of_sites(coarse, monkeypatch):
    """With a price of whole steps, and with one that is not."""
    monkeypatch.setattr(divide, "_COARSE", coarse)
    how = How(0.0, 0, 1, Clock(), lambda *_: None)
    lifted = 0
    for seed in range(3):
        block = np.kron(np.eye(4, dtype=int), np.ones((18, 18), dtype=int)) > 0
        random = np.random.default_rng(seed).integers(1, 60, block.shape)
        cost = np.where(block, random, np.inf)  # without geometry the prices leave a gap
        task = make_task(read_costs(cost), 17, np.zeros(len(cost)), 1)
        found = Incumbent(task, seed)
        root = solve_root(task, found, 0.0, how.clock, how.tell)
        root = replace(root, sign=np.zeros_like(root.sign))
        pairs = pairs_left(task.by_client, np.arange(len(cost)))
        home = np.unique(found.nearest()[0], return_inverse=True)[1]
        parts = divided(task, root, pairs, home, 1e3, 500)
        assert all(part.task.whole for part in parts)
        before = [part.least.copy() for part in parts]
        divide._lift(task, parts, found, how)
        for part, least in zip(parts, before, strict=True):
            lifted += int((part.least > least + 1e-9).sum())
            inside = cost[np.ix_(part.sites, part.sites)]
            for number in range(1, len(part.sites)):
                assert part.least[number] <= locate.p_median(inside, number).value + 1e-6
    assert lifted > 0
