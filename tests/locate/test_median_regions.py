"""Regions of a p-median solved again: never worse, by the rules, and counted right."""

import numpy as np
import pytest

from optimizer import locate
from optimizer.locate.clock import Clock
from optimizer.locate.costs import read_costs
from optimizer.locate.median import regions
from optimizer.locate.median.how import How
from optimizer.locate.median.incumbent import Incumbent
from optimizer.locate.median.lists import make_task


@pytest.mark.parametrize("whole", [True, False])
def test_regions_improve_a_random_set_by_the_rules(whole, monkeypatch):
    monkeypatch.setattr(regions, "_MOST", 6)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        cost = 40 * locate.from_points(rng.random((240, 2)), rng.random((200, 2))).dense()
        cost = np.floor(cost) if whole else cost
        weights = rng.integers(1, 4, 240)
        rules = {"weights": weights, "fixed_in": [5], "fixed_out": [8, 9]}
        best = locate.p_median(cost, 24, **rules)
        assert best.status == "optimal"
        costs = read_costs(cost, **rules)
        task = make_task(costs, 24, np.zeros(200), 1)
        found = Incumbent(task, seed)
        found.offer(found.start_at_random(), search=False)
        before = found.value
        how = How(0.0, seed, 1, Clock(), lambda *_: None)
        assert regions.improve_regions(task, found, 0.0, how)
        chosen = np.flatnonzero(found.open)
        assert len(chosen) == 24
        assert 5 in chosen
        assert not {8, 9} & set(chosen.tolist())
        again = float(weights @ cost[:, chosen].min(axis=1))
        assert found.value == pytest.approx(again, rel=1e-12)
        assert best.value <= again * (1 + 1e-12)
        assert again < 0.8 * before
        assert again <= 1.05 * best.value


def test_a_region_with_its_best_sites_stays_as_it_is():
    rng = np.random.default_rng(7)
    cost = locate.from_points(rng.random((160, 2))).dense()
    best = locate.p_median(cost, 40)
    task = make_task(read_costs(cost), 40, np.zeros(160), 1)
    found = Incumbent(task, 0)
    chosen = np.zeros(160, dtype=bool)
    chosen[best.sites] = True
    found.offer(chosen, search=False)
    how = How(0.0, 0, 1, Clock(), lambda *_: None)
    assert not regions.improve_regions(task, found, 0.0, how)
    assert found.value == pytest.approx(best.value, rel=1e-12)
